"""Where a guess comes from: a device on which this person has signed in before, or else a network address.

Guesses are counted for each place apart, so that whoever tries passwords on somebody's account from elsewhere closes
the door for themselves and not for the person.
"""

import secrets

from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing

COOKIE = "known_device"
SALT = "apps.accounts.devices"
LIFE = 400 * 24 * 3600
PEOPLE = 6  # who share a device


def _people(request):
    """{id of a person: name of this device for them}, as the device itself says, signed by us."""
    try:
        people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return {}
    return people if isinstance(people, dict) else {}


def address_of(request):
    """The network address of who asks, as far as our own proxies can be believed; nothing where there is none."""
    return get_client_ip(request) or ""


def source_of(request, user):
    """A name for where a request comes from as this person, and whether it is a device they have signed in on."""
    device = _people(request).get(str(user.pk)) if user else None
    return (f"device {device}", True) if device else (f"address {get_ip(request)}", False)


def remember(request, response, user):
    """Know this device again when this person signs in on it."""
    people = _people(request)
    people[str(user.pk)] = people.pop(str(user.pk), None) or secrets.token_urlsafe(12)
    kept = dict(list(people.items())[-PEOPLE:])
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=LIFE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
