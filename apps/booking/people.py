"""Whom a place is for: who may take it for them, and who hears about it."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.booking.models import Place
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.registration.models import Guardianship, Volunteer


def hold_people(volunteers: Iterable[Volunteer]) -> list[Volunteer]:
    """Lock people in one order: what one person signs up to at once comes one after the other."""
    held = Volunteer.objects.defer("document_number").select_for_update(of=("self",), no_key=True)
    return list(held.filter(pk__in=[volunteer.pk for volunteer in volunteers]).order_by("pk"))


def refuse_unless_acting_for(volunteer: Volunteer, by: User) -> None:
    """People sign up themselves; for a child the guardian may."""
    if volunteer.user_id == by.pk:
        return
    if not Volunteer.objects.acted_for_by(by).filter(pk=volunteer.pk).exists():
        raise Refused(_("只能给自己或自己监护的孩子报名。"), code="not_yours")


def whom_to_tell(places: Iterable[Place]) -> dict[int, set[int]]:
    """{place: users}: the volunteer, and for a child everybody who answers for it."""
    places, adult = list(places), PolicyRow.objects.value("age", "adult")
    children = {place.volunteer_id for place in places if place.volunteer.age < adult}
    guardians = defaultdict(set)
    links = Guardianship.objects.standing().filter(child__in=children) if children else []
    for link in links and links.values_list("child_id", "guardian__user_id"):
        guardians[link[0]].add(link[1])
    return {place.pk: {place.volunteer.user_id} | guardians[place.volunteer_id] for place in places}
