"""A row of a roster, read strictly: what cannot be read for certain is refused with the reason, never guessed."""

import unicodedata
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.phones import clean_phone
from apps.core import days, keyring
from apps.organizations.models import Organization, OrganizationKind
from apps.registration.belonging import LAST_GRADE, stages_at
from apps.registration.classes import WHOLE_NAMES, bare_class, class_words, names_a_grade, ways_to_write
from apps.registration.documents import HMT_PREFIXES, read_name, read_number
from apps.registration.models import Affiliation

Identity, Stage = Affiliation.Identity, Affiliation.Stage


@dataclass(frozen=True)
class Row:
    """Somebody who is said to be there."""

    name: str
    number: str = field(repr=False)
    identity: str
    stage: str = ""
    grade: int | None = None
    class_name: str = ""
    student_number: str = ""
    phone: str = field(default="", repr=False)

    @property
    def document_hash(self):
        return keyring.lookup_hash("citizen", self.number)

    @property
    def group(self):
        """By which a list puts classes in order: stage, year, then class 2 before class 12."""
        if not self.stage:
            return f"0 {self.class_name}"[:60]
        number = "".join(c for c in self.class_name if c.isdecimal())[:3]
        return f"{list(Stage).index(self.stage) + 1}{self.grade}{number:0>3} {self.class_name}"[:60]


class RowReader:
    """Reads the rows of one organisation's table."""

    def __init__(self, organization: Organization, columns: dict[str, int]):
        self.organization, self.columns = organization, columns
        self.is_school = organization.kind.group == OrganizationKind.Group.SCHOOL
        self.identity = Identity.EMPLOYEE
        if self.is_school:
            at_university = organization.kind_id == "university"
            self.identity = Identity.UNIVERSITY if at_university else Identity.PUPIL
            self.ways = _ways(stages_at(organization, self.identity))

    def cell(self, cells, name):
        at = self.columns.get(name)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    def key(self, cells):
        """What tells one person from another before anything is read: the number without spaces and case."""
        return "".join(unicodedata.normalize("NFKC", self.cell(cells, "number")).upper().split())

    def name(self, cells):
        return "".join(self.cell(cells, "name").split())

    def read(self, cells) -> Row:
        place = self.cell(cells, "place")
        if place and place != self.organization.name:
            raise ValidationError(_("这一行写的是别的学校、单位。只能交自己的名单。"))
        for what, words in (("name", _("没有填姓名。")), ("number", _("没有填身份证号码。"))):
            if not self.cell(cells, what):
                raise ValidationError(words)
        name = read_name(self.cell(cells, "name"))
        if len(name) > 40:
            raise ValidationError(_("姓名太长了，最多40个字。"))
        number = self._number(self.cell(cells, "number"))
        phone = self.cell(cells, "phone")
        student_number = self.cell(cells, "student_number")
        if len(student_number) > 30:
            raise ValidationError(_("学号或者工号太长了，最多30个字。"))
        stage, grade, class_name = (
            self._class(cells) if self.is_school else ("", None, self._department(cells))
        )
        phone = clean_phone(phone) if phone else ""
        return Row(name, number, self.identity, stage, grade, class_name, student_number, phone)

    def _number(self, text):
        folded = unicodedata.normalize("NFKC", text).strip()
        if "." in folded or "E+" in folded.upper():
            raise ValidationError(
                _("身份证号码被表格软件当成了数字，后几位已经丢了。请把这一列设成“文本”，重新填。")
            )
        is_hmt = folded.startswith(HMT_PREFIXES)
        return read_number(text, is_hmt=is_hmt, today=days.today()).number

    def _department(self, cells):
        name = self.cell(cells, "class_name")
        if len(name) > 20:
            raise ValidationError(_("部门名太长了，最多20个字。"))
        return name

    def _class(self, cells):
        """The year may stand in a column of its own or before the class; if both do, they have to agree."""
        grade_text, class_text = self.cell(cells, "grade"), self.cell(cells, "class_name")
        stage, grade = self._grade(
            self.cell(cells, "stage"), grade_text or class_text, is_whole=bool(grade_text)
        )
        bare = bare_class(stage, grade, class_text)
        if not class_text or (not grade_text and bare == class_text):
            raise ValidationError(_("没有填班级。"))
        if names_a_grade(bare):
            raise ValidationError(_("年级和班级对不上：班级里写着另一个年级。"))
        if len(bare) > 20:
            raise ValidationError(_("班级名太长了，最多20个字。"))
        return stage, grade, bare

    def _grade(self, stage_text, text, *, is_whole):
        folded = "".join(unicodedata.normalize("NFKC", text).split())
        found = {
            (stage, grade): way
            for stage, grade, way in self.ways
            if (folded == way if is_whole else folded.startswith(way) and len(folded) > len(way))
            and (not stage_text or stage_text in _names(stage))
        }
        if not is_whole and found:
            longest = max(map(len, found.values()))
            found = {key: way for key, way in found.items() if len(way) == longest}
        if len(found) == 1:
            return next(iter(found))
        if found:
            words = "、".join(class_words(stage, grade, " ").strip() for stage, grade in found)
            raise ValidationError(
                _("说不清是哪个学段，可能是%(words)s。请写全，或者加一列“学段”。") % {"words": words}
            )
        raise ValidationError(_("年级看不懂，或者这所学校没有这个年级。请写成“三年级”“初一”“本科二年级”。"))


def _ways(stages):
    """Every way in which a year can be written at these stages. 三年级 alone may be two of them where a school has
    both; then it is asked for, not guessed."""
    return [
        (stage, grade, way)
        for stage in stages
        for grade in range(1, LAST_GRADE[stage] + 1)
        for way in ways_to_write(stage, grade)
    ]


def _names(stage):
    return {Stage(stage).label, *WHOLE_NAMES.get(stage, [])}
