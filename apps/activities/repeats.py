"""On which days a shift comes again: by days of the week or every so many days, without exceptions and, if so wished,
without the holidays of the country. Arithmetic only."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import chinese_calendar

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """From `first` until `until` (included) or `count` times; on `weekdays` (1 is Monday), else every `step` days."""

    first: datetime.date
    until: datetime.date | None = None
    count: int | None = None
    weekdays: frozenset[int] = frozenset()
    step: int = 7
    without: frozenset[datetime.date] = frozenset()
    without_holidays: bool = False


def dates(rule: Rule, most: int) -> list[datetime.date]:
    """The days of a rule; one more than `most` at the end says that there are too many, however many that would be."""
    found = []
    for day in _days(rule, most):
        if day in rule.without or (rule.without_holidays and is_holiday(day)):
            continue
        found.append(day)
        if len(found) > most or len(found) == rule.count:
            break
    return found


def _days(rule: Rule, most: int) -> Iterator[datetime.date]:
    """Every day the rule names, no further than a bounded way, so that a rule nobody meant ends too."""
    step = DAY if rule.weekdays else DAY * rule.step
    day, last = rule.first, rule.until or rule.first + DAY * 400
    for _turn in range(max(most, 400) * 2):
        if day > last:
            return
        if not rule.weekdays or day.isoweekday() in rule.weekdays:
            yield day
        day += step


def is_holiday(day: datetime.date) -> bool:
    """A holiday by the country's calendar (not a plain weekend); where the calendar is not known yet, none."""
    try:
        return chinese_calendar.get_holiday_detail(day)[1] is not None and chinese_calendar.is_holiday(day)
    except NotImplementedError:
        return False
