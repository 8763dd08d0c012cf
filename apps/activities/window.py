"""When one may come to a shift and leave it."""

import datetime
from dataclasses import dataclass

from apps.core import days
from apps.core.models import PolicyRow


@dataclass(frozen=True)
class Window:
    """Check-in is open from a little before the shift until its end, check-out until a little after."""

    opens: datetime.datetime
    starts: datetime.datetime
    ends: datetime.datetime
    closes: datetime.datetime

    def admits(self, at):
        """Whether one may check in at this moment."""
        return self.opens <= at < self.ends

    def releases(self, at):
        """Whether one may check out at this moment."""
        return self.opens <= at <= self.closes


def window_of(shift, policy=None):
    """The window of one shift by the policy of its day; `policy` saves asking again for each of several."""
    policy = policy or policy_on(shift)
    return Window(
        shift.starts_at - datetime.timedelta(minutes=policy["early_minutes"]),
        shift.starts_at,
        shift.ends_at,
        shift.ends_at + datetime.timedelta(minutes=policy["late_minutes"]),
    )


def policy_on(shift):
    """The rules of checking in as they stood on the day of the shift."""
    return PolicyRow.objects.values_of("check_in", days.day_of(shift.starts_at))
