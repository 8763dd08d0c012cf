"""One phone brings in so many people of a shift and no more, unless the leader calls the roll for them."""

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.activities.models import Presence
from apps.core import keyring
from apps.core.errors import Refused


def device_of(name: str) -> str:
    """What is kept of a device's name: enough to know it again within a shift, not what it was."""
    return keyring.lookup_hash("device", name) if name else ""


def refuse_third_person(signup, device: str, policy) -> None:
    """Two people may share a phone; a third asks the leader. Whoever shares it waits here for one another, so that
    three who press at once are not all the second."""
    if not device:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [device, signup.shift_id])
    others = Presence.objects.filter(
        Q(came_device=device) | Q(left_device=device), signup__shift=signup.shift_id
    )
    people = others.exclude(signup=signup).values("signup").distinct().count()
    if people >= policy["people_a_device"]:
        raise Refused(
            _("这台手机在这一班已经给%(count)d个人签过了，请队长给你点名。") % {"count": people},
            code="device_shared",
        )
