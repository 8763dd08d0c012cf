"""A copy of everything that is kept about a person (Personal Information Protection Law §45)."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import days, pdf, personal

PRINTED = 2000  # rows of a table on paper; the file for programs has all


def copy_of(user: User, *, in_words: bool = False) -> dict[str, Any]:
    """Every declared table, also those that hold nothing of this person; in words where it is to be printed."""
    return {
        str(_("哪天抄的")): days.today().isoformat(),
        str(_("内容")): [
            {
                str(_("什么")): str(table.what),
                str(_("做什么用")): str(table.why),
                str(_("留多久")): str(table.how_long),
                str(_("条目")): list(table.lines(user, in_words=in_words)),
            }
            for table in personal.tables()
        ],
    }


def as_pdf(found: dict[str, Any]) -> bytes:
    sections = [
        {
            "what": part[_("什么")],
            "why": part[_("做什么用")],
            "how_long": part[_("留多久")],
            "rows": [
                [[label, said(value)] for label, value in row.items() if value not in ("", [])]
                for row in part[_("条目")][:PRINTED]
            ],
            "has_more": len(part[_("条目")]) > PRINTED,
        }
        for part in found[_("内容")]
    ]
    more = _("只印前%(count)d条，全部的在给程序看的那一份（JSON）里。") % {"count": PRINTED}
    data = {"title": _("我的信息"), "none": _("没有"), "more": more, "sections": sections}
    return pdf.render("registration/copy.typ", data)


def said(value):
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)
