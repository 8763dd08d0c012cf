"""Which office answers for insurance somewhere: the nearest one that has an officer for it."""

from collections.abc import Iterable

from apps.insurance.models.policies import POWER
from apps.organizations.models import Post


def nearest_officers(code: str, apart_from: Iterable[int] = ()) -> tuple[str, set[int]]:
    """Of a region or, where nobody else is there, of the nearest one above it: (its code, the users)."""
    officers = Post.objects.in_force().filter(role=Post.Role.OFFICER, **{f"office__kind__{POWER}": True})
    officers = officers.exclude(user__in=apart_from)
    for above in [code[:length] for length in (6, 4, 2)]:
        if users := set(officers.filter(office__region=above).values_list("user_id", flat=True)):
            return above, users
    return "", set()
