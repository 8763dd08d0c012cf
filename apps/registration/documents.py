"""Citizen numbers (GB 11643) and names, as people type them."""

import datetime
import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cn import ric

HMT_PREFIXES = ("81", "82", "83")  # residence permits of people from Hong Kong, Macao and Taiwan
OLDEST = datetime.timedelta(days=130 * 365)
DOTS = str.maketrans(dict.fromkeys("・•‧∙⋅･᛫.．", "·"))
SPARE_PLANES = range(0x20000, 0x40000)  # rare characters newer than this Python's tables


@dataclass(frozen=True)
class Document:
    number: str
    birth_date: datetime.date
    sex: int


def read_number(text: str, *, is_hmt: bool, today: datetime.date) -> Document:
    """Read a citizen number; full-width digits, spaces and a small x are read rightly. Sex and birth date stand in it.

    The first six digits are not compared with any list: divisions were re-coded many times and people keep their
    numbers. That is why the library's own validate(), which asks for a known birth place, is not used.
    """
    number = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper().replace("×", "X")
    if re.fullmatch(r"\d{15}", number):
        raise _wrong(_("15位是老号码，已经停用。请填18位的，户口簿和新身份证上都有。"), "old_length")
    if len(number) != 18:
        raise _wrong(_("号码是18位，这里有%(count)s位，请再数一遍。") % {"count": len(number)}, "length")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise _wrong(_("前17位都是数字，最后一位是数字或X。"), "characters")
    if is_hmt != number.startswith(HMT_PREFIXES):
        raise _wrong(_("81、82、83开头的是港澳台居民居住证，号码和证件类型对不上。"), "other_document")
    birth_date = _birth_date(number, today)
    if number[-1] != ric.calc_check_digit(number):
        raise _wrong(_("最后一位对不上，请对着证件再看一眼。"), "checksum")
    return Document(number, birth_date, sex=1 if int(number[16]) % 2 else 2)


def _birth_date(number, today):
    try:
        birth_date = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise _wrong(_("第7到14位是出生日期，日历上没有这一天。"), "birth_date") from None
    if not today - OLDEST < birth_date <= today:
        raise _wrong(_("第7到14位是出生日期，看起来不对。"), "birth_date")
    return birth_date


def read_name(text: str) -> str:
    """A name as on the document: any script, with “·” or spaces inside; look-alikes of the dot become the dot."""
    name = " ".join(text.replace("\u3000", " ").translate(DOTS).split())
    if not name or not all(_may_stand_in_a_name(character) for character in name):
        raise _wrong(_("名字里只能有文字、空格和“·”，请照证件写。"), "name")
    return name


def _may_stand_in_a_name(character):
    is_letter = unicodedata.category(character)[0] in "LM" or ord(character) in SPARE_PLANES
    return is_letter or character in "· -'’\u180e"  # the last one parts the letters of written Mongolian


def _wrong(message, code):
    return ValidationError(message, code=code)
