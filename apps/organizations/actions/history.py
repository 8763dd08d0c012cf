"""Every step in the life of an organisation is kept, and told."""

from apps.accounts.models import User
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization, Post, Step


def keep_step(
    organization: Organization, what: str, before: str, after: str, *, by: User, reason: str = ""
) -> Step:
    return Step.objects.create(
        organization=organization, what=what, before=before, after=after, by=by, reason=reason
    )


def tell_owners(organization: Organization, kind: str, key: str, *words: str) -> None:
    """Title, body and address for the people who answer for it, whether it is at work or stopped."""
    owners = Post.objects.owners_of(organization).values_list("user_id", flat=True)
    tell(kind, [News(owner, key, *words) for owner in owners])
