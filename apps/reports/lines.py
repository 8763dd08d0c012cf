"""What a report says of each person: minutes while they were there by source and by field, the goal, star and training.

One query for any number of people, and one for the sums by class; page, file and API read the same columns.
"""

import datetime
import json
from collections.abc import Iterable
from typing import NamedTuple

from apps.core import days, replica
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.quotas.actions.asking import identities_at, standing_on
from apps.quotas.models import GoalRow
from apps.registration.classes import class_words
from apps.registration.models import ServiceField
from apps.reports.periods import Period
from apps.stars.models import NAMES

NO_FIELD = "99"  # what stands on a paper names none; it is counted with 其他
SOURCES = list(HourRecord.Source.values)

# Everything is looked up person by person, by key (what is added up is, and OFFSET 0 keeps the rest so): joined, what the
# planner expects of some thousand people is a hundred times wrong either way, and it reads whole tables or runs in loops.
# Two times at the same place that touch are one: an hour counts once. The days a person was there end with the period.
# An activity counts to the first of its fields: each minute once.
LINES = """
    SELECT held.id AS affiliation, held.volunteer_id, held.stage, held.grade, held.class_name, who.name,
           held.student_number, who.number, lower(stay.days) AS since, upper(stay.days) - 1 AS until,
           coalesce(served.minutes, 0) AS minutes, coalesce(judged.goal, 0) AS goal,
           CASE WHEN judged.goal > 0 THEN judged.minutes ELSE 0 END AS judged_by,
           coalesce(judged.goal > 0 AND judged.minutes >= judged.goal, false) AS is_met,
           coalesce(star.level, 0) AS star, coalesce(training.minutes, 0) AS trained{columns}, line.at
    FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS line (id, at)
    CROSS JOIN LATERAL (SELECT * FROM registration_affiliation AS one WHERE one.id = line.id OFFSET 0) AS held
    CROSS JOIN LATERAL (
        SELECT name, number FROM registration_volunteer AS volunteer WHERE volunteer.id = held.volunteer_id OFFSET 0
    ) AS who
    CROSS JOIN LATERAL (
        SELECT range_agg(daterange(greatest(one.since, %(first)s), least(one.until, %(after)s))) AS days
        FROM registration_affiliation AS one
        WHERE one.volunteer_id = held.volunteer_id AND one.organization_id = %(organization)s
          AND one.since < %(after)s AND (one.until IS NULL OR one.until > %(first)s)
    ) AS stay
    CROSS JOIN LATERAL (
        SELECT sum(record.counted) FILTER (WHERE record.is_there) AS minutes,
               sum(record.counted) FILTER (WHERE record.counts_to_year) AS of_the_year{sums}
        FROM (
            SELECT record.counted, record.source, record.counts_to_year, record.served_on <@ stay.days AS is_there,
                   coalesce(activity.service_fields[1], %(no_field)s) AS field
            FROM hours_hourrecord AS record
            LEFT JOIN activities_signup AS signup ON signup.id = record.signup_id
            LEFT JOIN hours_basis AS basis ON basis.id = record.basis_id
            LEFT JOIN activities_shift AS shift ON shift.id = coalesce(signup.shift_id, basis.shift_id)
            LEFT JOIN activities_position AS position ON position.id = shift.position_id
            LEFT JOIN activities_activity AS activity ON activity.id = position.activity_id
            WHERE record.volunteer_id = held.volunteer_id AND record.state = 'confirmed'
              AND record.served_on >= %(first)s AND record.served_on < %(after)s
        ) AS record
    ) AS served
    LEFT JOIN LATERAL ({judged}) AS judged ON true
    CROSS JOIN LATERAL (
        SELECT max(recognition.level) AS level
        FROM stars_recognition AS recognition
        WHERE recognition.volunteer_id = held.volunteer_id AND recognition.withdrawn_at IS NULL
          AND (recognition.recognized_at AT TIME ZONE 'Asia/Shanghai')::date < upper(stay.days)
    ) AS star
    CROSS JOIN LATERAL (
        SELECT sum(done.minutes) AS minutes
        FROM training_completion AS done
        WHERE done.volunteer_id = held.volunteer_id AND done.voided_at IS NULL AND done.passed_on <@ stay.days
    ) AS training
    WHERE stay.days IS NOT NULL
    ORDER BY line.at
"""
# The kept standing says at which place a calendar year counts, and what was served of the goal.
BY_CALENDAR = """
    SELECT standing.goal, standing.minutes
    FROM quotas_yearstanding AS standing
    JOIN registration_affiliation AS place
      ON place.id = standing.affiliation_id AND place.organization_id = %(organization)s
    WHERE standing.volunteer_id = held.volunteer_id AND standing.year = %(year)s
    OFFSET 0
"""
# A school year counts at the main place of its last day, else at the last one of it; the minutes are those of all of it.
BY_SCHOOL_YEAR = """
    SELECT (%(goals)s::jsonb ->> place.identity)::integer AS goal, coalesce(served.of_the_year, 0) AS minutes
    FROM (
        SELECT one.organization_id, one.identity
        FROM registration_affiliation AS one
        WHERE one.volunteer_id = held.volunteer_id AND one.is_main
          AND one.since < %(after)s AND (one.until IS NULL OR one.until > %(first)s)
        ORDER BY (one.until IS NULL OR one.until >= %(after)s) DESC, one.since DESC, one.id DESC
        LIMIT 1
    ) AS place
    WHERE place.organization_id = %(organization)s
"""


class Line(NamedTuple):
    """A person of a report. `goal` is 0 where the year does not count here; `judged_by` are the minutes of the whole year
    that the goal looks at, served there or not; `sums` are minutes, first of each source, then of each field."""

    affiliation: int
    volunteer: int
    stage: str
    grade: int | None
    class_name: str
    name: str
    student_number: str
    number: str
    since: datetime.date
    until: datetime.date
    minutes: int
    goal: int
    judged_by: int
    is_met: bool
    star: int
    trained: int
    sums: tuple[int, ...]

    @property
    def class_words(self) -> str:
        return class_words(self.stage, self.grade, self.class_name)

    @property
    def star_name(self) -> str:
        return str(NAMES[self.star])


PLAIN = len(Line._fields) - 1


def lines(organization: Organization, period: Period, ids: list[int]) -> list[Line]:
    """The lines of these affiliations (`roster.people_of`), in their order. A fixed number of queries."""
    if not ids:
        return []
    sql, values = query(organization, period, ids)
    with replica.reading().cursor() as cursor:
        cursor.execute(sql, values)
        return [Line(*row[:PLAIN], row[PLAIN:-1]) for row in cursor.fetchall()]


def query(organization: Organization, period: Period, ids: Iterable[int]) -> tuple[str, dict]:
    """The one query, and its values."""
    fields = field_codes()
    values = {
        "ids": list(ids),
        "organization": organization.pk,
        "year": period.year,
        "first": period.span.first,
        "after": period.last_day + days.ONE,
        "no_field": NO_FIELD,
    }
    if period.is_school:
        values["goals"] = json.dumps(goals_at(organization, period))
    values |= {f"source{n}": source for n, source in enumerate(SOURCES)}
    values |= {f"field{n}": field for n, field in enumerate(fields)}
    names = sum_names(fields)
    sums = "".join(
        f",\n sum(record.counted) FILTER (WHERE record.is_there AND record.{kind} = %({kind}{n})s) AS {kind}{n}"
        for kind, n in names
    )
    columns = "".join(f", coalesce(served.{kind}{n}, 0) AS {kind}{n}" for kind, n in names)
    judged = BY_SCHOOL_YEAR if period.is_school else BY_CALENDAR
    return LINES.format(sums=sums, columns=columns, judged=judged), values


def sum_names(fields: list[str]) -> list[tuple[str, int]]:
    """The columns of minutes by source, then by field."""
    return [("source", n) for n in range(len(SOURCES))] + [("field", n) for n in range(len(fields))]


def field_codes() -> list[str]:
    return list(ServiceField.objects.order_by("order").values_list("code", flat=True))


def goals_at(organization: Organization, period: Period) -> dict[str, int]:
    """{identity: minutes} of a school year, where the school counts by school years."""
    day, found = period.last_day, {}
    own = {row.identity: row for row in GoalRow.objects.of(organization).in_force(day)}
    for identity in identities_at(organization):
        row = own.get(identity)
        if row and row.period == GoalRow.Period.SCHOOL:
            found[str(identity)] = max(row.minutes, standing_on(organization, identity, day))
    return found
