"""Workbooks whose first sheet is poured: whatever the cells hold, the file opens and says the same."""

import io
from xml.etree import ElementTree
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from apps.core.books import NUMBER, TEXT, Sheet, write_book, xml_rows

ROWS = [
    ("乌云 & <b>", 90, 1.5),
    ("\x00\x07a\x1fb\ufffe", 0, 0.0),
    ("𠮷野\nᠮᠣᠩᠭᠣᠯ", 10**6, 16666.67),
    ("=1+1", -5, 0.25),
]


def test_what_is_poured_reads_back_beside_what_the_library_wrote():
    first = Sheet("名单", ["姓名", "分钟", "小时"], [12, 8, 8])
    second = Sheet("说明", ["项目", "内容"], [10, 30], [("行数", 4), ("=A1", "&")])
    parts = [xml_rows(ROWS[at : at + 2], TEXT + NUMBER * 2, at + 2).encode() for at in range(0, len(ROWS), 2)]

    with write_book(first, parts, len(ROWS), [second], "导出第1号 & 甲") as file:
        content = file.read()

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_name("名单").to_python() == [
        ["姓名", "分钟", "小时"],
        ["乌云 & <b>", 90, 1.5],
        ["ab", 0, 0],
        ["𠮷野\nᠮᠣᠩᠭᠣᠯ", 10**6, 16666.67],
        ["'=1+1", -5, 0.25],
    ]
    assert book.get_sheet_by_name("说明").to_python()[1:] == [["行数", 4], ["'=A1", "&"]]
    with ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))  # noqa: S314 -- our own file
