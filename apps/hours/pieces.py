"""What a pair of coming and leaving is worth in hours."""

import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.core import days
from apps.core.errors import Refused

EARLIEST, LATEST = 2000, 2100
MINUTE = datetime.timedelta(minutes=1)


class Stretch(NamedTuple):
    start: datetime.datetime
    end: datetime.datetime

    @property
    def minutes(self):
        return max(minutes_between(self.start, self.end), 0)


def pieces(
    came_at: datetime.datetime,
    left_at: datetime.datetime,
    shift_starts: datetime.datetime,
    shift_ends: datetime.datetime,
) -> list[Stretch]:
    """The stretches that count, one a service day: the time really given (67号令 §7), inside the shift, in whole
    minutes. The seconds of coming and of leaving are dropped; less than a minute is nothing."""
    start = whole_minute(max(came_at, shift_starts))
    if start < shift_starts:  # a shift that does not begin on the minute
        start += MINUTE
    end = whole_minute(min(left_at, shift_ends))
    return [Stretch(*piece) for piece in days.split_at_midnight(start, end)]


def by_day(start: datetime.datetime, end: datetime.datetime) -> list[Stretch]:
    """What somebody wrote down, cut at midnight. What cannot be a service is refused before it is looked at closer."""
    if not all(EARLIEST <= moment.year <= LATEST for moment in (start, end)):
        raise Refused(_("这个日期不对。"), code="no_such_day")
    if end <= start:
        raise Refused(_("结束时间要晚于开始时间。"), code="leaves_before_coming")
    if end - start > days.ONE:
        raise Refused(_("一段最多24小时，分开写。"), code="too_long")
    return [Stretch(*piece) for piece in days.split_at_midnight(start, end)]


def break_due(there: list[Stretch], shift: Stretch, minutes: int) -> int:
    """How much of the shift's break was had while there: none by whoever stayed for half of the shift or less, and
    never so much that somebody who stayed longer is left with less. Time away between two pairs was the break."""
    if not there or not minutes:
        return 0
    span = minutes_between(min(one.start for one in there), max(one.end for one in there))
    away = max(span - sum(one.minutes for one in there), 0)
    return max(min(minutes, span - shift.minutes // 2) - away, 0)


def worth(minutes: int, step: int) -> tuple[int, int]:
    """What counts in whole steps, and what is left over: (50, 30) → (30, 20). A step of one keeps every minute."""
    rest = minutes % step
    return minutes - rest, rest


def whole_minute(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(second=0, microsecond=0)


def minutes_between(start: datetime.datetime, end: datetime.datetime) -> int:
    return int((end - start).total_seconds() // 60)
