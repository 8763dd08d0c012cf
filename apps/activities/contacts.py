"""Whom an organisation calls about a sign-up: the volunteer, and for a child the guardian, never the child."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from apps.accounts.models import Consent, User
from apps.activities.models import Signup
from apps.core.models import PolicyRow
from apps.registration.models import Guardianship


@dataclass(frozen=True)
class Contact:
    user: User
    is_guardian: bool


def contacts_of(signups: Iterable[Signup]) -> dict[int, Contact | None]:
    """Whom to call, by sign-up; nobody for a child without a guardian. Of several guardians the one who agreed."""
    signups, adult = list(signups), PolicyRow.objects.value("age", "adult")
    minors = {signup.volunteer_id for signup in signups if signup.volunteer.age < adult}
    guardians = guardians_of(minors)
    return {
        signup.pk: guardians.get(signup.volunteer_id)
        if signup.volunteer_id in minors
        else Contact(signup.volunteer.user, is_guardian=False)
        for signup in signups
    }


def guardians_of(minors):
    agreed = Consent.objects.standing().filter(
        user=OuterRef("child__user"), given_by=OuterRef("guardian__user"), purpose=Consent.Purpose.MINOR
    )
    links = Guardianship.objects.standing().filter(child__in=minors).annotate(agrees=Exists(agreed))
    links = links.select_related("guardian__user").defer("guardian__document_number")
    return {
        link.child_id: Contact(link.guardian.user, is_guardian=True)
        for link in links.order_by("agrees", "pk")
    }
