"""Sums of a report by class, grade, source and field. Added up by the database by class; the others follow from those."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core import replica
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.registration.classes import class_words, grade_words
from apps.registration.models import ServiceField
from apps.reports import lines
from apps.reports.models import goal_share
from apps.reports.periods import Period


class Goal(models.TextChoices):
    """How somebody stands with the goal, to narrow a report to."""

    MET = "met", _("满了目标的")
    OPEN = "open", _("没满的")
    NONE = "none", _("没有目标的")


WHERE = {Goal.MET: "is_met", Goal.OPEN: "goal > 0 AND NOT is_met", Goal.NONE: "goal = 0"}
BY_CLASS = """
    SELECT stage, grade, class_name, count(*), sum(minutes)::bigint, count(*) FILTER (WHERE goal > 0),
           count(*) FILTER (WHERE is_met), count(*) FILTER (WHERE star > 0), sum(trained)::bigint, {parts}
    FROM ({lines}) AS line
    GROUP BY stage, grade, class_name
    ORDER BY min(at)
"""
NARROWED = "SELECT affiliation FROM ({lines}) AS line WHERE {condition} ORDER BY at"
COUNTED = ["people", "minutes", "with_goal", "met", "starred", "trained"]


@dataclass(frozen=True)
class Sum:
    """Some people together: how many, their minutes, how many have a goal and have met it, have a star; minutes of
    training; `parts` are minutes by source, then by field."""

    words: str
    people: int = 0
    minutes: int = 0
    with_goal: int = 0
    met: int = 0
    starred: int = 0
    trained: int = 0
    parts: tuple[int, ...] = ()

    @property
    def share(self):
        return goal_share(self.met, self.with_goal)

    @property
    def numbers(self):
        return [getattr(self, name) for name in COUNTED] + list(self.parts)


@dataclass(frozen=True)
class Summary:
    """The sums of a report, in the order of a school's list of classes."""

    classes: list[Sum]
    grades: list[Sum]
    total: Sum
    sources: list[tuple[str, int]]
    fields: list[tuple[str, int]]

    @property
    def hours(self) -> int:
        return self.total.minutes // 60


# stage, grade and name of a class, then numbers in the order of Sum
Row = tuple[str, int | None, str, list[int]]


def by_class(organization: Organization, period: Period, ids: list[int]) -> list[Row]:
    """The sums of each class of these affiliations, in the order in which their first person stands."""
    if not ids:
        return []
    sql, values = lines.query(organization, period, ids)
    parts = ", ".join(f"sum({kind}{n})::bigint" for kind, n in lines.sum_names(lines.field_codes()))
    with replica.reading().cursor() as cursor:
        cursor.execute(BY_CLASS.format(parts=parts, lines=sql), values)
        return [(*row[:3], list(row[3:])) for row in cursor.fetchall()]


def narrowed(organization: Organization, period: Period, ids: list[int], goal: str) -> list[int]:
    """Those of these affiliations whose person stands with the goal like this."""
    if not ids:
        return []
    sql, values = lines.query(organization, period, ids)
    with replica.reading().cursor() as cursor:
        cursor.execute(NARROWED.format(lines=sql, condition=WHERE[goal]), values)
        return [row[0] for row in cursor.fetchall()]


def summary_of(rows: Iterable[Row], none: str) -> Summary:
    """Everything that follows from the sums by class; `none` is what is said where no class was written."""
    rows = list(rows)
    classes = [_sum(class_words(stage, grade, name) or none, numbers) for stage, grade, name, numbers in rows]
    grades = {}
    for stage, grade, _name, numbers in rows:
        if stage and grade:
            grades.setdefault((stage, grade), []).append(numbers)
    everybody = [numbers for *_class, numbers in rows]
    total = _sum("", added(everybody)) if everybody else Sum("")
    names = dict(ServiceField.objects.values_list("code", "name"))
    parts = list(total.parts) or [0] * (len(lines.SOURCES) + len(names))
    sources = [str(HourRecord.Source(source).label) for source in lines.SOURCES]
    fields = [names[code] for code in lines.field_codes()]
    return Summary(
        classes,
        [_sum(grade_words(*key), added(found)) for key, found in grades.items()],
        total,
        list(zip(sources, parts[: len(sources)], strict=True)),
        list(zip(fields, parts[len(sources) :], strict=True)),
    )


def added(rows: list[list[int]]) -> list[int]:
    return reduce(lambda one, other: list(map(add, one, other)), rows)


def _sum(words, numbers):
    return Sum(words, *numbers[: len(COUNTED)], tuple(numbers[len(COUNTED) :]))
