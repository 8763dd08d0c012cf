"""Where somebody was when they checked in or out, if they agreed to say so. A hint for people, decided on by nobody
alone: without it one checks in just the same."""

import datetime
import math
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Consent
from apps.activities.models import Whereabouts
from apps.core.errors import Refused
from apps.core.models import PolicyRow

EARTH = 6_371_000  # metres


@dataclass(frozen=True)
class Place:
    longitude: float
    latitude: float
    accuracy: int  # metres


def note_place(presence, direction: str, place: Place | None) -> None:
    """Keep a place beside the check-in or check-out. Not without the person's separate consent of this moment."""
    if place is None:
        return
    if not Consent.objects.covers(presence.signup.volunteer.user, Consent.Purpose.LOCATION):
        raise Refused(
            _("你没有同意记录位置，这次没有记。不带位置也能签到。"), code="location_consent_missing"
        )
    Whereabouts.objects.create(
        presence=presence,
        direction=direction,
        longitude=place.longitude,
        latitude=place.latitude,
        accuracy=place.accuracy,
    )


def forget_old_places() -> int:
    """Where people were is kept for a short while only (the days are policy). Returns how many were removed."""
    kept = datetime.timedelta(days=PolicyRow.objects.value("check_in", "whereabouts_days"))
    count, _by_kind = Whereabouts.objects.older_than(timezone.now() - kept).delete()
    return count


def metres_between(first, second) -> int:
    """The distance of two points as the crow flies; each has longitude and latitude."""
    a, b = math.radians(first.latitude), math.radians(second.latitude)
    half_up = math.sin((b - a) / 2) ** 2
    half_across = math.sin(math.radians(second.longitude - first.longitude) / 2) ** 2
    return round(2 * EARTH * math.asin(math.sqrt(half_up + math.cos(a) * math.cos(b) * half_across)))


def distance_words(presence, activity, accurate: int) -> str:
    """How far from the meeting point the phone was, for the leader to look at; empty where nobody said. What is less
    `accurate` (metres) says nothing."""
    said = list(presence.whereabouts.all())
    if not said or activity.longitude is None:
        return ""
    where = said[-1]
    if where.accuracy > accurate:
        return _("位置不准，误差%(metres)d米") % {"metres": where.accuracy}
    return _("离集合地点约%(metres)d米") % {"metres": metres_between(where, activity)}
