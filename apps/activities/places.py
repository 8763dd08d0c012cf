"""Points on the map and how far they are from each other. Where somebody stands is asked for one search and kept nowhere;
rounded to about a kilometre it may stand in the address of the list."""

import math
import re

from django.db.models import F, FloatField, IntegerField, Value
from django.db.models.functions import ASin, Cast, Cos, Power, Radians, Round, Sin, Sqrt

from apps.activities.models.notice_rules import EAST, NORTH, SOUTH, WEST

POINT = re.compile(r"([0-9]{2,3}(?:\.[0-9]{1,2})?),([0-9]{2}(?:\.[0-9]{1,2})?)")
DEGREE = 111.2  # kilometres
EARTH = 12_742_000  # the diameter in metres

# The seats of the twelve leagues, for whoever does not want to say where they are.
SEATS = {
    "1501": (111.75, 40.84),
    "1502": (109.84, 40.66),
    "1503": (106.79, 39.66),
    "1504": (118.89, 42.26),
    "1505": (122.24, 43.65),
    "1506": (109.78, 39.61),
    "1507": (119.77, 49.21),
    "1508": (107.39, 40.74),
    "1509": (113.13, 40.99),
    "1522": (122.07, 46.08),
    "1525": (116.05, 43.93),
    "1529": (105.73, 38.85),
}


def point_of(text):
    """A rounded point, or the seat of a league by its code; None for anything else, points outside the region too."""
    if text in SEATS:
        return SEATS[text]
    match = POINT.fullmatch(text or "")
    if not match:
        return None
    longitude, latitude = map(float, match.groups())
    inside = WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH
    return (longitude, latitude) if inside else None


def near(activities, point, km):
    """Those within so many kilometres, each with its distance in `metres`: first a box, which the index knows, then the
    circle in it."""
    longitude, latitude = point
    up, side = km / DEGREE, km / (DEGREE * math.cos(math.radians(latitude)))
    boxed = activities.filter(
        latitude__gte=latitude - up,
        latitude__lte=latitude + up,
        longitude__gte=longitude - side,
        longitude__lte=longitude + side,
    )
    return boxed.annotate(metres=metres_from(longitude, latitude)).filter(metres__lte=km * 1000)


def metres_between(one, other):
    """How far two points (longitude, latitude) lie apart, on flat ground: good enough for a walk."""
    shrink = math.cos(math.radians(one[1]))
    return 1000 * DEGREE * math.hypot((one[0] - other[0]) * shrink, one[1] - other[1])


def metres_from(longitude, latitude):
    """The way as the crow flies, on a ball."""
    here, there = Radians(Value(latitude, FloatField())), Radians(F("latitude"))
    across = Radians(F("longitude") - Value(longitude, FloatField()))
    half = Power(Sin((there - here) / 2.0), 2) + Cos(here) * Cos(there) * Power(Sin(across / 2.0), 2)
    return Cast(Round(Value(EARTH, FloatField()) * ASin(Sqrt(half))), IntegerField())
