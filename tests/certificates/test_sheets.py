"""However much there is to print, the code on the page can be read and nothing runs out of the sheet."""

import io

import pypdfium2
import pytest
from PIL import Image

from apps.certificates import numbers, reading, sheets, signing
from tests.certificates.conftest import pages_of

LONGEST = 40  # letters of a name
MONGOLIAN = ("ᠰᠠᠷᠠᠨᠴᠡᠴᠡᠭ" * 4)[:LONGEST]
NAMES = {
    "short": "萨仁",
    "long": "欧" * LONGEST,
    "mongolian": MONGOLIAN,
    "both": "萨仁 ᠰᠠᠷᠠᠨ",
    "latin": "A" * LONGEST,
}
COMMON = {"volunteer": "150400012345", "issued_on": "2026-11-28", "issuer": "新惠镇志愿服务队"}
KINDS = {
    "thanks": {
        "activity": "新" * 60,
        "words": "风雪里谢谢你。" * 28,
        "since": "2026-11-01",
        "until": "2026-11-02",
    },
    "star": {
        "level": 5,
        "star": "五星",
        "association": "会" * 60,
        "document_number": "号" * 40,
        "recognized_on": "2026-11-28",
    },
    "training": {
        "title": "训" * 60,
        "training": "急救救护",
        "passed_on": "2026-11-01",
        "expires_on": "2028-11-01",
        "organizer": "队" * 60,
    },
    "service": {
        "since": "2026-01-01",
        "until": "2026-12-31",
        "about": "",
        "detail": "lines",
        "records": 12,
        "sources": [[f"来源{n}", 60, 1] for n in range(7)],
        "organizations": [[f"第{n}志愿服务队", 600, 3] for n in range(30)],
        "lines": [["2026-03-05", "清扫惠州街", "新惠镇志愿服务队", 60, "扫码"]] * 90,
        "groups": [],
    },
}


def printed(kind, name, seal=None):
    token, number = numbers.new_token(), numbers.new_number(kind, 2026)
    payload = signing.sign({"v": 1, "n": number, "t": token, "k": kind, "p": "A" * 16, "d": "A" * 22})
    claims = {**COMMON, "kind": kind, "number": number, "token": token, "name": name, "minutes": 720}
    return sheets.sheet_of(claims | KINDS[kind], payload, seal), sheets.address_of(token, payload)


def red():
    out = io.BytesIO()
    Image.new("RGB", (300, 300), (200, 30, 40)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("name", list(NAMES.values()), ids=list(NAMES))
@pytest.mark.parametrize("kind", list(KINDS))
def test_the_code_is_read_whatever_stands_beside_it(kind, name):
    pdf, address = printed(kind, name, red())
    assert reading.codes_of(pdf) == [address]
    assert (len(pages_of(pdf)) == 1) == (kind != "service")


@pytest.mark.parametrize("name", list(NAMES.values()), ids=list(NAMES))
def test_all_organisations_stand_there_those_without_room_behind_the_first_page(name):
    first, *others = pages_of(printed("service", name)[0])
    there = [n for n in range(30) if f"第{n}志愿服务队" in first]
    assert len(there) < 30
    assert [n for n in range(30) if f"第{n}志愿服务队" in "".join(others)] == list(range(len(there), 30))
    assert "".join(others).count("清扫惠州街") == 90


@pytest.mark.parametrize("kind", list(KINDS))
def test_nothing_runs_out_of_the_sheet(kind):
    document = pypdfium2.PdfDocument(printed(kind, MONGOLIAN)[0])
    page = document[0]
    width, height = page.get_size()
    words = page.get_textpage()
    edge = 25  # points, within which a frame may lie and no word
    boxes = [words.get_charbox(n) for n in range(words.count_chars())]
    boxes = [box for box in boxes if box[2] > box[0] and box[3] > box[1]]
    document.close()

    assert len(boxes) > 50
    assert all(edge <= left and right <= width - edge for left, _bottom, right, _top in boxes)
    assert all(edge <= bottom and top <= height - edge for _left, bottom, _right, top in boxes)
