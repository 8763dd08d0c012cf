"""The line for a full session: who is next is offered the place that became free, and has some time to answer."""

import datetime
from collections.abc import Iterable

from apps.booking import line
from apps.training import news
from apps.training.models import Enrolment

LINE = line.Line(
    Enrolment,
    seats="session",
    noun="enrolment",
    along=["session__course"],
    tell_offered=news.tell_offered,
    tell_lapsed=news.tell_lapsed,
)


def offer_freed_places(session_ids: Iterable[int], *, at: datetime.datetime) -> None:
    """Offer the free places of these sessions to the first in line."""
    LINE.offer_freed(session_ids, at=at)


def lapse_offers() -> int:
    """Every minute: offers nobody answered in time end, and the lines of sessions that begin."""
    return LINE.lapse()


def places_in_line(enrolments: Iterable[Enrolment]) -> dict[int, int]:
    """{enrolment: how many stand before it, counting itself}, for those who wait. One query."""
    return line.places_in_line(enrolments, seats="session")
