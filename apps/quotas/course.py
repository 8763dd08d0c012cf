"""How far a year is, and whether somebody keeps up with it: arithmetic, no more. It counts and reminds; nobody is told to
serve (条例 §25)."""

import datetime
from dataclasses import dataclass
from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core import days

SCHOOL_BEGINS = 9  # 中小学、高校的学年从九月一日到第二年八月三十一日


class Rule(IntEnum):
    """Which identity decides the goal of a year in which there were several (policy goal_rule/identity)."""

    LAST = 1
    LONGEST = 2
    HIGHEST = 3


RULES = {
    Rule.LAST: _("一年里换过学校、单位的，按年底（今年按今天）主要在哪里算。"),
    Rule.LONGEST: _("一年里换过身份的，按这一年里时间最长的身份算。"),
    Rule.HIGHEST: _("一年里换过身份的，按目标最高的那个算。"),
}


class State(models.TextChoices):
    NONE = "none", _("没有目标")
    MET = "met", _("已满")
    ON_COURSE = "on_course", _("跟得上")
    BEHIND = "behind", _("慢了些")
    MISSED = "missed", _("没满")


@dataclass(frozen=True)
class Span:
    """The first and the last day of a year, both in it."""

    first: datetime.date
    last: datetime.date

    @classmethod
    def of_year(cls, year: int) -> "Span":
        return cls(datetime.date(year, 1, 1), datetime.date(year, 12, 31))

    @classmethod
    def of_school_year(cls, year: int) -> "Span":
        """1 September of the year to 31 August of the next."""
        return cls(
            datetime.date(year, SCHOOL_BEGINS, 1), datetime.date(year + 1, SCHOOL_BEGINS, 1) - days.ONE
        )

    @classmethod
    def of_school_year_on(cls, day: datetime.date) -> "Span":
        return cls.of_school_year(day.year if day.month >= SCHOOL_BEGINS else day.year - 1)

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def gone(self, today: datetime.date) -> int:
        """Days that are over: on the first day none."""
        return min(max((today - self.first).days, 0), len(self))


@dataclass(frozen=True)
class Course:
    """A goal and what was served of it, in minutes, as it stands on a day."""

    goal: int
    minutes: int
    span: Span
    today: datetime.date

    @property
    def expected(self) -> int:
        """What would have been served by today, were it spread evenly over the days."""
        return self.goal * self.span.gone(self.today) // len(self.span)

    @property
    def missing(self) -> int:
        return max(self.goal - self.minutes, 0)

    @property
    def behind_by(self) -> int:
        return max(self.expected - self.minutes, 0)

    @property
    def days_left(self) -> int:
        """With today."""
        return max((self.span.last - self.today).days + 1, 0)

    @property
    def is_school_year(self) -> bool:
        return self.span.first.month == SCHOOL_BEGINS

    @property
    def is_over(self) -> bool:
        return self.today > self.span.last

    @property
    def state(self) -> State:
        if not self.goal:
            return State.NONE
        if self.minutes >= self.goal:
            return State.MET
        if self.is_over:
            return State.MISSED
        return State.BEHIND if self.minutes < self.expected else State.ON_COURSE
