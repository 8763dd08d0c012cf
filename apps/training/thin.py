"""Sessions soon to begin for which too few have signed up, so that somebody can call people or call it off in time."""

import datetime

from django.db.models import QuerySet

from apps.core.models import PolicyRow
from apps.training.models import Session

SHOWN = 20


def thin(sessions: QuerySet[Session], now: datetime.datetime) -> QuerySet[Session]:
    """Of these, the thin ones."""
    policy = PolicyRow.objects.values_of("training")
    until = now + datetime.timedelta(days=policy["thin_days"])
    return sessions.thin(share=policy["thin_share"], until=until, now=now)


def thin_sessions(sessions: QuerySet[Session], now: datetime.datetime) -> list[Session]:
    """Of these, the thin ones a page shows, the soonest first."""
    return list(thin(sessions, now).select_related("course").order_by("starts_at", "pk")[:SHOWN])
