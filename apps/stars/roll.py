"""Who stands on the public roll of honour of a region."""

from apps.core import days
from apps.core.models import PolicyRow
from apps.registration.actions.ages import born_until
from apps.stars.models import StarStanding


def roll_of(code):
    """Those with a star who live in the region, are grown up and agreed."""
    adult = PolicyRow.objects.value("age", "adult")
    return StarStanding.objects.on_the_roll(code, born_until(days.today(), adult))
