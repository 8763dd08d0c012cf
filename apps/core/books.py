"""Workbooks of several sheets, of which the first may be very long: a library writes the book and all that is short, and
rows are poured into its first sheet as they come. Memory holds some rows at a time, however many there are. And books of
figures, as pages show them."""

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from xlsxwriter.utility import xl_col_to_name

from apps.core.cells import safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT, NUMBER, EITHER = "t", "n", "e"
TEXT_CELL = ' t="inlineStr"><is><t xml:space="preserve">%s</t></is>'
FIRST = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"
EXTENT = re.compile(rb'<dimension ref="[^"]*"/>')
WIDE, NARROW, MOST_COLUMNS = 26, 14, 100  # of a sheet of figures
AS_IT_IS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
# What markup is made of, and characters that no XML may hold.
ESCAPED = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
ESCAPED |= {code: None for code in [*range(32), 0xFFFE, 0xFFFF] if code not in (9, 10, 13)}


@dataclass(frozen=True)
class Sheet:
    """A sheet of a book: its headings, how wide its columns are, and rows of text and numbers."""

    title: str
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Any]] = field(default_factory=list)


def xml_rows(rows: Iterable[Sequence[Any]], kinds: str, first: int) -> str:
    """Rows as they stand in a sheet, from the row of this number (counted from 1) on. `kinds` says of each column whether
    it holds text, numbers, or a number or else a word; text that begins like a formula stays text."""
    cells = []
    for at, kind in enumerate(kinds):
        place = f"{xl_col_to_name(at)}\0"
        if kind == TEXT:
            cells.append(f'<c r="{place}"{TEXT_CELL}</c>')
        elif kind == EITHER:
            cells.append(f'<c r="{place}"%s</c>')
        else:
            cells.append(f'<c r="{place}"><v>%s</v></c>')
    template = f'<row r="\0">{"".join(cells)}</row>'
    texts = [at for at, kind in enumerate(kinds) if kind == TEXT]
    mixed = [at for at, kind in enumerate(kinds) if kind == EITHER]
    written = []
    for number, row in enumerate(rows, first):
        values = list(row)
        for at in texts:
            # The mark of the row's number may not come from a cell.
            values[at] = safe(values[at]).translate(ESCAPED)
        for at in mixed:
            values[at] = _inside(values[at])
        written.append((template % tuple(values)).replace("\0", str(number)))
    return "".join(written)


def _inside(value):
    return TEXT_CELL % safe(value).translate(ESCAPED) if isinstance(value, str) else f"><v>{value}</v>"


def write_book(
    first: Sheet, poured: Iterable[bytes], count: int, others: Iterable[Sheet] = (), mark: str = ""
) -> IO[bytes]:
    """A workbook in a temporary file: `poured` are `count` rows of the first sheet, as `xml_rows` writes them from row 2
    on. Every sheet keeps its headings in sight and on each printed page, and carries the mark above and below."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response that sends it
    book = _skeleton([first, *others], mark)
    with (
        zipfile.ZipFile(book) as parts,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for part in parts.infolist():
            if part.filename != FIRST:
                with parts.open(part) as body, archive.open(part.filename, "w") as copy:
                    shutil.copyfileobj(body, copy)
                continue
            body = parts.read(part)
            extent = f'<dimension ref="A1:{xl_col_to_name(len(first.headings) - 1)}{count + 1}"/>'.encode()
            head, end, tail = EXTENT.sub(extent, body, count=1).partition(END)
            with archive.open(FIRST, "w") as sheet:
                sheet.write(head)
                for rows in poured:
                    sheet.write(rows)
                sheet.write(end + tail)
    out.seek(0)
    return out


def _skeleton(sheets, mark):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, AS_IT_IS)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    line = mark.replace("&", "&&")[:250]
    for one in sheets:
        sheet = book.add_worksheet(one.title[:31])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        if line:
            sheet.set_header(f"&R{line}")
            sheet.set_footer(f"&L{line}&R&P/&N")
        for at, width in enumerate(one.widths):
            sheet.set_column(at, at, width)
        for number, row in enumerate(chain([one.headings], one.rows)):
            for at, cell in enumerate(map(safe, row)):
                write = sheet.write_number if isinstance(cell, int | float) else sheet.write_string
                write(number, at, cell, None if number else bold)
    book.close()
    file.seek(0)
    return file


@dataclass(frozen=True)
class Share:
    """A share as pages tell it, in percent: 13.7. In a cell it is the number 0.137, which reads 13.7%."""

    percent: float


def figures_book(sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> IO[bytes]:
    """Figures by the titles of their sheets, as a workbook in a temporary file, written row by row. The first row says what
    is counted and the first column of what; both stay in sight. Numbers are numbers, everything else is text."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response that sends it
    book = xlsxwriter.Workbook(file, AS_IT_IS)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    shares = book.add_format({"num_format": "0.0#%"})
    for title, rows in sheets:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, WIDE)
        sheet.set_column(1, MOST_COLUMNS, NARROW)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, Share):
                    sheet.write_number(number, column, round(cell.percent / 100, 6), shares)
                elif isinstance(cell, int | float):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, safe(str(cell)), None if number else bold)
    book.close()
    file.seek(0)
    return file


def book_answer(sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]], name: str) -> FileResponse:
    """A workbook of figures as a download."""
    return FileResponse(figures_book(sheets), as_attachment=True, filename=name, content_type=XLSX)
