"""Stars: reached by arithmetic in the moment the hours change, recognised by the people of an association after public
notice."""

from apps.stars.models.notices import NAMES, StarCandidate, StarNotice, StarObjection
from apps.stars.models.recognitions import Recognition, StarStay
from apps.stars.models.standings import (
    StarHonour,
    StarStanding,
    StarStandingQuerySet,
    recognizes_stars,
)

__all__ = [
    "NAMES",
    "Recognition",
    "StarCandidate",
    "StarHonour",
    "StarNotice",
    "StarObjection",
    "StarStanding",
    "StarStandingQuerySet",
    "StarStay",
    "recognizes_stars",
]
