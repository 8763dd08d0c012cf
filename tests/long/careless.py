"""The site as it must not be: it counts the people in a shift, thinks a moment, and then writes one more down."""

import time

import django

django.setup()

from apps.activities.actions import signups  # noqa: E402
from apps.activities.models import Signup  # noqa: E402
from apps.booking.seats import Seat  # noqa: E402
from volunteer_platform.wsgi import application  # noqa: E402, F401 -- what the server looks for


def take_seat_or_number(shift, *, at):
    joined = Signup.objects.active().filter(shift=shift).count()
    time.sleep(0.5)  # however busy the machine is, others come meanwhile
    return Seat(shift.pk, shift.starts_at, shift.ends_at) if joined < shift.capacity else None


signups.take_seat_or_number = take_seat_or_number
