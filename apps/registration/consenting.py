"""For whom of a set of people a guardian's agreement is still missing."""

from collections.abc import Iterable

from apps.accounts.models import Consent
from apps.core.models import PolicyRow
from apps.registration.models import Volunteer


def lacking_consent(volunteers: Iterable[Volunteer]) -> set[int]:
    """The keys of those who may not take part today because a consent they need does not stand: two statements,
    however many they are, and one where all are grown up."""
    ages = PolicyRow.objects.values_of("age")
    needed = {
        volunteer: purposes for volunteer in volunteers if (purposes := volunteer.consents_needed(ages))
    }
    if not needed:
        return set()
    given = set(
        Consent.objects.standing()
        .filter(user__in=[volunteer.user_id for volunteer in needed])
        .values_list("user_id", "purpose")
    )
    return {
        volunteer.pk
        for volunteer, purposes in needed.items()
        if any((volunteer.user_id, purpose) not in given for purpose in purposes)
    }
