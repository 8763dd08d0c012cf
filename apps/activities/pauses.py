"""Who signed up and did not come, several times in a row, waits a while before signing up again."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from apps.activities.models import Signup
from apps.registration.models import Volunteer


@dataclass(frozen=True)
class Pause:
    """After so many times in a row, until when. It ends by itself."""

    times: int
    until: datetime.datetime


def pause_of(volunteer: Volunteer, at: datetime.datetime, policy: dict[str, int]) -> Pause | None:
    """The pause a person is in. Coming once breaks the row, what was excused does not count in it; what was missed
    during a pause does not count either, and after it the count begins anew."""
    came = Signup.objects.filter(
        volunteer=OuterRef("volunteer"),
        presences__isnull=False,
        shift__starts_at__gte=OuterRef("shift__starts_at"),
    )
    missed = Signup.objects.of(volunteer).filter(state=Signup.State.NO_SHOW).exclude(Exists(came))
    until, in_a_row = None, 0
    for missed_at in sorted(missed.values_list("left_at", flat=True)):
        if until and missed_at < until:
            continue  # what was signed up to before the pause
        in_a_row += 1
        if in_a_row == policy["in_a_row"]:
            until, in_a_row = missed_at + datetime.timedelta(days=policy["pause_days"]), 0
    return Pause(policy["in_a_row"], until) if until and at < until else None
