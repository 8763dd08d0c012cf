"""Pages to print: what was written stands there, and nothing of it is ever run."""

import pytest
import typst

from apps.core import pdf
from tests.pdf_text import pages_of, text_of

TEMPLATE = """#import "/house.typ": *
#show: sheet.with(title: data.title)
#facts((("姓名", data.name),))
#if "code" in data [#image("/code.svg", width: 3cm)]
#listing((1fr, 1fr), ("日期", "时长"), data.rows)
"""
POSTER = """#import "/house.typ": *
#show: poster.with(title: data.title)
#data.title
"""
ROWS = [["11月23日", "2小时"], ["11月24日", "3小时"]]
DATA = {"title": "服务记录", "name": "苏日娜", "rows": ROWS}


@pytest.fixture
def printed(tmp_path, monkeypatch):
    """Templates of an app of the test's own, beside the house's sheet."""
    house = (pdf.APPS / "core" / "pdf" / "house.typ").read_text()
    for place, text in {
        "core/pdf/house": house,
        "sample/pdf/page": TEMPLATE,
        "sample/pdf/poster": POSTER,
    }.items():
        path = tmp_path / f"{place}.typ"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(pdf, "APPS", tmp_path)
    pdf.source.cache_clear()
    yield lambda page="page", pictures=None, **data: pdf.render(f"sample/{page}.typ", DATA | data, pictures)
    pdf.source.cache_clear()


def test_a_sheet_says_what_it_was_given_whose_it_is_and_which_page_it_is(printed):
    words = text_of(printed()).split("\n")

    assert words[:11] == [
        "志愿北疆",
        "服务记录",
        "服务记录",
        "姓名",
        "苏日娜",
        "日期",
        "时长",
        *ROWS[0],
        *ROWS[1],
    ]
    assert "第1页，共1页" in words


def test_a_long_table_repeats_its_heading_and_counts_its_pages(printed):
    pages = pages_of(printed(rows=[[f"第{n}行", "1小时"] for n in range(100)]))

    assert len(pages) == 3
    assert [("日期" in page, f"第{n}页，共3页" in page) for n, page in enumerate(pages, start=1)] == [
        (True, True)
    ] * 3


def test_a_poster_is_one_page_that_says_whose_it_is(printed):
    pages = pages_of(printed("poster"))

    assert len(pages) == 1
    assert "志愿北疆" in pages[0]


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        '#import "@preview/example:0.1.0": *',
        "#panic()",
        "$ x $ *粗* _斜_ `码` <标> @某 \\ /* 注 */ // 注",
        '"]}\\u0000',
        "= 标题",
    ],
)
def test_what_somebody_wrote_is_printed_as_written(printed, name):
    assert "".join(name.split()) in "".join(text_of(printed(name=name)).split())


@pytest.mark.parametrize(
    "name", ["ᠰᠤᠷᠨᠠ᠎ᠠ", "𠮷田", "مریم", "👨‍👩‍👧", "\u202e倒\x00过\u200b来\ud800", "", "长" * 5000]
)
def test_no_name_breaks_a_page(printed, name):
    assert printed(name=name).startswith(b"%PDF-")


def test_control_characters_are_left_out(printed):
    assert "\n倒过来\n" in text_of(printed(name="\u202e倒\x00过\u200b来\ud800"))


def test_a_picture_is_found_by_its_name_and_by_nothing_else(printed):
    code = pdf.qr_svg("https://example.cn/a/1")

    assert len(printed(code=True, pictures={"code.svg": code})) > len(printed())
    with pytest.raises(typst.TypstError):
        printed(code=True)


def test_a_picture_cannot_take_the_place_of_the_template(printed):
    assert text_of(printed(pictures={"main.typ": b"else"})).startswith("志愿北疆")


def test_the_page_has_its_own_letters_and_no_script(printed):
    made = printed()

    assert (b"/FontFile2" in made, b"/JavaScript" in made) == (True, False)


def test_a_download_is_kept_by_no_cache(printed):
    response = pdf.pdf_answer(printed(), "服务记录.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E6%9C%8D%E5%8A%A1%E8%AE%B0%E5%BD%95.pdf"
    )
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")


def test_every_letter_of_a_page_is_read_back(printed):
    """The control of all tests that read a page: a font numbers its letters as they come, and some of the numbers are a
    parenthesis, a backslash or the end of a line."""
    letters = [chr(ord("一") + n) for n in range(300)]
    rows = [["".join(letters[at : at + 10]), str(at)] for at in range(0, 300, 10)]

    assert set(letters) <= set(text_of(printed(rows=rows)))
