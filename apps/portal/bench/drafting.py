"""Whom another policy would touch in the whole region, against one parallel scan-and-group of the records."""

from collections.abc import Iterator

from django.db import transaction

from apps.accounts.models import User
from apps.portal.bench.measuring import Figure, ratio
from apps.portal.bench.recompute import scan
from apps.quotas.actions import count_drafts, draft_policy
from apps.quotas.actions.drafts import numbers_in_force
from apps.regions.models import Region


def draft():
    """Every star an hour later, every goal an hour more; nothing is kept."""
    numbers = {key: minutes + 60 for key, minutes in numbers_in_force().items()}
    with transaction.atomic():
        draft_policy(Region.objects.get(pk="15"), name="bench", numbers=numbers, by=User.objects.first())
        count_drafts()
        transaction.set_rollback(True)


def figures() -> Iterator[Figure]:
    yield ratio("a draft of stars and goals, whole region / scan and group", scan, draft, goal=None, runs=3)
