"""Typing the rotating code: wrong ones are counted with the place, and too many in a row make a pause."""

import datetime

from django.utils.translation import gettext as _

from apps.booking import codes
from apps.core.errors import Refused


def refuse_while_paused(place, policy, at):
    """After too many wrong codes there is a pause, or the leader calls the roll."""
    if place.failed_codes < policy["wrong_codes"]:
        return
    until = place.failed_at + datetime.timedelta(minutes=policy["pause_minutes"])
    if at < until:
        minutes = int((until - at).total_seconds() // 60) + 1
        raise Refused(
            _("输错太多次，%(minutes)d分钟后再试，或者请队长点名。") % {"minutes": minutes}, code="paused"
        )


def try_code(place, code, direction, policy, at, *, kind, seat_id):
    """Which of the rotating codes it is, None for a wrong one. Wrong ones in a row are counted; a right one and a
    pause begin the count anew. The caller holds the place, so that guesses in parallel are counted one by one."""
    step = codes.step_of(code, kind, seat_id, direction, at)
    if step is not None:
        place.failed_codes, place.failed_at = 0, None
    else:
        pause = datetime.timedelta(minutes=policy["pause_minutes"])
        in_a_row = place.failed_at is not None and at < place.failed_at + pause
        place.failed_codes, place.failed_at = place.failed_codes + 1 if in_a_row else 1, at
    place.save(update_fields=["failed_codes", "failed_at"])
    return step


def wrong_code():
    return Refused(_("这6位数字不对，或者已经换了新码。再看一眼队长的屏幕。"), code="wrong_code")
