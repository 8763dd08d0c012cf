"""How far people live from a point, as well as the platform can know: it asks nobody for the point of their home.

A place stands where its open stations are, in their middle; a township without a station stands where those of its banner
are. Where there is no station at all nothing is known, and nobody is found by distance.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Avg, Exists, OuterRef, Q
from django.db.models.functions import Left

from apps.activities.attendance.places import metres_between
from apps.matching.models import SearchRow
from apps.organizations.models import Station
from apps.regions.models import Region


class Point(NamedTuple):
    longitude: float
    latitude: float


def places_near(point: Sequence[float], km: int, *, within: str) -> list[tuple[str, int]]:
    """Banners, and townships in which somebody lives who may be found, that stand within so many kilometres of a point,
    with how far that is in metres."""
    here, townships, banners = Point(*point), points_of(within, 9), points_of(within, 6)
    peopled = Exists(SearchRow.objects.filter(place=OuterRef("code")))
    wanted = Q(level=Region.Level.BANNER) | (Q(level=Region.Level.TOWNSHIP) & peopled)
    codes = Region.objects.within(within).filter(wanted).values_list("code", flat=True)
    known = {code: townships.get(code) or banners.get(code[:6]) for code in codes}
    known |= {code: banners[code] for code in known if code in banners}
    near = [(code, metres_between(here, there)) for code, there in known.items() if there]
    near = [(code, metres) for code, metres in near if metres <= km * 1000]
    return sorted(near, key=lambda found: (found[1], found[0]))


def points_of(within: str, digits: int) -> dict[str, Point]:
    """Where each place of a level stands: the middle of its open stations."""
    stations = Station.objects.open().filter(region__code__startswith=within, longitude__isnull=False)
    middles = stations.annotate(place=Left("region_id", digits)).values("place").order_by("place")
    middles = middles.annotate(east=Avg("longitude"), north=Avg("latitude"))
    return {row["place"]: Point(float(row["east"]), float(row["north"])) for row in middles}
