"""Tables people send: read as they are, refused with what to do, and never more than a little memory."""

import codecs
import csv
import datetime
import io
import struct
import subprocess
import sys
import zipfile

import pytest
import xlsxwriter
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from apps.core import tables
from apps.core.models import PolicyRow
from apps.core.tables import Table, TableFileField, read_table, write_csv, write_xlsx

pytestmark = pytest.mark.django_db

ROWS = [["姓名", "证件号码", "备注"], ["苏日娜", "150430199001010000", ""], ["𠮷田", "", "第一行\n第二行"]]
TABLE = Table(ROWS[0], ROWS[1:], [2, 3])


def uploaded(data, name="名单.xlsx"):
    return SimpleUploadedFile(name, data)


def workbook(rows, *, hidden_first=False, change=None):
    """An XLSX; `change` may write more into its first sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    if hidden_first:
        book.add_worksheet("藏起来的").write(0, 0, "看不见")
    sheet = book.add_worksheet("名单")
    sheet.activate()
    sheet.set_first_sheet()
    if hidden_first:
        book.worksheets()[0].hide()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    if change:
        change(book, sheet)
    book.close()
    return out.getvalue()


def archive(entries, name="x.xlsx"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for place, data in entries.items():
            made.writestr(place, data)
    return out.getvalue()


def changed(data, **parts):
    """The same workbook with parts exchanged; names with dots and slashes as keys of `parts`."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    return archive(entries | parts)


def refusal(data, name="名单.xlsx"):
    with pytest.raises(ValidationError) as refused:
        read_table(uploaded(data, name))
    return refused.value.code


def csv_text(separator=",", end="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(ROWS)
    return out.getvalue()


# --- CSV ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "gb18030"),
    ],
)
def test_csv_is_read_in_every_encoding_with_every_separator(mark, encoding, separator, end):
    table = read_table(uploaded(mark + csv_text(separator, end).encode(encoding), "名单.csv"))

    assert (table.header, table.rows, table.spoiled) == (TABLE.header, TABLE.rows, {})


def test_mixed_line_ends_and_empty_lines_do_no_harm():
    table = read_table(uploaded("姓名,年级\r\n\r\n甲,1\n乙,2\r丙,3\n,\n\n".encode(), "a.csv"))

    assert (table.rows, table.lines) == ([["甲", "1"], ["乙", "2"], ["丙", "3"]], [3, 4, 5])


def test_a_first_line_that_names_the_separator_is_no_row():
    table = read_table(uploaded("sep=;\r\n姓名;年级\r\n甲;1,5\r\n".encode(), "a.csv"))

    assert table == Table(["姓名", "年级"], [["甲", "1,5"]], [3])


def test_rows_are_as_long_as_the_longest():
    table = read_table(uploaded("姓名,年级,\n甲\n乙,2,多的,,\n".encode(), "a.csv"))

    assert (table.header, table.rows) == (["姓名", "年级", ""], [["甲", "", ""], ["乙", "2", "多的"]])


def test_a_quote_that_does_not_close_is_told_with_its_line():
    with pytest.raises(ValidationError) as refused:
        read_table(uploaded('姓名,年级\n甲,1\n"乙,2\n'.encode(), "a.csv"))

    assert "第3行读不懂" in refused.value.messages[0] or "第4行读不懂" in refused.value.messages[0]


@pytest.mark.parametrize("number", ["1.50430E+17", "1.1E+17", "1e15", "2E+20"])
def test_a_document_number_that_became_a_quantity_marks_its_row(number):
    table = read_table(uploaded(f"姓名,证件号码\n甲,{number}\n乙,150430199001010017\n".encode(), "a.csv"))

    assert list(table.spoiled) == [0]
    assert table.spoiled[0].startswith("“证件号码”这一格的号码被表格软件当成了数字")


@pytest.mark.parametrize("cell", ["1E5", "12E+17", "3年级", "1.5", "E+17"])
def test_what_only_looks_a_little_like_it_does_not(cell):
    assert read_table(uploaded(f"姓名,班级\n甲,{cell}\n".encode(), "a.csv")).spoiled == {}


# --- XLSX -----------------------------------------------------------------------------------------


def test_a_workbook_is_read():
    assert read_table(uploaded(workbook(ROWS))) == TABLE


def test_the_name_does_not_decide():
    assert read_table(uploaded(workbook(ROWS), "名单.csv")) == TABLE


def test_cells_come_as_they_are_shown():
    day = datetime.datetime(2026, 11, 28)  # noqa: DTZ001 -- cells know no zone
    time = datetime.datetime(2026, 11, 28, 8, 30)  # noqa: DTZ001

    def write(book, sheet):
        sheet.write_datetime(1, 0, day, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(1, 1, time, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_number(1, 2, 3)
        sheet.write_number(1, 3, 2.5)
        sheet.write_boolean(1, 4, True)
        sheet.write_formula(1, 5, "=1+1", None, "保存的结果")
        sheet.write_string(1, 6, "  0042 ")
        sheet.write_number(1, 7, 13912345678)

    header = ["日", "时", "整", "半", "真", "式", "文", "话"]
    table = read_table(uploaded(workbook([header], change=write)))

    assert table.rows == [
        ["2026-11-28", "2026-11-28 08:30:00", "3", "2.5", "TRUE", "保存的结果", "0042", "13912345678"]
    ]


def test_a_number_of_sixteen_digits_marks_its_row_and_is_not_guessed():
    rows = [
        ["姓名", "证件号码"],
        ["甲", 150430199001010017],
        ["乙", "150430199001010017"],
        ["丙", 999999999999999],
    ]

    table = read_table(uploaded(workbook(rows)))

    assert (list(table.spoiled), table.rows[2][1]) == ([0], "999999999999999")


def test_only_the_first_visible_sheet_is_read():
    assert read_table(uploaded(workbook(ROWS, hidden_first=True))) == TABLE


def test_a_table_may_begin_further_down_and_have_merged_cells():
    def write(book, sheet):
        sheet.merge_range(4, 2, 5, 2, "合并")

    rows = [[], [], ["", "姓名", "班级"], ["", "甲", "1班"], ["", "乙", ""], ["", "丙", ""]]
    table = read_table(uploaded(workbook(rows, change=write)))

    assert (table.header, table.rows, table.lines) == (
        ["姓名", "班级"],
        [["甲", "1班"], ["乙", "合并"], ["丙", ""]],
        [4, 5, 6],
    )


# --- what is not read -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "empty"),
        (b"\xef\xbb\xbf \r\n", "a.csv", "empty"),
        (b",,,\n,,,\n", "a.csv", "empty"),
        (workbook([]), "a.xlsx", "empty"),
        (workbook(ROWS[:1]), "a.xlsx", "no_rows"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xlsx", "web_page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "a.xls", "web_page"),
        (tables.OLE + bytes(600), "a.xls", "old"),
        (tables.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "password"),
        (workbook(ROWS)[:2000], "a.xlsx", "broken"),
        (b"nothing of a table", "a.xlsx", "broken"),
        (b"%PDF-1.7 ...", "a.csv", "not_a_table"),
        (b"\xff\xd8\xff\xe0....", "a.csv", "not_a_table"),
        (b"a,b\n\x81\xff,1\n", "a.csv", "not_a_table"),
        (b"a,b\n1,\x00x\n", "a.csv", "not_a_table"),
        (bytes(range(256)) * 20, "a.csv", "not_a_table"),
        (archive({"word/document.xml": "x", "[Content_Types].xml": "x"}), "a.xlsx", "not_a_table"),
        (archive({"xl/workbook.xml": "x", "[Content_Types].xml": "x"}), "a.xlsx", "broken"),
    ],
)
def test_what_is_no_table_is_refused_for_its_reason(data, name, code):
    assert refusal(data, name) == code


def test_macros_and_passwords_are_refused():
    assert refusal(changed(workbook(ROWS), **{"xl/vbaProject.bin": b"x"})) == "macros"
    locked = bytearray(workbook(ROWS))
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(locked)) == "password"


def test_names_that_lead_out_of_the_archive_are_refused():
    assert refusal(changed(workbook(ROWS), **{"../../etc/cron.d/x": b"x"})) == "broken"
    assert refusal(changed(workbook(ROWS), **{"/etc/passwd": b"x"})) == "broken"


SHEET = """<?xml version="1.0"?>%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>%s</sheetData></worksheet>"""
ENTITIES = [f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)]
LAUGHS = f"<!DOCTYPE l [<!ENTITY a0 '哈哈哈哈哈'>{''.join(ENTITIES)}]>"
CELL = '<row r="{0}"><c r="{1}{0}" t="inlineStr"><is><t>{2}</t></is></c></row>'
FIRST = CELL.format(1, "A", "姓名")


def with_sheet(rows, before=""):
    return changed(workbook(ROWS), **{"xl/worksheets/sheet1.xml": SHEET % (before, rows)})


def test_entities_are_never_multiplied():
    """The billion laughs: a few lines that unfold to gigabytes."""
    data = with_sheet(FIRST + CELL.format(2, "A", "&a9;"), LAUGHS)

    assert refusal(data) == "broken"


def test_a_table_at_both_ends_of_the_sheet_is_refused():
    data = with_sheet(FIRST + CELL.format(1048576, "XFD", "丙"))

    assert refusal(data) in {"too_large", "too_many_columns"}


def test_one_long_text_in_a_million_cells_is_refused():
    """Each cell only names a text that is kept once, so the file stays small."""
    shared = (
        "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>%s</t></si></sst>"
        % ("长" * 4000)
    )
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ") + "</row>"
        for n in range(1, 400)
    )
    data = changed(
        workbook(ROWS), **{"xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": SHEET % ("", rows)}
    )

    assert refusal(data) == "too_large"


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert refusal(changed(workbook(ROWS), **{"xl/media/bomb.png": bytes(61 * 1024 * 1024)})) == "too_large"


def lying_bomb():
    """The table of contents says one kilobyte, the archive holds 600 megabytes."""
    out, blanks = io.BytesIO(), b" " * 1024 * 1024
    with (
        zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as old,
        zipfile.ZipFile(out, "w", compresslevel=1) as made,
    ):
        for name in set(old.namelist()) - {"xl/worksheets/sheet1.xml"}:
            made.writestr(name, old.read(name))
        entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        entry.compress_type = zipfile.ZIP_DEFLATED
        with made.open(entry, "w") as sheet:
            sheet.write((SHEET % ("", FIRST)).split("</sheetData>")[0].encode() + b"<x y='")
            for _megabyte in range(600):
                sheet.write(blanks)
        size = entry.file_size
    return out.getvalue().replace(struct.pack("<I", size), struct.pack("<I", 1000))


def test_a_bomb_that_lies_about_its_size_costs_only_the_reader():
    data = lying_bomb()

    assert refusal(data) in {"too_large", "broken"}
    assert peak_of_the_reader(data) < 320


def test_the_largest_table_there_may_be_is_read_in_little_memory():
    data = workbook([[f"第{row}行第{column}列" for column in range(12)] for row in range(20001)])

    assert len(read_table(uploaded(data)).rows) == 20000
    assert peak_of_the_reader(data) < 256


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def peak_of_the_reader(data):
    """Megabytes. A small process stands between, because a child is charged with the memory of whoever started it."""
    limits = [str(60 * 1024 * 1024), "20000", "60"]
    command = [sys.executable, "-c", PEAK, sys.executable, "-I", str(tables.READER), *limits]
    return int(subprocess.run(command, input=data, capture_output=True, check=True).stdout)


def test_as_many_rows_and_columns_as_policy_says_and_no_more():
    PolicyRow.objects.filter(topic="tables", item="rows").update(value=3)
    PolicyRow.objects.filter(topic="tables", item="columns").update(value=2)
    rows = [["甲", "乙"]] * 4

    assert len(read_table(uploaded(workbook(rows))).rows) == 3
    assert len(read_table(uploaded(b"a,b\n" * 4, "a.csv")).rows) == 3
    assert refusal(workbook([*rows, ["甲"]])) == refusal(b"a,b\n" * 5, "a.csv") == "too_many_rows"
    assert refusal(workbook([["甲"] * 3] * 2)) == refusal(b"a,b,c\n" * 2, "a.csv") == "too_many_columns"


def test_as_many_megabytes_as_policy_says():
    PolicyRow.objects.filter(topic="tables", item="megabytes").update(value=0)

    assert refusal(b"a,b\n1,2\n", "a.csv") == "too_large"


# --- in a form and on the way out -----------------------------------------------------------------


class RosterForm(forms.Form):
    table = TableFileField(label="名单")


def test_a_form_holds_the_table_or_says_beside_the_field_what_to_do():
    assert RosterForm({}, {"table": uploaded(workbook(ROWS))}).fields["table"].clean(
        uploaded(workbook(ROWS))
    ) == Table(ROWS[0], ROWS[1:], [2, 3])
    assert RosterForm({}, {}).errors == {"table": ["还没选表格。"]}
    assert RosterForm({}, {"table": uploaded(b"%PDF-", "a.csv")}).errors == {
        "table": ["这个文件不是表格。请传XLSX或者CSV。"]
    }


FORMULAS = ["=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "\t=1", "\r=1", "\n=1"]


def test_what_is_written_is_never_a_formula():
    rows = [["姓名", "分钟"], *([text, 60] for text in FORMULAS)]

    read = list(csv.reader(io.StringIO("".join(write_csv(rows)).removeprefix("\ufeff"), newline="")))
    with write_xlsx(rows, title="错误") as file:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))

    assert read == [["姓名", "分钟"], *([f"'{text}", "60"] for text in FORMULAS)]
    assert [row[1] for row in book.get_sheet_by_index(0).to_python()][1:] == [60.0] * len(FORMULAS)
    assert all(row[0].startswith("'") for row in book.get_sheet_by_index(0).to_python()[1:])
