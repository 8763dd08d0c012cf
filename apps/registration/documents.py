"""Numbers of identity documents and names, as people type them.

Each document has a number space of its own, except that a citizen number (GB 11643) is one number whether it stands on
an ID card, in a household book or on a residence permit. A number is found by its space and its normal form.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cn import ric

HMT_PREFIXES = ("81", "82", "83")  # residence permits of people from Hong Kong, Macao and Taiwan
CITIZEN = {"id_card", "hukou", "hmt_residence"}
ISSUED_BY_STATES = {"passport"}  # two states may print the same number
OLDEST = datetime.timedelta(days=130 * 365)
CARD_AGE = 16  # from 16 on everybody has an ID card (Law on Resident Identity Cards §2)
DOTS = str.maketrans(dict.fromkeys("・•‧∙⋅･᛫.．", "·"))
SPARE_PLANES = range(0x20000, 0x40000)  # rare characters newer than this Python's tables
SHAPES_OF_MONGOLIAN = "\u180e\u202f\u200d"  # they shape and part the letters of the written language


@dataclass(frozen=True)
class Told:
    """What a person says beside the number, where the number does not say it."""

    sex: int | None = None
    birth_date: datetime.date | None = None
    nationality: str = ""


@dataclass(frozen=True)
class Document:
    number: str
    birth_date: datetime.date
    sex: int
    space: str = "citizen"
    nationality: str = ""  # its three letters; or, read from a new permanent residence card, its three digits


def read_document(kind: str, text: str, *, told: Told, today: datetime.date) -> Document:
    """Read the number of a document of a kind. What stands in the number is read from it, whatever else was told."""
    if kind in CITIZEN:
        return read_number(text, is_hmt=kind == "hmt_residence", today=today)
    if kind == "foreign_pr":
        number = _bare(text)
        return _new_residence(number, today) if len(number) == 18 else _old_residence(number, told, today)
    number, nationality = READERS[kind](_bare(text)), told.nationality if kind == "passport" else ""
    if kind == "passport" and not nationality:
        raise ValidationError({"nationality": _("请选护照上的国籍。")})
    return _with_told(number, kind, nationality, told, today)


def space_of(kind: str, nationality: str) -> str:
    """The number space of a document: what keeps equal numbers of different documents apart."""
    if kind in CITIZEN:
        return "citizen"
    return f"{kind}:{nationality}" if kind in ISSUED_BY_STATES else kind


def tells_all(kind: str, text: str = "") -> bool:
    """Whether sex and birth date stand in the number, so that nobody is asked for them."""
    return kind in CITIZEN or (kind == "foreign_pr" and len(_bare(text)) == 18)


def read_number(text: str, *, is_hmt: bool, today: datetime.date) -> Document:
    """Read a citizen number; full-width digits, spaces and a small x are read rightly. Sex and birth date stand in it.

    The first six digits are not compared with any list: divisions were re-coded many times and people keep their
    numbers. That is why the library's own validate(), which asks for a known birth place, is not used.
    """
    number = _bare(text).replace("×", "X")
    if re.fullmatch(r"\d{15}", number):
        raise _wrong(_("15位是老号码，已经停用。请填18位的，户口簿和新身份证上都有。"), "old_length")
    _refuse_other_shape(number)
    if number.startswith("9"):
        raise _wrong(_("9开头的是外国人永久居留身份证，请把证件类型也改过来。"), "other_document")
    if is_hmt != number.startswith(HMT_PREFIXES):
        raise _wrong(_("81、82、83开头的是港澳台居民居住证，号码和证件类型对不上。"), "other_document")
    birth_date = _birth_date_in(number, today)
    _refuse_wrong_check_digit(number)
    return Document(number, birth_date, sex_in(number))


def _new_residence(number, today):
    """Permanent residence cards since December 2023: 9, where it was issued, the country's number, then as on an ID
    card."""
    _refuse_other_shape(number)
    if not number.startswith("9"):
        raise _wrong(_("18位的外国人永久居留身份证以9开头，号码和证件类型对不上。"), "other_document")
    birth_date = _birth_date_in(number, today)
    _refuse_wrong_check_digit(number)
    return Document(number, birth_date, sex_in(number), "foreign_pr", number[3:6])


def _old_residence(number, told, today):
    if not re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        raise _wrong(
            _("永久居留身份证是15位（3个字母加12位数字），新的是18位数字。请再看一眼。"), "characters"
        )
    return _with_told(number, "foreign_pr", number[:3], told, today)


def _hm_pass(number):
    """H or M and eight digits. The two digits some write after them count how often the pass was renewed; the person
    keeps the number."""
    if not re.fullmatch(r"[HM][0-9]{8}(?:[0-9]{2})?", number):
        raise _wrong(_("来往内地通行证是H或M加8位数字，请再看一眼。"), "characters")
    return number[:9]


def _tw_pass(number):
    if not re.fullmatch(r"[0-9]{8}", number):
        raise _wrong(_("来往大陆通行证是8位数字，请再看一眼。"), "characters")
    return number


def _passport(number):
    if not re.fullmatch(r"(?=.*[0-9])[A-Z0-9]{5,17}", number):
        raise _wrong(_("护照号码是5到17位字母和数字，请对着护照再看一眼。"), "characters")
    return number


READERS = {"hm_pass": _hm_pass, "tw_pass": _tw_pass, "passport": _passport}


def _with_told(number, kind, nationality, told, today):
    missing = {}
    if told.sex is None:
        missing["sex"] = _("号码里没有性别，请选一下。")
    if told.birth_date is None:
        missing["birth_date"] = _("号码里没有出生日期，请填证件上的。")
    elif not today - OLDEST < told.birth_date <= today:
        missing["birth_date"] = _("出生日期看起来不对。")
    if missing:
        raise ValidationError(missing)
    return Document(number, told.birth_date, told.sex, space_of(kind, nationality), nationality)


def _bare(text):
    """Without spaces and dashes, capitals, full-width characters as ordinary ones."""
    folded = unicodedata.normalize("NFKC", text[:100])
    return re.sub(r"[\s\-‐-―−]", "", folded).upper() + ("…" if len(text) > 100 else "")


def _refuse_other_shape(number):
    if len(number) != 18:
        raise _wrong(_("号码是18位，这里有%(count)s位，请再数一遍。") % {"count": len(number)}, "length")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise _wrong(_("前17位都是数字，最后一位是数字或X。"), "characters")


def _refuse_wrong_check_digit(number):
    if number[-1] != ric.calc_check_digit(number):
        raise _wrong(_("最后一位对不上，请对着证件再看一眼。"), "checksum")


def sex_in(number):
    """The last but one digit is odd for men."""
    return 1 if int(number[16]) % 2 else 2


def _birth_date_in(number, today):
    try:
        birth_date = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise _wrong(_("第7到14位是出生日期，日历上没有这一天。"), "birth_date") from None
    if not today - OLDEST < birth_date <= today:
        raise _wrong(_("第7到14位是出生日期，看起来不对。"), "birth_date")
    return birth_date


def read_name(text: str) -> str:
    """A name as on the document: any script, with “·” or spaces inside; look-alikes of the dot become the dot."""
    name = re.sub(r"[^\S\u202f]+", " ", text.translate(DOTS)).strip()
    shapes = SHAPES_OF_MONGOLIAN if any("\u1820" <= character <= "\u18aa" for character in name) else ""
    if not name or not all(_may_stand_in_a_name(character) or character in shapes for character in name):
        raise _wrong(_("名字里只能有文字、空格和“·”，请照证件写。"), "name")
    return name


def _may_stand_in_a_name(character):
    is_letter = unicodedata.category(character)[0] in "LM" or ord(character) in SPARE_PLANES
    return is_letter or character in "· -'’"


def _wrong(message, code):
    return ValidationError(message, code=code)
