"""The school years in which somebody was a pupil or a student, each with its hours, and with its goal where the school
counted by school years then."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Case, Q, Sum, When
from django.db.models.functions import ExtractYear

from apps.core import days
from apps.core.models import PolicyRow
from apps.hours.models import HourRecord
from apps.quotas.course import SCHOOL_BEGINS, Course, Span
from apps.quotas.models import GoalRow
from apps.quotas.models.goals import STUDENTS
from apps.quotas.school_years import began_by
from apps.registration.models import Affiliation, Volunteer


class Place(NamedTuple):
    """Where a school year counts, and as of which day the goal is read: its last, in the running one today."""

    affiliation: Affiliation
    day: datetime.date


def school_years_of(volunteer: Volunteer) -> list[Course]:
    """The last one first. The same few queries, however many years."""
    today = days.today()
    held = Affiliation.objects.filter(volunteer=volunteer, since__lte=today).select_related("organization")
    held = list(held.order_by("since", "pk"))
    began = {year for one in held if one.identity in STUDENTS for year in _years_of(one, today)}
    if not began:
        return []
    places = {year: place for year in began if (place := _place_in(Span.of_school_year(year), held, today))}
    goals, minutes = _goals_in(places), _minutes_of(volunteer)
    return [
        Course(goals.get(year, 0), minutes.get(year, 0), Span.of_school_year(year), today)
        for year in sorted(began, reverse=True)
    ]


def _years_of(affiliation, today):
    last = min(affiliation.until - days.ONE, today) if affiliation.until else today
    return range(began_by(affiliation.since), began_by(last) + 1)


def _place_in(span: Span, held: Iterable[Affiliation], today: datetime.date) -> Place | None:
    """The main place of its last day (today in the running year), else the last one that touched it: as in a report."""
    day = min(span.last, today)
    touching = [
        one
        for one in held
        if one.is_main and one.since <= day and (one.until is None or one.until > span.first)
    ]
    there = [one for one in touching if one.until is None or one.until > day]
    return Place((there or touching)[-1], day) if touching else None


def _goals_in(places: dict[int, Place]) -> dict[int, int]:
    """{year: minutes} where the school counted by school years: its own goal, or what the policy or a region above asks
    for, if that is more."""
    schools = [
        place.affiliation.organization for place in places.values() if place.affiliation.organization_id
    ]
    above = {
        school.region_id[:length] for school in schools for length in range(2, len(school.region_id) + 1)
    }
    rows = list(
        GoalRow.objects.filter(Q(organization__in=schools) | Q(region__in=above)).order_by("valid_from")
    )
    policy = list(PolicyRow.objects.filter(topic="goal_minutes").order_by("valid_from"))
    goals = {}
    for year, (affiliation, day) in places.items():
        in_force = {
            row.organization_id or row.region_id: row
            for row in rows
            if row.valid_from <= day and row.identity == affiliation.identity and _is_for(row, affiliation)
        }
        own = in_force.get(affiliation.organization_id)
        if own and own.period == GoalRow.Period.SCHOOL:
            least = [
                row.value for row in policy if row.item == affiliation.identity and row.valid_from <= day
            ]
            goals[year] = max([*(row.minutes for row in in_force.values()), *least[-1:]])
    return goals


def _is_for(row, affiliation):
    school = affiliation.organization
    return school and (row.organization_id == school.pk or school.region_id.startswith(row.region_id or " "))


def _minutes_of(volunteer: Volunteer) -> dict[int, int]:
    """{year in which it began: confirmed minutes that count to a goal}."""
    of_summer = Case(When(served_on__month__lt=SCHOOL_BEGINS, then=1), default=0)
    served = HourRecord.objects.confirmed().filter(volunteer=volunteer, counts_to_year=True)
    years = served.order_by().values(began=ExtractYear("served_on") - of_summer)
    return dict(years.annotate(minutes=Sum("counted")).values_list("began", "minutes"))
