"""The roster as a file: exactly the rows the filter shows, in the same order."""

import csv
import tempfile

import xlsxwriter
from django.utils.translation import gettext as _

from apps.reports.cells import safe

WIDTHS = [16, 14, 18, 16, 10, 10, 14, 10]
CHUNK = 2000


def headings(words):
    return [
        words.group,
        _("姓名"),
        words.number,
        _("志愿者编号"),
        _("分钟"),
        _("小时"),
        _("年度目标（小时）"),
        _("是否达到"),
    ]


def line(row):
    """One person as cells: text safe from being run, minutes and hours as numbers."""
    met = (_("达到") if row.is_met else _("未达到")) if row.goal else _("没有目标")
    cells = [
        row.affiliation.class_words,
        row.volunteer.name,
        row.affiliation.student_number,
        row.volunteer.number or "",
        row.minutes,
        round(row.minutes / 60, 2),
        round(row.goal / 60, 2),
        met,
    ]
    return [safe(cell) for cell in cells]


def lines(rows):
    for row in rows.order_by("place", "pk").iterator(chunk_size=CHUNK):
        yield line(row)


class Echo:
    """A file that gives back what is written to it, so that a line can be sent as soon as it is made."""

    def write(self, text):
        return text


def csv_lines(rows, words):
    """The file line by line, with the mark by which spreadsheets know that it is UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(headings(words))
    for cells in lines(rows):
        yield writer.writerow(cells)


def xlsx_file(rows, words, title):
    """A workbook in a temporary file, written row by row; its first line stays in sight."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response that sends it
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title[:31])
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, (name, width) in enumerate(zip(headings(words), WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    for number, cells in enumerate(lines(rows), start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            else:
                sheet.write_number(number, column, cell)
    book.close()
    file.seek(0)
    return file
