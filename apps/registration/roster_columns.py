"""Which column of a table holds what: guessed by the words at its head, and for people to put right."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.organizations.models import Organization, OrganizationKind


@dataclass(frozen=True)
class Column:
    """What is read, what the template calls it, and the words by which it is known in other people's tables."""

    name: str
    label: Any
    known_by: tuple[str, ...]
    is_needed: bool = False
    sample: str = ""


NAME = Column("name", _("姓名"), ("姓名", "名字", "学生姓名", "职工姓名", "学生"), True, "乌云")
NUMBER = Column(
    "number",
    _("身份证号码"),
    ("身份证", "证件号", "身份证件号", "公民身份号码", "证件号码"),
    True,
    "150430……",
)
PHONE = Column("phone", _("手机号"), ("手机", "电话", "联系方式"))
SCHOOL = [
    NAME,
    NUMBER,
    Column("stage", _("学段"), ("学段", "学历层次", "培养层次")),
    Column("grade", _("年级"), ("年级",), sample="三年级"),
    Column("class_name", _("班级"), ("班级", "班"), True, "2班"),
    Column("student_number", _("学号"), ("学号", "学籍号")),
    PHONE,
    Column("place", _("学校"), ("学校", "学校名称")),
]
UNIT = [
    NAME,
    NUMBER,
    Column("class_name", _("部门"), ("部门", "科室", "处室")),
    Column("student_number", _("工号"), ("工号", "职工号", "编号")),
    PHONE,
    Column("place", _("单位"), ("单位", "单位名称", "工作单位")),
]


def columns_of(organization: Organization) -> list[Column]:
    return SCHOOL if organization.kind.group == OrganizationKind.Group.SCHOOL else UNIT


def guess(columns: list[Column], header: list[str]) -> dict[str, int]:
    """{what: number of the column}: first by the very word, then by a word that holds it; each column once."""
    plain = [re.sub(r"[\s*（）()：:]", "", unicodedata.normalize("NFKC", cell)) for cell in header]
    found: dict[str, int] = {}
    for fits in (str.__eq__, str.__contains__):
        for column in columns:
            for at, words in enumerate(plain):
                is_free = column.name not in found and at not in found.values()
                if is_free and any(fits(words, known) for known in column.known_by):
                    found[column.name] = at
    return found
