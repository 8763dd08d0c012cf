"""School years: a school may count its students' goal from 1 September to 31 August. The kept standing is that of the
calendar year, by which the offices count; a school year is summed from the records, for as many people as are asked for."""

import datetime
from collections.abc import Iterable

from django.db.models import OuterRef, Subquery, Sum

from apps.hours.models import HourRecord
from apps.quotas.course import Course, Span
from apps.quotas.models import GoalRow, YearStanding


def counting_by_school_year(organizations: Iterable[int], day: datetime.date) -> set[tuple[int, str]]:
    """(school, identity) of these where the row in force says so. One query."""
    rows = GoalRow.objects.filter(organization__in=set(organizations)).in_force(day)
    return {(row.organization_id, row.identity) for row in rows if row.period == GoalRow.Period.SCHOOL}


def period_of_school(day: datetime.date) -> Subquery:
    """Of a queryset of standings the period its school counts by; nothing where it has set no goal."""
    rows = GoalRow.objects.filter(
        organization=OuterRef("affiliation__organization"), identity=OuterRef("identity"), valid_from__lte=day
    )
    return Subquery(rows.order_by("-valid_from").values("period")[:1])


def minutes_between(volunteer_ids: Iterable[int], span: Span) -> dict[int, int]:
    """{volunteer: confirmed minutes of the days from the first to the last that count to a goal}. One query."""
    served = HourRecord.objects.confirmed().filter(
        volunteer__in=list(volunteer_ids),
        served_on__gte=span.first,
        served_on__lte=span.last,
        counts_to_year=True,
    )
    sums = served.order_by().values("volunteer").annotate(minutes=Sum("counted"))
    return dict(sums.values_list("volunteer", "minutes"))


def began_by(day: datetime.date) -> int:
    """The year in which the school year of a day began."""
    return Span.of_school_year_on(day).first.year


def courses(standings: Iterable[YearStanding], today: datetime.date) -> dict[int, Course]:
    """{volunteer: how far the year is that counts for them today}: the school year where the school says so, else the
    calendar year. The same number of queries however many; the standings bring their school or unit along."""
    standings = list(standings)
    schools = counting_by_school_year(filter(None, map(_place_of, standings)), today)
    pupils = [one for one in standings if (_place_of(one), one.identity) in schools]
    span = Span.of_school_year_on(today)
    served = minutes_between([one.volunteer_id for one in pupils], span) if pupils else {}
    found = {one.volunteer_id: one.course(today) for one in standings}
    for one in pupils:
        found[one.volunteer_id] = Course(one.goal, served.get(one.volunteer_id, 0), span, today)
    return found


def _place_of(standing):
    return standing.affiliation and standing.affiliation.organization_id
