"""The reconciliation of yearly standings with hours, schools and units; it also opens a new year for everybody."""

from django.db import transaction

from apps.core import chunks, days
from apps.quotas import doubts, standing
from apps.registration.holding import hold_volunteers
from apps.registration.models import Volunteer


def recompute_goals(*, today=None, watch=iter, size=chunks.SIZE):
    """Bring every yearly standing to the facts. Returns how many were wrong. Safe to run twice and at once."""
    today = today or days.today()
    return sum(recompute_chunk(after, upto, today) for after, upto in watch(chunks.ranges(Volunteer, size)))


@transaction.atomic
def recompute_chunk(after, upto, today):
    """Whom a first look cannot prove right is worked out. What differs is locked and read again before it is written, so
    that nothing confirmed meanwhile is lost."""
    chunks.plan_plainly()
    different = standing.different(doubts.doubtful(after, upto, today=today), today=today)
    if different:
        hold_volunteers({volunteer for volunteer, _year in different})
    return standing.follow_keys(different, today=today)
