"""Objections that need no answer any more."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.messaging.actions import News, tell
from apps.stars.models import StarObjection


def lapse_objections_to(candidate_ids: Collection[int]) -> None:
    """Whoever was objected to is not recognised this time anyway: those who objected are told, and wait for nothing.
    Belongs into the transaction that decided so, with the candidates locked."""
    rows = StarObjection.objects.open().filter(candidate__in=candidate_ids).order_by("pk")
    found = list(rows.select_for_update(of=("self",), no_key=True))
    if not found:
        return
    StarObjection.objects.filter(pk__in=[one.pk for one in found]).update(state=StarObjection.State.LAPSED)
    tell(
        "star_objection_answered",
        [
            News(
                recipient_id=one.made_by_id,
                key=f"objection:{one.pk}",
                title=_("你提的异议不用再等了"),
                body=_("你说的那个人，这次没有认定星级。"),
                url=reverse("stars:mine"),
            )
            for one in found
        ],
    )
