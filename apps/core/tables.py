"""Tables people send (rosters, lists of hours) and tables they fetch, as XLSX and as CSV."""

import csv
import json
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import csv_tables, table_reader
from apps.core.cells import safe
from apps.core.models import PolicyRow

MEGABYTE = 1024 * 1024
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
READER = Path(table_reader.__file__)
PROBLEMS = {
    "empty": gettext_lazy("这个表是空的：第一个看得见的工作表里什么也没有。"),
    "broken": gettext_lazy("这个表打不开，可能没有传完整。请重新保存一次再传。"),
    "password": gettext_lazy("这个表有密码。请在表格软件里去掉密码，另存一份再传。"),
    "macros": gettext_lazy("这个表里带着宏。请另存为不带宏的XLSX再传。"),
    "too_large": gettext_lazy("这个表解开来太大了。请删掉没用的工作表和图片，或者分成几份再传。"),
    "old": gettext_lazy("这是旧的XLS格式。请在表格软件里另存为XLSX再传。"),
    "web_page": gettext_lazy("这个文件其实是网页，不是表格。请在表格软件里打开它，另存为XLSX再传。"),
    "not_a_table": gettext_lazy("这个文件不是表格。请传XLSX或者CSV。"),
    "no_rows": gettext_lazy("表里只有第一行标题，下面没有内容。"),
}


@dataclass
class Table:
    """A table as text. `lines` says where each row stands in the file; `spoiled` why a row must be refused."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int] = field(default_factory=list)
    spoiled: dict[int, str] = field(default_factory=dict)


def read_table(upload) -> Table:
    """The first visible sheet of an XLSX, or a CSV: the first row that holds something is the header.

    What it is is decided by the content. Formulas are never run: their saved results count. A number of sixteen
    digits or more that the spreadsheet took for a quantity has lost its end; its row is marked, not guessed.
    """
    limits = PolicyRow.objects.values_of("tables")
    if upload.size > limits["megabytes"] * MEGABYTE:
        raise ValidationError(
            _("这个表太大了，最大%(most)d MB。请分成几份再传。"),
            code="too_large",
            params={"most": limits["megabytes"]},
        )
    data = upload.read()
    if data.startswith(ZIP):
        rows = _xlsx_rows(data, limits)
    else:
        _refuse_other_kinds(data, upload.name)
        rows = _csv_rows(data, limits)
    return _table(rows, limits)


def _refuse_other_kinds(data, name):
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(OLE):
        raise _problem("password" if "EncryptedPackage".encode("utf-16-le") in data else "old")
    if head.startswith(b"<"):
        raise _problem("web_page")
    if not head:
        raise _problem("empty")
    if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".et", ".ods", ".numbers")):
        raise _problem("broken")
    if head.startswith((b"%pdf-", b"\xff\xd8\xff", b"\x89png", b"gif8", b"rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise _problem("not_a_table")


def _csv_rows(data, limits):
    for line, cells in csv_tables.read_csv(data, most_columns=limits["columns"]):
        yield line, cells, [at for at, cell in enumerate(cells) if csv_tables.is_spoiled(cell)]


def _xlsx_rows(data, limits):
    """As the reader's process tells it; if that runs out of memory or time, the table was made to."""
    arguments = [limits["unpacked_megabytes"] * MEGABYTE, limits["rows"], limits["columns"]]
    command = [sys.executable, "-I", str(READER), *map(str, arguments)]
    try:
        told = subprocess.run(
            command, input=data, capture_output=True, timeout=table_reader.SECONDS, env={}, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise _problem("too_large") from None
    for line in told.stdout.splitlines():
        row = json.loads(line)
        if "problem" in row:
            raise _problem(row["problem"], limits)
        yield row["line"], row["cells"], row["spoiled"]


def _problem(code, limits=None):
    if code == "too_many_rows":
        words = _("这个表的行太多了，最多%(most)d行。请分成几份再传。") % {"most": limits["rows"]}
    elif code == "too_many_columns":
        words = _("这个表的列太多了，最多%(most)d列。") % {"most": limits["columns"]}
    else:
        words = PROBLEMS[code]
    return ValidationError(words, code=code)


def _table(found, limits):
    table, spoiled = None, []
    for line, row, lost in found:
        cells = [_printable(cell) for cell in row]
        if table is None:
            table = Table(header=cells, rows=[])
            continue
        if len(table.rows) == limits["rows"]:
            raise _problem("too_many_rows", limits)
        if lost:
            spoiled.append((len(table.rows), lost[0]))
        table.rows.append(cells)
        table.lines.append(line)
    if table is None:
        raise _problem("empty")
    if not table.rows:
        raise _problem("no_rows")
    _even(table)
    table.spoiled = {row: _lost(table.header[column]) for row, column in spoiled}
    return table


def _even(table):
    """Every row as long as the header, the header as long as the longest row; empty columns at the end are left out."""
    rows = [table.header, *table.rows]
    width = max(at + 1 for row in rows for at, cell in enumerate(row) if cell)
    for row in rows:
        row[width:] = [""] * (width - len(row))


def _lost(heading):
    return _(
        "“%(column)s”这一格的号码被表格软件当成了数字，后几位已经丢了。请把这一列设成“文本”，重新填一次。"
    ) % {"column": heading or _("没有标题的列")}


def _printable(cell):
    """Nothing that no keyboard makes: it would be invisible, and the database takes no NUL."""
    if cell.isprintable():
        return cell
    return "".join(c for c in cell if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


class TableFileField(forms.FileField):
    """A table to read; its value is the Table."""

    default_error_messages = {"required": gettext_lazy("还没选表格。"), "empty": PROBLEMS["empty"]}
    widget = forms.FileInput({"accept": ".xlsx,.csv"})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return read_table(upload) if upload else None


class _Echo:
    """A file that gives back what is written to it, so that a line can be sent as soon as it is made."""

    def write(self, text):
        return text


def write_csv(rows):
    """The rows, headings first, as lines of a file, with the mark by which spreadsheets know that it is UTF-8."""
    writer = csv.writer(_Echo())
    for number, row in enumerate(rows):
        yield ("" if number else "\ufeff") + writer.writerow([safe(cell) for cell in row])


def write_xlsx(rows, *, title="", widths=(), as_text=False):
    """The same as a workbook in a temporary file, written row by row; its first line stays in sight. `as_text` makes
    every cell one for text, also those still to be filled: long numbers keep their end."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response that sends it
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title[:31] or None)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    plain = book.add_format({"num_format": "@"}) if as_text else None
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, plain)
    for number, row in enumerate(rows):
        for column, cell in enumerate(map(safe, row)):
            write = sheet.write_number if isinstance(cell, int | float) else sheet.write_string
            write(number, column, cell, plain if number else bold)
    book.close()
    file.seek(0)
    return file
