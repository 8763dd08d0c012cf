"""The bytes of a file that is taken out: some rows of it, packed; and all of it with the mark of who takes it."""

import csv
import io
import tempfile
import zlib
from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import uploads
from apps.core.books import NUMBER, Sheet, write_book, xml_rows
from apps.core.cells import plain, safe
from apps.reports.models import Export
from apps.reports.periods import Period
from apps.reports.selection import kinds_reporting
from apps.reports.tables import Table, table_of

Format = Export.Format
CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}
QUICK = 1  # of zlib: rows of a table pack well at any level


def packed(table: Table, export: Export, rows: list, first: int) -> bytes:
    """Rows from the one of this number on (the headings are row 1), as they will stand in the file."""
    if export.format == Format.XLSX:
        text = xml_rows(rows, table.kinds, first)
    else:
        lines, texts = io.StringIO(), [at for at, kind in enumerate(table.kinds) if kind != NUMBER]
        csv.writer(lines).writerows(_plain(row, texts) for row in rows)
        text = lines.getvalue()
    return zlib.compress(text.encode(), QUICK)


def whole(export: Export, *, by: User) -> IO[bytes]:
    """The file as it is handed out: put together part by part, with who takes it and when on each sheet, below the rows
    of a CSV."""
    table, mark = table_of(export), mark_of(export, by)
    if export.format == Format.XLSX:
        others = [*table.others(export.sums), about(export, mark)]
        return write_book(table.sheet, parts(export), export.total, others, mark)
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response that sends it
    file.write(b"\xef\xbb\xbf")  # by which Excel and WPS know that it is UTF-8
    file.write(_line(table.sheet.headings))
    for part in parts(export):
        file.write(part)
    file.write(_line([mark, *_of_numbers(export)]))
    file.seek(0)
    return file


def parts(export: Export) -> Iterator[bytes]:
    for part in export.parts.select_related("file").order_by("number").iterator(chunk_size=10):
        yield zlib.decompress(uploads.content(part.file))


def mark_of(export: Export, by: User) -> str:
    """Whose copy it is: which export, who took it, when."""
    now = timezone.localtime()
    return _("%(site)s 导出第%(number)d号，%(who)s %(when)s下载，只供工作使用") % {
        "site": settings.SITE_NAME,
        "number": export.pk,
        "who": str(by),
        "when": f"{now:%Y-%m-%d %H:%M}",
    }


def about(export: Export, mark: str) -> Sheet:
    """The last sheet: what this is, and how it was counted."""
    rule = Period(export.period, export.year).rule
    rows = [
        (_("哪里"), str(export.place)),
        (_("哪一段"), export.period_words),
        (_("几行"), export.total),
        (_("水印"), mark),
    ]
    if export.organization_id:
        rows += [
            (
                _("时长"),
                _("只算在这里的那段时间里确认过的，不管在哪里做的；一个活动有几个领域的，算在第一个领域。"),
            ),
            (
                _("目标"),
                _(
                    "看全年确认过的时长，在别处做的也算，就是“计入目标的”那一列。%(rule)s别处算的写“没有目标”。"
                )
                % {"rule": rule},
            ),
            (_("星级"), _("离开以前、这一段结束以前认定的。")),
        ]
    else:
        rows += [
            (_("哪一类"), kind_of(export) or _("全部")),
            (_("人数"), _("这一年算在那里的人。%(rule)s") % {"rule": rule}),
            (_("比例"), _("有目标的人里满了目标的占多少；没有人有目标的写“无目标”。")),
            (_("时长"), _("这些人全年确认过、算进年度目标的，不管在哪里做的。")),
        ]
    return Sheet(_("说明"), [_("项目"), _("内容")], [14, 90], rows)


def kind_of(export: Export) -> str:
    """Of a region's file the kind of schools and units in it, where it is one."""
    return kinds_reporting().get(export.group, "") if export.region_id else ""


def _of_numbers(export):
    """What is said below a CSV with people's numbers in it."""
    if not export.organization_id:
        return []
    return [_("长的号码和0开头的号码后面有一个制表符，这样Excel、WPS不会改它；拿去核对时先去掉。")]


def name_of(export: Export) -> str:
    parts = [str(export.place), kind_of(export), Period(export.period, export.year).key, str(export.pk)]
    return uploads.shown_name("-".join(filter(None, parts)), f".{export.format}")


def _plain(row, texts):
    cells = list(row)
    for at in texts:
        cells[at] = plain(cells[at])
    return cells


def _line(cells) -> bytes:
    lines = io.StringIO()
    csv.writer(lines).writerow([safe(str(cell)) for cell in cells])
    return lines.getvalue().encode()
