"""What an office does with an organisation that was let in: stop it for a while, let it go on, close it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization, Post
from apps.organizations.signals import closing

State = Organization.State


@transaction.atomic
def suspend_organization(organization: Organization, *, by: User, reason: str) -> Organization:
    """Stop everything at once: nobody manages it, nobody signs up, until it is reinstated."""
    organization = change_standing(organization, State.SUSPENDED, by=by, reason=reason)
    title = _("“%(name)s”暂停了") % {"name": organization.name}
    body = _("恢复以前不能管理，也没人能报名。原因：%(reason)s") % {"reason": organization.reason}
    tell_owners(organization, title, body, reverse("portal:desks"))
    return organization


@transaction.atomic
def reinstate_organization(organization: Organization, *, by: User) -> Organization:
    """Let a suspended organisation go on where it stopped."""
    organization = change_standing(organization, State.APPROVED, by=by)
    title = _("“%(name)s”恢复了") % {"name": organization.name}
    url = reverse("portal:organization", args=[organization.pk])
    tell_owners(organization, title, _("现在可以照常管理了。"), url)
    return organization


@transaction.atomic
def close_organization(organization: Organization, *, by: User, reason: str) -> Organization:
    """Close it for good. Nobody may still have a place in a shift of it that is to come."""
    organization = change_standing(organization, State.CLOSED, by=by, reason=reason)
    closing.send(sender=Organization, organization=organization)
    title = _("“%(name)s”注销了") % {"name": organization.name}
    body = _("做过的活动和时长都还在。原因：%(reason)s") % {"reason": organization.reason}
    tell_owners(organization, title, body, reverse("portal:desks"))
    return organization


def change_standing(organization, state, *, by, reason=""):
    """As it stands in the database: of two officers the second is refused."""
    organization = Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    if not Organization.objects.decidable_by(by).filter(pk=organization.pk).exists():
        raise Refused(_("不能处理自己的组织，请另一位审核员来。"), code="own_organization")
    before = organization.state
    organization.change_standing(state, by=by, at=timezone.now(), reason=reason.strip())
    organization.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    audit.note(f"organization.{state}", [organization], by=by, before=before, reason=organization.reason)
    return organization


def tell_owners(organization, title, body, url):
    key = f"organization:{organization.pk}:{organization.decided_at.isoformat()}"
    owners = Post.objects.owners_of(organization).values_list("user_id", flat=True)
    tell("organization_decided", (News(owner, key, title, body, url) for owner in owners))
