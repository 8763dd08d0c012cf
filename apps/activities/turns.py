"""The shifts a person comes to today, and what is next at each: to check in, to check out, or nothing any more."""

import datetime
from dataclasses import dataclass

from apps.accounts.models import User
from apps.activities.models import Presence, Signup
from apps.activities.window import Window, window_of
from apps.booking import codes
from apps.core import days
from apps.core.models import PolicyRow

WAIT, COME, LEAVE, OVER = "wait", codes.IN, codes.OUT, "over"


@dataclass(frozen=True)
class Turn:
    """One sign-up on its day. Not for somebody else: who is signed in checks in for themselves."""

    signup: Signup
    window: Window
    presences: list[Presence]
    next: str

    @property
    def shift(self):
        return self.signup.shift

    @property
    def activity(self):
        return self.signup.shift.position.activity


def turns_of(user: User, at: datetime.datetime) -> list[Turn]:
    """Today's shifts of this person, those just over too while one may still check out."""
    policy = PolicyRow.objects.values_of("check_in", days.day_of(at))
    tomorrow = days.start_of(days.day_of(at) + datetime.timedelta(days=1))
    signups = (
        Signup.objects.active()
        .filter(
            volunteer__user=user,
            shift__starts_at__lt=tomorrow + datetime.timedelta(minutes=policy["early_minutes"]),
            shift__ends_at__gte=at - datetime.timedelta(minutes=policy["late_minutes"]),
        )
        .select_related("shift__position__activity")
        .defer("shift__position__activity__contact_phone", "shift__position__activity__description")
        .prefetch_related("presences")
        .order_by("shift__starts_at", "pk")
    )
    return [turn_of(signup, window_of(signup.shift, policy), at) for signup in signups]


def turn_of(signup: Signup, window: Window, at: datetime.datetime) -> Turn:
    """What is next for whoever holds this place."""
    presences = list(signup.presences.all())
    if any(presence.is_open for presence in presences):
        return Turn(signup, window, presences, LEAVE)
    if at < window.opens:
        return Turn(signup, window, presences, WAIT)
    return Turn(signup, window, presences, COME if window.admits(at) else OVER)
