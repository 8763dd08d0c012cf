"""The roster of a school or unit in a year: whose year counts there, the minutes of the whole year, the goal.

A person's year counts at one place: where they studied or worked on the last day of the year (in the running year:
today), else at the last one of that year. The minutes are all confirmed ones of the year, wherever they were served.
Whoever only says to belong there, without a passed identity, is not on it.
"""

from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, Func, Q, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, LPad
from django.utils.translation import gettext as _

from apps.organizations.models import OrganizationKind
from apps.quotas.models import YearStanding
from apps.registration.classes import class_words
from apps.registration.models import Affiliation, Volunteer

Stage = Affiliation.Stage


@dataclass(frozen=True)
class Words:
    """What a school or a unit calls the parts it is divided into, and the numbers its people have there."""

    group: str
    number: str
    none: str

    @classmethod
    def of(cls, organization):
        if organization.kind.group == OrganizationKind.Group.SCHOOL:
            return cls(_("班级"), _("学号"), _("没有填班级"))
        return cls(_("部门"), _("工号"), _("没有填部门"))


class FirstNumber(Func):
    """三年级12班 → 12, so that class 2 comes before class 12."""

    template = "substring(%(expressions)s from '[0-9]+')"
    output_field = CharField()


MET = Count("pk", filter=Q(goal__gt=0, minutes__gte=F("goal")))


def padded(expression, length):
    return LPad(Coalesce(expression, Value("")), length, Value("0"))


# A class is its stage, grade and name; written like this, classes sort as a school lists them.
CLASS = Concat(
    Case(
        *(
            When(affiliation__stage=stage, then=Value(str(n)))
            for n, stage in enumerate(Stage.values, start=1)
        ),
        default=Value("0"),
        output_field=CharField(),
    ),
    padded(Cast("affiliation__grade", CharField()), 2),
    padded(FirstNumber("affiliation__class_name"), 4),
    "affiliation__class_name",
    output_field=CharField(),
)


def known(standings):
    """Only of people whose identity has been verified: anybody may write the name of a school."""
    return standings.filter(volunteer__identity_state=Volunteer.IdentityState.PASSED)


def roster_of(organization, year, class_key=None):
    """The lines of the report, as a queryset for page and download alike; `place` sorts by class and student number."""
    standings = (
        known(YearStanding.objects.at(organization).in_year(year))
        .select_related("volunteer", "affiliation")
        .annotate(
            class_key=CLASS,
            place=Concat(CLASS, Value("|"), "affiliation__student_number", output_field=CharField()),
        )
    )
    return standings if class_key is None else standings.filter(class_key=class_key)


def classes_of(organization, year):
    """One line a class: how many people, their minutes together, how many have met their goal."""
    rows = (
        roster_of(organization, year)
        .select_related(None)
        .values("class_key")
        .annotate(
            stage=F("affiliation__stage"),
            grade=F("affiliation__grade"),
            name=F("affiliation__class_name"),
            people=Count("pk"),
            served=Sum("minutes"),
            met=MET,
        )
        .order_by("class_key")
    )
    return [{**row, "label": class_words(row["stage"], row["grade"], row["name"])} for row in rows]


def sums_of(organizations, year):
    """How many people each of these schools and units has in a year, and how many of them have met their goal."""
    rows = (
        known(YearStanding.objects.in_year(year).filter(affiliation__organization__in=organizations))
        .values("affiliation__organization")
        .annotate(people=Count("pk"), met=MET)
        .order_by()
    )
    return {row["affiliation__organization"]: row for row in rows}
