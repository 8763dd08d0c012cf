"""What a pair of coming and leaving is worth in hours."""

import datetime

from apps.core import days


def pieces(
    came_at: datetime.datetime,
    left_at: datetime.datetime,
    shift_starts: datetime.datetime,
    shift_ends: datetime.datetime,
) -> list[tuple[datetime.datetime, datetime.datetime]]:
    """The stretches that count, one a service day: the time really given (67号令 §7), inside the shift, in whole
    minutes. The seconds of coming and of leaving are dropped; less than a minute is nothing."""
    start = whole_minute(max(came_at, shift_starts))
    end = whole_minute(min(left_at, shift_ends))
    return days.split_at_midnight(start, end)


def whole_minute(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(second=0, microsecond=0)


def minutes_between(start: datetime.datetime, end: datetime.datetime) -> int:
    return int((end - start).total_seconds() // 60)
