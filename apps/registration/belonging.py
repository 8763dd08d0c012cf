"""Where a volunteer studies or works, and what fits together: pupils go to schools, employees work in units."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.organizations.models import Organization, OrganizationKind, OrganizationQuerySet
from apps.registration.classes import bare_class, names_a_grade
from apps.registration.models import Affiliation

Identity, Stage, Group = Affiliation.Identity, Affiliation.Stage, OrganizationKind.Group

PLACES = {
    Identity.EMPLOYEE: Q(kind__group=Group.UNIT),
    Identity.UNIVERSITY: Q(kind="university"),
    Identity.PUPIL: Q(kind__group=Group.SCHOOL) & ~Q(kind="university"),
}
STAGES = {
    Identity.UNIVERSITY: [Stage.COLLEGE, Stage.BACHELOR, Stage.GRADUATE],
    Identity.PUPIL: [Stage.PRIMARY, Stage.MIDDLE, Stage.HIGH],
}
# A school is of the kind of its highest stage: one that teaches from the first year to the ninth is a 初中.
STAGES_OF_KIND = {
    "primary_school": [Stage.PRIMARY],
    "middle_school": [Stage.MIDDLE, Stage.PRIMARY],
    "high_school": [Stage.HIGH, Stage.MIDDLE, Stage.PRIMARY],
    "vocational": [Stage.HIGH],
    "university": [Stage.COLLEGE, Stage.BACHELOR, Stage.GRADUATE],
}
# The last grade of each stage; some places have a longer junior high school, some studies take five years.
LAST_GRADE = {
    Stage.PRIMARY: 6,
    Stage.MIDDLE: 4,
    Stage.HIGH: 4,
    Stage.COLLEGE: 4,
    Stage.BACHELOR: 5,
    Stage.GRADUATE: 8,
}


def number_word(organization: Organization) -> str:
    """What the numbers are called that a school or a unit gives its people."""
    return _("学号") if organization.kind.group == Group.SCHOOL else _("工号")


def places_for(identity: str) -> OrganizationQuerySet:
    """The approved schools or units that someone of this identity can belong to."""
    if identity not in PLACES:
        return Organization.objects.none()
    return Organization.objects.approved().filter(PLACES[identity])


def stages_at(school: Organization, identity: str) -> list[Stage]:
    """The stages someone of this identity can be in at a school."""
    there = STAGES_OF_KIND.get(school.kind_id, STAGES[identity])
    return [stage for stage in STAGES[identity] if stage in there]


@dataclass(frozen=True)
class Belonging:
    """What a person says about where they study or work. The yearly goal follows it."""

    identity: str
    organization: Organization | None = None
    stage: str = ""
    grade: int | None = None
    class_name: str = ""
    student_number: str = ""

    @property
    def is_student(self) -> bool:
        return self.identity in STAGES

    @property
    def bare_class(self) -> str:
        """The class as it is kept: without its grade, which stands beside it."""
        if not (self.is_student and self.grade):
            return self.class_name
        return bare_class(self.stage, self.grade, self.class_name)

    def refuse_unless_it_fits(self) -> None:
        if self.identity not in PLACES:
            if self.organization or self.stage or self.class_name:
                raise Refused(_("这个身份不用填学校或单位。"), code="no_place_needed")
            return
        if (
            self.organization is None
            or not places_for(self.identity).filter(pk=self.organization.pk).exists()
        ):
            raise Refused(_("请选一个已经入驻的学校或单位。"), code="other_kind_of_place")
        if self.is_student:
            self._refuse_unless_class_fits()

    def _refuse_unless_class_fits(self):
        if self.stage not in STAGES[self.identity]:
            raise Refused(_("学段和身份对不上。"), code="other_stage")
        if self.stage not in stages_at(self.organization, self.identity):
            raise Refused(_("这所学校没有这个学段。"), code="other_stage")
        if self.grade is None or not 1 <= self.grade <= LAST_GRADE[self.stage]:
            raise Refused(_("这个学段没有这个年级。"), code="other_grade")
        if not self.class_name:
            raise Refused(_("请填班级。"), code="no_class")
        if names_a_grade(self.bare_class):
            raise Refused(_("只写哪个班，比如2班。"), code="other_grade")
