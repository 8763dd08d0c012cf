"""What stands on a page or in a file, as rows of words, so that a file can be held against the page it was taken from."""

import csv
import io
import zipfile

from python_calamine import CalamineWorkbook

from tests.browser import axe

# Of each row the cells, of each cell the first line: what is small below it is not what a file holds.
ROWS = """
table => [...table.querySelectorAll("tbody tr")].map(
  row => [...row.cells].map(cell => cell.innerText.trim().split("\\n")[0].trim())
)
"""


def fits(page):
    """Clean, and nothing sticks out at the side."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def rows_of(page, caption):
    """The rows of the table with this caption."""
    return page.get_by_role("table", name=caption, exact=True).evaluate(ROWS)


def taken(page, control):
    """The name and the bytes of the file that comes for a click."""
    with page.expect_download() as downloading:
        control.click()
    return downloading.value.suggested_filename, downloading.value.path().read_bytes()


def book_of(content):
    """{sheet: rows} of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def csv_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def zip_of(content):
    """{name: bytes}"""
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}
