"""A phone or computer is known again by a random name in a cookie: no feature of it is looked at."""

import secrets

from django.conf import settings

COOKIE = "device"
YEAR = 365 * 24 * 3600


def name_of(request):
    """The name of the device that asks; one that has none gets it now and keeps it by `remember`."""
    if not hasattr(request, "device_name"):
        name = request.COOKIES.get(COOKIE, "")
        request.device_name = name if len(name) == 22 else secrets.token_urlsafe(16)
    return request.device_name


def remember(request, response):
    """Send the name along, so that it is known the next time."""
    response.set_cookie(
        COOKIE,
        name_of(request),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
