"""Where the next session of a kind is that somebody can still get into: in their banner, else their league, else
anywhere in the region or online."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Case, Value, When

from apps.training.models import Session


class NextSessions:
    """Of some kinds the sessions with a place, the nearest to a region first and of those the soonest over. One query."""

    def __init__(self, kinds: Iterable[str], *, region: str, now: datetime.datetime) -> None:
        away = Case(
            When(banner=region[:6], then=Value(0)), When(league=region[:4], then=Value(1)), default=Value(2)
        )
        open_ones = Session.objects.bookable(now).filter(kind__in=kinds).annotate(away=away)
        nearest = open_ones.order_by("kind_id", "away", "ends_at", "pk").distinct("kind_id", "away")
        self._known = defaultdict(list)
        for session in nearest.select_related("course"):
            self._known[session.kind_id].append(session)

    def of(self, kind: str, *, before: datetime.datetime | None = None) -> Session | None:
        """The nearest one; of those that are over by a moment, where it is wanted for something then."""
        fitting = (one for one in self._known[kind] if before is None or one.ends_at <= before)
        return next(fitting, None)
