"""The shifts a person comes to today, and what is next at each: to check in, to check out, or nothing any more."""

import datetime
from dataclasses import dataclass, replace

from apps.accounts.models import User
from apps.activities.conditions import Missing
from apps.activities.insured import lack_at
from apps.activities.models import Presence, Signup
from apps.activities.qualified import lack_of_qualification
from apps.activities.trained import lack_of_training
from apps.booking import codes
from apps.booking.window import Window, window_of
from apps.core import days
from apps.core.models import PolicyRow
from apps.insurance.covers import Lack

WAIT, COME, LEAVE, OVER = "wait", codes.IN, codes.OUT, "over"


@dataclass(frozen=True)
class Turn:
    """One sign-up on its day. Not for somebody else: who is signed in checks in for themselves."""

    signup: Signup
    window: Window
    presences: list[Presence]
    next: str
    lack: Lack | Missing | None = None

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
        .select_related("shift__position__activity", "volunteer__user")
        .defer(
            "volunteer__document_number",
            "shift__position__activity__contact_phone",
            "shift__position__activity__description",
        )
        .prefetch_related("presences")
        .order_by("shift__starts_at", "pk")
    )
    turns = [turn_of(signup, window_of(signup.shift, policy), at) for signup in signups]
    return [with_lack(turn, at) for turn in turns]


def turn_of(signup: Signup, window: Window, at: datetime.datetime) -> Turn:
    """What is next for whoever holds this place."""
    presences = list(signup.presences.all())
    if any(presence.is_open for presence in presences):
        return Turn(signup, window, presences, LEAVE)
    if at < window.opens:
        return Turn(signup, window, presences, WAIT)
    return Turn(signup, window, presences, COME if window.admits(at) else OVER)


def with_lack(turn: Turn, at: datetime.datetime) -> Turn:
    """With what insurance, training or certificate is missing, where somebody could check in now or later today."""
    if turn.next not in {WAIT, COME}:
        return turn
    volunteer, moment = turn.signup.volunteer, max(at, turn.shift.starts_at)
    lack = (
        lack_at(turn.shift, volunteer, moment)
        or lack_of_training(turn.shift, volunteer, at)
        or lack_of_qualification(turn.shift, volunteer)
    )
    return replace(turn, lack=lack)
