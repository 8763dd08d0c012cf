"""What the pages of an office about identities have in common."""

from apps.core import keyset
from apps.registration.models import IdentityCase, Qualification

POWER = "reviews_identities"


def tabs_of(user, code):
    """How many wait behind each tab."""
    return {
        "identities": keyset.count_in_words(IdentityCase.objects.decidable_by(user).within(code).pending()),
        "certificates": keyset.count_in_words(
            Qualification.objects.decidable_by(user).within(code).pending()
        ),
    }
