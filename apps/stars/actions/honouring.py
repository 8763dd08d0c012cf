"""Who agrees to stand on the public roll of honour."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.actions import give_consents
from apps.accounts.models import Consent
from apps.core import audit
from apps.core.errors import Refused
from apps.registration.models import Volunteer
from apps.stars.models import StarHonour


@transaction.atomic
def join_roll(volunteer: Volunteer, *, shows_name: bool) -> StarHonour:
    """The person agrees to be named on the public roll of their region, in full or masked. Nobody under 18. To be named in
    full is an agreement of its own, which they find among what they agreed to and may take back there too."""
    if volunteer.is_minor:
        raise Refused(_("未满18岁，不上光荣榜。"), code="minor")
    if shows_name:
        give_consents(volunteer.user, [Consent.Purpose.HONOUR], by=volunteer.user)
    honour, _made = StarHonour.objects.update_or_create(
        volunteer=volunteer, defaults={"shows_name": shows_name, "agreed_at": timezone.now()}
    )
    audit.note("roll.joined", [honour], by=volunteer.user, shows_name=shows_name)
    return honour


@transaction.atomic
def leave_roll(volunteer: Volunteer) -> None:
    """Off it at once; never on it is as good."""
    found = list(StarHonour.objects.filter(volunteer=volunteer).select_for_update(of=("self",)))
    audit.note("roll.left", found, by=volunteer.user)
    StarHonour.objects.filter(volunteer=volunteer).delete()


def mask_names(user_ids: Collection[int]) -> None:
    """Whoever takes back that their name is written stays on the roll without it; to be named again they say so again."""
    StarHonour.objects.filter(volunteer__user__in=user_ids).update(shows_name=False)
