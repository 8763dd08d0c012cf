"""By when hours are to be confirmed, and objections to be answered."""

import datetime
from dataclasses import dataclass

from apps.core import days
from apps.core.models import PolicyRow


@dataclass(frozen=True)
class Deadline:
    """A day, counted in working days; where the country has not yet said which days are worked, by weekdays."""

    day: datetime.date
    left: int  # working days from today; less than 0 when it is over
    is_certain: bool

    @property
    def is_over(self):
        return self.left < 0


def working_days_to_confirm() -> int:
    return PolicyRow.objects.value("hours", "confirm_working_days")


def confirm_by(activity_ends_at: datetime.datetime, working_days: int) -> datetime.date:
    """The last day to confirm: so many working days after the activity ended (67号令 §11)."""
    return days.working_days_after(days.day_of(activity_ends_at), working_days)


def deadline_of(
    activity_ends_at: datetime.datetime, working_days: int, today: datetime.date | None = None
) -> Deadline:
    """The same with how much of it is left, for whoever has to keep it."""
    today = today or days.today()
    day = confirm_by(activity_ends_at, working_days)
    return Deadline(day, days.working_days_until(today, day), days.is_calendar_known(day))


def latest_overdue(today: datetime.date, working_days: int) -> datetime.date:
    """The last day on which an activity may have ended if its hours are overdue today."""
    day = today - datetime.timedelta(days=working_days)
    while days.working_days_after(day, working_days) >= today:
        day -= datetime.timedelta(days=1)
    return day
