"""A plain picture of how the activities of a page lie around a point: north is up, nothing else is drawn. The list beside it
says the same in words."""

import math
from dataclasses import dataclass

from apps.activities.places import DEGREE

HALF = 100  # the picture is twice as wide, in its own units


@dataclass(frozen=True)
class Dot:
    number: int
    x: float
    y: float
    title: str


def dots(activities, wanted):
    """One dot an activity, numbered as in the list; nothing where nobody asked for what is near."""
    if "point" not in wanted:
        return []
    longitude, latitude = wanted["point"]
    scale = (HALF - 8) / wanted["km"]
    shrink = math.cos(math.radians(latitude))
    return [
        Dot(
            number,
            round(HALF + (activity.longitude - longitude) * DEGREE * shrink * scale, 1),
            round(HALF - (activity.latitude - latitude) * DEGREE * scale, 1),
            activity.title,
        )
        for number, activity in enumerate(activities, start=1)
    ]
