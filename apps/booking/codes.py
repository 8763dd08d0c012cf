"""The rotating check-in code: six digits that belong to one shift, one direction and half a minute.

A screenshot sent to a friend is worthless half a minute later; the code of one shift opens no other.
"""

import hmac

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core import keyring
from apps.core.models import PolicyRow

IN, OUT = "in", "out"
DIRECTIONS = [(IN, _("签到")), (OUT, _("签退"))]


def step_seconds():
    return PolicyRow.objects.value("check_in", "code_seconds")


def code_at(kind, seat_id, direction, moment=None, *, step=None):
    """The six digits shown for a shift at a moment."""
    slot = int((moment or timezone.now()).timestamp()) // (step or step_seconds())
    return _digits(kind, seat_id, direction, slot)


def seconds_left(moment=None, *, step=None):
    """How long the code on the screen still holds."""
    step = step or step_seconds()
    return step - int((moment or timezone.now()).timestamp()) % step


def step_of(code, kind, seat_id, direction, moment=None):
    """Which step's digits these are: that of now or the one before (typing takes a while); None if of neither."""
    step = step_seconds()
    slot = int((moment or timezone.now()).timestamp()) // step
    given = str(code).encode(errors="replace")
    right = [
        at
        for at in (slot, slot - 1)
        if hmac.compare_digest(given, _digits(kind, seat_id, direction, at).encode())
    ]
    return right[0] if right else None


def is_right(code, kind, seat_id, direction, moment=None):
    """Whether the digits are right at this moment."""
    return step_of(code, kind, seat_id, direction, moment) is not None


def _digits(kind, seat_id, direction, slot):
    digest = keyring.code_digest(f"{kind}:{seat_id}:{direction}:{slot}")
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"
