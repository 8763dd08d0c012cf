"""How a class is written, the same on every page: 三年级2班, 初一3班, 本科二年级计算机1班."""

import re
import unicodedata

NUMERALS = "一二三四五六七八九十"
# Before the number of the year: 小学三年级 is just 三年级, the others name their stage.
STAGE_WORDS = {"primary": "", "college": "大专", "bachelor": "本科", "graduate": "研究生"}
SHORT = {"middle": "初", "high": "高"}  # 初一, 高一
# What people write before the year: in full, and before the bare numeral.
SPOKEN = {
    "primary": (["小学"], ""),
    "middle": (["初中"], "初"),
    "high": (["高中", "中职"], "高"),
    "college": (["大专"], "大"),
    "bachelor": (["本科"], "大"),
    "graduate": (["研究生"], "研"),
}
# A stage by its whole name, where one name holds several.
WHOLE_NAMES = {"high": ["高中", "中职"], "bachelor": ["大学", "本科"]}

JUST_A_NUMBER = re.compile(r"\(?(\d{1,3}|[一二三四五六七八九]|十[一二三四五六七八九]?)\)?班?")
A_GRADE = re.compile(r"[一二三四五六七八九\d]年级|^[初高][一二三四\d]")


def grade_words(stage: str, grade: int) -> str:
    """三年级, 初一, 高二, 本科四年级."""
    numeral = NUMERALS[grade - 1]
    if stage in SHORT:
        return f"{SHORT[stage]}{numeral}"
    return f"{STAGE_WORDS[stage]}{numeral}年级"


def bare_class(stage: str, grade: int, typed: str) -> str:
    """What is left of a typed class once its grade is taken off: 三年级（2）班, 3年级二班 and 2 all are 2班."""
    name = re.sub(r"\s+", "", unicodedata.normalize("NFKC", typed))
    for beginning in ways_to_write(stage, grade):
        if name.startswith(beginning) and len(name) > len(beginning):
            name = name.removeprefix(beginning)
            break
    number = JUST_A_NUMBER.fullmatch(name)
    return f"{_value(number[1])}班" if number else name


def names_a_grade(bare: str) -> bool:
    """Whether a grade is left in it: another one than was chosen, or nothing but the grade."""
    return bool(A_GRADE.search(bare))


def class_words(stage: str, grade: int | None, name: str) -> str:
    """A class with its grade in front; empty where there is none."""
    if not (stage and grade and name):
        return name
    return f"{grade_words(stage, grade)}{bare_class(stage, grade, name)}"


def ways_to_write(stage: str, grade: int) -> list[str]:
    """The longest first: 小学三年级, 三年级, 3年级, 初一; seventh to ninth grade are counted through as well."""
    numbers = [grade, grade + 6] if stage == "middle" else [grade]
    years = [f"{way}年级" for number in numbers for way in (NUMERALS[number - 1], str(number))]
    long, short = SPOKEN[stage]
    ways = [f"{word}{year}" for word in [*long, ""] for year in years]
    ways += [f"{short}{number}" for number in (NUMERALS[grade - 1], grade) if short]
    return sorted(ways, key=len, reverse=True)


def _value(number):
    """12 from 12 or 十二."""
    return int(number) if number.isdecimal() else sum(NUMERALS.index(numeral) + 1 for numeral in number)
