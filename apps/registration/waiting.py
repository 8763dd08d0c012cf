"""How long people wait until somebody has looked at their document."""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from apps.core import days
from apps.core.models import PolicyRow
from apps.regions.models import Region

COUNTED = """
    SELECT left(region_id, %(width)s),
        count(*) FILTER (WHERE state = 'pending'),
        min(submitted_at) FILTER (WHERE state = 'pending'),
        count(*) FILTER (WHERE state = 'pending' AND submitted_at < %(late)s),
        count(*) FILTER (WHERE decided_at >= %(since)s),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - submitted_at))
            FILTER (WHERE decided_at >= %(since)s),
        count(*) FILTER (WHERE decided_at >= %(since)s AND decided_at - submitted_at > %(limit)s)
    FROM registration_identitycase
    WHERE region_id LIKE %(under)s AND decided_by_id IS NOT NULL AND decided_at >= %(since)s
        OR region_id LIKE %(under)s AND state = 'pending'
    GROUP BY 1
"""


@dataclass(frozen=True)
class Wait:
    """How a region stands. `median_hours` is None where too few were decided to say anything."""

    region: Region
    waiting: int = 0
    oldest: datetime.datetime | None = None
    late: int = 0
    decided: int = 0
    median_hours: int | None = None
    decided_late: int = 0

    @property
    def oldest_days(self):
        return (days.today() - days.day_of(self.oldest)).days if self.oldest else None

    @property
    def late_share(self):
        return round(100 * self.decided_late / self.decided) if self.median_hours is not None else None


def waits_within(region: Region) -> list[Wait]:
    """The region itself, then each one directly below it, in the order of their codes; a banner only itself."""
    below = list(
        Region.objects.current().filter(parent=region, level__lte=Region.Level.BANNER).order_by("code")
    )
    limits = PolicyRow.objects.values_of("identity")
    rows = _counted(region, len(region.pk), limits)
    rows |= _counted(region, len(below[0].pk), limits) if below else {}
    return [Wait(place, **rows.get(place.pk, {})) for place in [region, *below]]


def _counted(region, width, limits):
    now, limit = timezone.now(), datetime.timedelta(days=limits["wait_days"])
    values = {
        "width": width,
        "under": f"{region.pk}%",
        "late": now - limit,
        "limit": limit,
        "since": now - datetime.timedelta(days=limits["statistics_days"]),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, values)
        found = cursor.fetchall()
    return {code: _read(counted, limits["statistics_few"]) for code, *counted in found}


def _read(counted, few):
    waiting, oldest, late, decided, median, decided_late = counted
    return {
        "waiting": waiting,
        "oldest": oldest,
        "late": late,
        "decided": decided,
        "median_hours": round(median / 3600) if decided >= few else None,
        "decided_late": decided_late,
    }
