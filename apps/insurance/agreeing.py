"""Who agreed to be named to an insurer. Whoever is under 18 does not decide that: a guardian does (Personal Information
Protection Law §31)."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.accounts.models import Consent
from apps.core import days
from apps.core.models import PolicyRow
from apps.registration.actions.ages import born_until
from apps.registration.models import Volunteer

PURPOSE = Consent.Purpose.INSURER


def agreed() -> QuerySet[Consent]:
    """What may be relied on to name somebody: one's own agreement, and of a minor only that of a guardian."""
    latest = born_until(days.today(), PolicyRow.objects.value("age", "adult"))
    minors = Volunteer.objects.filter(user=OuterRef("user"), birth_date__gt=latest)
    standing = Consent.objects.standing().filter(purpose=PURPOSE)
    return standing.filter(~Q(given_by=F("user")) | ~Exists(minors))


def has_agreed(volunteer: Volunteer) -> bool:
    return agreed().filter(user=volunteer.user_id).exists()
