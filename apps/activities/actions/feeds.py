"""The secret address of a person's own calendar."""

import secrets

from django.db import transaction

from apps.accounts.models import User
from apps.activities.models import CalendarFeed
from apps.core import audit, keyring

SPACE = "calendar"


def hash_of(token: str) -> str:
    return keyring.lookup_hash(SPACE, token)


@transaction.atomic
def renew_feed(*, by: User) -> CalendarFeed:
    """Make the address, or a new one; the one before ends at once."""
    token = secrets.token_urlsafe(32)
    feed, _made = CalendarFeed.objects.update_or_create(
        user=by, defaults={"token": token, "token_hash": hash_of(token)}
    )
    audit.note("calendar.renewed", [feed], by=by)
    return feed


@transaction.atomic
def remove_feed(*, by: User) -> None:
    """No address any more."""
    feeds = list(CalendarFeed.objects.filter(user=by))
    audit.note("calendar.removed", feeds, by=by)
    CalendarFeed.objects.filter(user=by).delete()
