"""The roster of a school or unit in a year: whose year counts there, the minutes of the whole year, the goal.

A person's year counts at one place: where they studied or worked on the last day of the year (in the running year:
today), else at the last one of that year. The minutes are all confirmed ones of the year, wherever they were served.
"""

from django.db.models import Case, CharField, Count, F, Func, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Concat, LPad

from apps.quotas.models import YearStanding
from apps.registration.models import Affiliation, Volunteer


class FirstNumber(Func):
    """三年级12班 → 12, so that class 2 comes before class 12."""

    template = "substring(%(expressions)s from '[0-9]+')"
    output_field = CharField()


STAGES = Case(
    *(
        When(affiliation__stage=stage, then=Value(str(n)))
        for n, stage in enumerate(Affiliation.Stage.values, start=1)
    ),
    default=Value("0"),
    output_field=CharField(),
)
CLASS = Concat(
    STAGES,
    LPad(
        Coalesce(
            Func(
                F("affiliation__grade"),
                function="",
                template="(%(expressions)s)::text",
                output_field=CharField(),
            ),
            Value(""),
        ),
        2,
        Value("0"),
    ),
    LPad(Coalesce(FirstNumber("affiliation__class_name"), Value("")), 4, Value("0")),
    "affiliation__class_name",
    output_field=CharField(),
)


def roster_of(organization, year, class_name=None):
    """The lines of the report, as a queryset for page and download alike; `place` sorts by class and student number."""
    standings = (
        YearStanding.objects.at(organization)
        .in_year(year)
        .exclude(volunteer__identity_state=Volunteer.IdentityState.REFUSED)
        .select_related("volunteer", "affiliation")
        .annotate(place=Concat(CLASS, Value("|"), "affiliation__student_number", output_field=CharField()))
    )
    return standings if class_name is None else standings.filter(affiliation__class_name=class_name)


def classes_of(organization, year):
    """One line a class: how many people, their minutes, how many have met their goal."""
    return (
        roster_of(organization, year)
        .select_related(None)
        .values(name=F("affiliation__class_name"))
        .annotate(
            order=CLASS,
            people=Count("pk"),
            minutes=Sum("minutes"),
            met=Count("pk", filter=Q(goal__gt=0, minutes__gte=F("goal"))),
        )
        .order_by("order")
    )
