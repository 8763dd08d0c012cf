"""The insurer's answer read from a table."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.core.tables import Table
from apps.insurance.actions import Verdict

# The words of the tables that insurers write, in their language whatever the site's is.
YES = {gettext_noop("承保"), gettext_noop("已承保"), gettext_noop("同意"), gettext_noop("是")}
NO = {gettext_noop("不承保"), gettext_noop("未承保"), gettext_noop("拒保"), gettext_noop("否")}
COLUMNS = {
    "number": [gettext_noop("志愿者编号"), gettext_noop("编号")],
    "result": [gettext_noop("结果"), gettext_noop("承保结果")],
    "from_day": [gettext_noop("生效日期"), gettext_noop("生效日")],
    "insurer_number": [gettext_noop("凭证号"), gettext_noop("被保险人凭证号")],
    "reason": [gettext_noop("原因"), gettext_noop("不承保原因")],
}
SHOWN = 10


def verdicts_of(table: Table) -> list[Verdict]:
    """One verdict a row; what cannot be read is named by its line, and then nothing is taken."""
    places = {
        what: table.header.index(name)
        for what, names in COLUMNS.items()
        for name in names
        if name in table.header
    }
    if missing := [COLUMNS[what][0] for what in ("number", "result") if what not in places]:
        raise ValidationError(_("表里没有这一列：%(names)s。") % {"names": "、".join(missing)})
    verdicts, problems, seen = [], [], set()
    for line, cells in zip(table.lines, table.rows, strict=True):
        row = {what: cells[at] for what, at in places.items()}
        try:
            verdicts.append(verdict_of(row, seen))
        except ValueError as problem:
            problems.append(_("第%(line)d行：%(why)s") % {"line": line, "why": problem})
    if problems:
        raise ValidationError(problems[:SHOWN])
    return verdicts


def verdict_of(row, seen):
    number = row["number"]
    if not number:
        raise ValueError(_("没有志愿者编号。"))
    if number in seen:
        raise ValueError(_("这个编号前面已经有了。"))
    seen.add(number)
    if row["result"] in YES:
        return Verdict(number, day_of(row.get("from_day", "")), row.get("insurer_number", "")[:40])
    if row["result"] in NO:
        if not row.get("reason"):
            raise ValueError(_("不承保的要写原因。"))
        return Verdict(number, reason=row["reason"][:200])
    raise ValueError(_("结果要写“承保”或者“不承保”。"))


def day_of(text):
    """2026-11-28, 2026/11/28 or 2026年11月28日."""
    found = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?( 0?0:00(:00)?)?", text)
    try:
        return datetime.date(*map(int, found.groups()[:3]))
    except (AttributeError, ValueError):
        raise ValueError(_("生效日期读不懂，写成2026年11月28日这样。")) from None
