import datetime

import pytest
from django.core.exceptions import ValidationError
from stdnum.cn import ric

from apps.registration.documents import Document, read_name, read_number

TODAY = datetime.date(2026, 11, 23)


def with_check_digit(body):
    return body + ric.calc_check_digit(body + "0")


NUMBER = with_check_digit("15250219960501406")
OF_X = with_check_digit("11010519491231002")


def read(text, *, is_hmt=False):
    return read_number(text, is_hmt=is_hmt, today=TODAY)


def test_sex_and_birth_date_stand_in_the_number():
    assert read(OF_X) == Document(OF_X, datetime.date(1949, 12, 31), sex=2)
    assert read(with_check_digit("15250219960501407")).sex == 1


@pytest.mark.parametrize(
    "typed",
    [
        OF_X,
        OF_X.lower(),
        f" {OF_X} ",
        f"{OF_X[:6]} {OF_X[6:14]} {OF_X[14:]}",
        f"{OF_X[:6]}-{OF_X[6:]}",
        OF_X.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")),
        OF_X.replace("X", "ｘ"),
        OF_X.replace("X", "×"),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed):
    assert read(typed).number == "11010519491231002X"


@pytest.mark.parametrize(
    "prefix", ["152101", "152301", "152601", "152701", "152801", "152401", "150430", "110105"]
)
def test_a_number_is_never_refused_for_its_old_region(prefix):
    number = with_check_digit(f"{prefix}19800229001"[:17].replace("19800229", "19800228"))

    assert read(number).number == number


def test_a_leap_day_is_a_birthday():
    assert read(with_check_digit("15043020040229001")).birth_date == datetime.date(2004, 2, 29)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "length"),
        ("152502199605014063", "checksum"),
        ("152502960501406", "old_length"),
        ("15250219960501406", "length"),
        ("1525021996050140611", "length"),
        ("15250219960501406A", "characters"),
        ("X52502199605014061", "characters"),
        ("١٥٢٥٠٢١٩٩٦٠٥٠١٤٠٦١", "characters"),
        ("15250219960501406\x00", "characters"),
        (with_check_digit("15250219960231406"), "birth_date"),
        (with_check_digit("15250220010229406"), "birth_date"),
        (with_check_digit("15250219961301406"), "birth_date"),
        (with_check_digit("15250200000101406"), "birth_date"),
        (with_check_digit("15250218000101406"), "birth_date"),
        (with_check_digit("15250220261124406"), "birth_date"),
        (with_check_digit("81000019900101001"), "other_document"),
        ("1" * 1_000_000, "length"),
        ("𠮷" * 18, "characters"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(typed, code):
    with pytest.raises(ValidationError) as wrong:
        read(typed)

    assert wrong.value.code == code


def test_a_child_born_today_has_a_number():
    assert read(with_check_digit("15043020261123001")).birth_date == TODAY


@pytest.mark.parametrize("prefix", ["810000", "820000", "830000"])
def test_residence_permits_of_hong_kong_macao_and_taiwan_have_their_own_prefixes(prefix):
    number = with_check_digit(f"{prefix}19900101001")

    assert read(number, is_hmt=True).number == number


def test_an_id_card_is_no_residence_permit():
    with pytest.raises(ValidationError) as wrong:
        read(NUMBER, is_hmt=True)

    assert wrong.value.code == "other_document"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("其其格·巴雅尔", "其其格·巴雅尔"),
        ("其其格•巴雅尔", "其其格·巴雅尔"),
        ("其其格・巴雅尔", "其其格·巴雅尔"),
        ("其其格.巴雅尔", "其其格·巴雅尔"),
        ("  乌云  ", "乌云"),
        ("欧阳\u3000娜", "欧阳 娜"),
        ("𠮷田", "𠮷田"),
        ("\U00031350", "\U00031350"),
        ("马", "马"),
        ("阿拉坦其其格乌云毕力格巴特尔斯琴高娃苏日娜萨仁", "阿拉坦其其格乌云毕力格巴特尔斯琴高娃苏日娜萨仁"),
        ("ᠴᠡᠴᠡᠭ", "ᠴᠡᠴᠡᠭ"),
        ("O’Brien Anne-Marie", "O’Brien Anne-Marie"),
    ],
)
def test_names_are_taken_as_they_stand_on_the_document(typed, name):
    assert read_name(typed) == name


@pytest.mark.parametrize(
    "typed", ["", "   ", "乌云1", "<b>乌云</b>", "乌\x00云", "乌\u200b云", "乌\u202e云", "乌云=1"]
)
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(ValidationError):
        read_name(typed)
