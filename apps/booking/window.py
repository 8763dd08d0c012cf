"""When one may come to a shift or a session and leave it."""

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


def window_of(seats, policy=None):
    """The window of one shift or session by the policy of its day; `policy` saves asking again for each of several."""
    policy = policy or policy_on(seats)
    return Window(
        seats.starts_at - datetime.timedelta(minutes=policy["early_minutes"]),
        seats.starts_at,
        seats.ends_at,
        seats.ends_at + datetime.timedelta(minutes=policy["late_minutes"]),
    )


def policy_on(seats):
    """The rules of checking in as they stood on its day."""
    return PolicyRow.objects.values_of("check_in", days.day_of(seats.starts_at))
