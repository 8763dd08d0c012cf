"""The line for a full shift: who is next is offered the place that became free, and has some time to answer."""

import datetime
from collections.abc import Iterable

from apps.activities import signup_news
from apps.activities.models import Signup
from apps.booking import line

LINE = line.Line(
    Signup,
    seats="shift",
    noun="signup",
    along=["shift__position__activity"],
    tell_offered=signup_news.tell_offered,
    tell_lapsed=signup_news.tell_lapsed,
)


def offer_freed_places(shift_ids: Iterable[int], *, at: datetime.datetime) -> None:
    """Offer the free places of these shifts to the first in line."""
    LINE.offer_freed(shift_ids, at=at)


def lapse_offers() -> int:
    """Every minute: offers nobody answered in time end, and the lines of shifts that begin."""
    return LINE.lapse()


def places_in_line(signups: Iterable[Signup]) -> dict[int, int]:
    """{sign-up: how many stand before it, counting itself}, for those who wait. One query."""
    return line.places_in_line(signups, seats="shift")
