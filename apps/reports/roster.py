"""Who was at a school or unit in a period. A place sees its own people only, and of them the time they were there.

Whoever changed school within the year stands on both lists, each with what was served while there. Whoever only says to
belong there, without a passed identity, is on none.
"""

from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, F, Func, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Collate, Concat, LPad
from django.utils.translation import gettext as _

from apps.core import days
from apps.organizations.models import OrganizationKind
from apps.quotas.models import YearStanding
from apps.registration.belonging import number_word
from apps.registration.classes import class_words, grade_words
from apps.registration.models import Affiliation, RosterEntry, Volunteer
from apps.reports.periods import Period

Stage = Affiliation.Stage
NOBODY = {"people": 0, "served": 0, "with_goal": 0, "met": 0}  # as `sums_of` has a place
GRADE = 3  # characters at the beginning of a class's key that say which grade


@dataclass(frozen=True)
class Words:
    """What a school or a unit calls the parts it is divided into, and the numbers its people have there."""

    group: str
    number: str
    none: str
    has_grades: bool

    @classmethod
    def of(cls, organization):
        if organization.kind.group == OrganizationKind.Group.SCHOOL:
            return cls(_("班级"), number_word(organization), _("没有填班级"), has_grades=True)
        return cls(_("部门"), number_word(organization), _("没有填部门"), has_grades=False)


class FirstNumber(Func):
    """三年级12班 → 12, so that class 2 comes before class 12."""

    template = "substring(%(expressions)s from '[0-9]+')"
    output_field = CharField()


def padded(expression, length):
    return LPad(Coalesce(expression, Value("")), length, Value("0"))


# A class is its stage, grade and name; written like this, classes sort as a school lists them.
CLASS = Collate(
    Concat(
        Case(
            *(When(stage=stage, then=Value(str(n))) for n, stage in enumerate(Stage.values, start=1)),
            default=Value("0"),
            output_field=CharField(),
        ),
        padded(Cast("grade", CharField()), 2),
        padded(FirstNumber("class_name"), 4),
        "class_name",
        output_field=CharField(),
    ),
    "C",
)


def people_of(organization, period: Period, group=""):
    """Of each person of a period the last time they were there, as affiliations; `place` sorts by class and student
    number. `group` is the key of a class, or of a grade."""
    there = at(organization, period.span.first, period.last_day)
    same = there.filter(volunteer=OuterRef("volunteer"))
    later = same.filter(Q(since__gt=OuterRef("since")) | Q(since=OuterRef("since"), pk__gt=OuterRef("pk")))
    people = (
        there.filter(volunteer__identity_state=Volunteer.IdentityState.PASSED)
        .exclude(Exists(later))
        .annotate(class_key=CLASS)
        .annotate(place=Concat("class_key", Value("|"), "student_number", output_field=CharField()))
    )
    if not group:
        return people
    return (
        people.filter(class_key__startswith=group) if len(group) == GRADE else people.filter(class_key=group)
    )


def at(organization, first, last):
    """Affiliations there that touch the days from the first to the last, whoever's."""
    began = Affiliation.objects.filter(organization=organization, since__lte=last)
    return began.filter(Q(until=None) | Q(until__gt=first))


def people_today(organization):
    """Who is there today, with `place` to sort by, and whether they said yes to a roster that was handed in."""
    named = RosterEntry.objects.filter(
        organization=organization,
        state=RosterEntry.State.ACCEPTED,
        document_hash=OuterRef("volunteer__document_hash"),
    )
    return (
        Affiliation.objects.on(days.today())
        .filter(organization=organization, volunteer__identity_state=Volunteer.IdentityState.PASSED)
        .annotate(class_key=CLASS, is_on_roster=Exists(named))
        .annotate(place=Concat("class_key", Value("|"), "student_number", output_field=CharField()))
    )


def not_yet(organization):
    """Who stands on a roster that was handed in and has not said yes, as the school lists its classes."""
    return RosterEntry.objects.unconfirmed().filter(organization=organization)


def classes_today(organization):
    """(class, how many are there, how many on a roster have not said yes yet), as a school lists its classes."""
    here, unconfirmed = {}, {}
    rows = people_today(organization).values("class_key", "stage", "grade", "class_name")
    for row in rows.annotate(people=Count("pk")).order_by("class_key"):
        words = class_words(row["stage"], row["grade"], row["class_name"])
        here[words] = here.get(words, 0) + row["people"]
    rows = not_yet(organization).values("group", "stage", "grade", "class_name").annotate(people=Count("pk"))
    for row in rows.order_by("group"):
        words = class_words(row["stage"], row["grade"], row["class_name"])
        unconfirmed[words] = unconfirmed.get(words, 0) + row["people"]
    return [(words, here.get(words, 0), unconfirmed.get(words, 0)) for words in {**here, **unconfirmed}]


def classes_of(organization, period: Period):
    """(key, stage, grade, name, how many people) of the classes or departments of a period, as they are listed."""
    rows = people_of(organization, period).values_list("class_key", "stage", "grade", "class_name")
    return list(rows.annotate(people=Count("pk")).order_by("class_key"))


def groups_of(organization, period: Period, rows=None):
    """{key: words} of the grades and of the classes or departments of a period; `rows`: where they are known already."""
    grades, classes, words = {}, {}, Words.of(organization)
    for key, stage, grade, name, _people in classes_of(organization, period) if rows is None else rows:
        if words.has_grades and stage and grade:
            grades[key[:GRADE]] = grade_words(stage, grade)
        classes[key] = class_words(stage, grade, name) or words.none
    return grades, classes


def standings_at(organizations, year):
    """The years of the people who have them count at these schools and units."""
    return YearStanding.objects.in_year(year).filter(
        affiliation__organization__in=organizations,
        volunteer__identity_state=Volunteer.IdentityState.PASSED,
    )


def sums_of(organizations, year):
    """How many people have their calendar year count at each of these schools and units, their minutes of it, how many of
    them have a goal and how many have met it. From kept standings: as cheap for a league as for a school."""
    rows = (
        standings_at(organizations, year)
        .values("affiliation__organization")
        .annotate(
            people=Count("pk"),
            served=Sum("minutes"),
            with_goal=Count("pk", filter=Q(goal__gt=0)),
            met=Count("pk", filter=Q(goal__gt=0, minutes__gte=F("goal"))),
        )
        .order_by()
    )
    return {row["affiliation__organization"]: row for row in rows}
