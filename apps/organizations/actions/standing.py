"""What an office does with an organisation that was let in: stop it for a while, let it go on, close it, trust it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.actions.history import keep_step, tell_owners
from apps.organizations.models import Follow, Member, MemberGroup, Organization, Step, TrustLevel
from apps.organizations.signals import closing, organization_closed, organization_suspended, trusting_more

State = Organization.State


@transaction.atomic
def suspend_organization(organization: Organization, *, by: User, reason: str) -> Organization:
    """Stop everything at once: nobody manages it, nobody signs up, until it is reinstated."""
    organization = change_standing(organization, State.SUSPENDED, by=by, reason=reason)
    organization_suspended.send(sender=Organization, ids=[organization.pk])
    title = _("“%(name)s”暂停了") % {"name": organization.name}
    body = _("恢复以前不能管理，也没人能报名。原因：%(reason)s") % {"reason": organization.reason}
    tell_its_owners(organization, title, body, reverse("portal:organization", args=[organization.pk]))
    return organization


@transaction.atomic
def reinstate_organization(organization: Organization, *, by: User, reason: str = "") -> Organization:
    """Let a suspended organisation go on where it stopped; what was found may be said and stays on record."""
    organization = change_standing(organization, State.APPROVED, by=by, reason=reason)
    title = _("“%(name)s”恢复了") % {"name": organization.name}
    url = reverse("portal:organization", args=[organization.pk])
    body = " ".join(filter(None, [_("现在可以照常管理了。"), organization.reason]))
    tell_its_owners(organization, title, body, url)
    return organization


@transaction.atomic
def close_organization(
    organization: Organization, *, by: User, reason: str, successor: Organization | None = None
) -> Organization:
    """Close it for good. What was done stays under its name; a successor answers for it from now on, and takes over
    its members, its followers, its parts and what is still to come. To itself nobody belongs any more."""
    if successor:
        successor = hold_successor(organization, successor)
    organization = change_standing(organization, State.CLOSED, by=by, reason=reason, successor=successor)
    closing.send(sender=Organization, organization=organization, successor=successor, by=by)
    if successor:
        hand_over(organization, successor, by=by)
    end_memberships(organization, successor, by=by)
    successor_id = successor.pk if successor else None
    organization_closed.send(sender=Organization, ids=[organization.pk], successor_id=successor_id)
    title = _("“%(name)s”注销了") % {"name": organization.name}
    body = _("做过的活动和时长都还在。原因：%(reason)s") % {"reason": organization.reason}
    tell_its_owners(organization, title, body, reverse("portal:organization", args=[organization.pk]))
    if successor:
        title = _("“%(name)s”并入了“%(successor)s”") % {
            "name": organization.name,
            "successor": successor.name,
        }
        url = reverse("portal:organization", args=[successor.pk])
        tell_owners(successor, "organization_decided", f"successor:{organization.pk}", title, "", url)
    return organization


def hold_successor(organization: Organization, successor: Organization) -> Organization:
    found = Organization.objects.approved().exclude(pk=organization.pk).filter(pk=successor.pk)
    held = found.select_for_update(of=("self",), no_key=True).first()
    if held is None:
        raise Refused(_("接手的要是另一个已经通过审核的组织。"), code="no_successor")
    return held


def hand_over(organization: Organization, successor: Organization, *, by: User) -> None:
    """Members and followers come along unless they are there already; parts and predecessors point to the successor."""
    now = timezone.now()
    there = Member.objects.in_organization(successor).live().values("user")
    coming = Member.objects.of(organization).exclude(user__in=there).values_list("user", "is_muted")
    Member.objects.bulk_create(
        (
            Member(
                organization=successor,
                user_id=user,
                state=Member.State.MEMBER,
                how=Member.How.SUCCESSION,
                joined_at=now,
                settled_by=by,
                settled_at=now,
                is_muted=is_muted,
            )
            for user, is_muted in coming.iterator()
        ),
        batch_size=2000,
    )
    followers = Follow.objects.of(organization).values_list("user", flat=True)
    Follow.objects.bulk_create(
        (Follow(organization=successor, user_id=user) for user in followers.iterator()),
        batch_size=2000,
        ignore_conflicts=True,
    )
    if organization.pk in {above.pk for above in successor.above()}:
        Organization.objects.filter(pk=successor.pk).update(parent=organization.parent_id)
    Organization.objects.filter(parent=organization).exclude(pk=successor.pk).update(parent=successor)
    Organization.objects.filter(successor=organization).update(successor=successor)


def end_memberships(organization: Organization, successor: Organization | None, *, by: User) -> None:
    """Whoever belonged, had asked or was invited does no more, and is in none of its groups. Members whom no
    successor takes over are told."""
    rows = Member.objects.in_organization(organization)
    alone = [] if successor else list(rows.belonging().values_list("pk", "user"))
    MemberGroup.members.through.objects.filter(membergroup__organization=organization).delete()
    rows.end(by=by, at=organization.decided_at)
    title = _("“%(name)s”注销了，你不再是它的成员") % {"name": organization.name}
    url = reverse("organizations:mine")
    tell("membership", [News(user, f"member:{pk}:ended", title, "", url) for pk, user in alone])


def change_standing(organization, state, *, by, reason="", successor=None):
    """As it stands in the database: of two officers the second is refused."""
    organization = Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    refuse_unless_decidable(organization, by)
    before = organization.state
    organization.change_standing(state, by=by, at=timezone.now(), reason=reason.strip())
    organization.successor = successor
    organization.save(update_fields=["state", "decided_by", "decided_at", "reason", "successor"])
    keep_step(organization, Step.What.STATE, before, state, by=by, reason=organization.reason)
    audit.note(f"organization.{state}", [organization], by=by, before=before, reason=organization.reason)
    return organization


@transaction.atomic
def change_trust(organization: Organization, *, level: TrustLevel, by: User, reason: str) -> Organization:
    """Raise or lower how many people-hours a month it may give, with a reason that stays on record."""
    held = Organization.objects.approved().select_for_update(of=("self",), no_key=True)
    organization = held.select_related("trust").filter(pk=organization.pk).first()
    if organization is None:
        raise Refused(_("这个组织的状态变了，刷新看看。"), code="other_state")
    refuse_unless_decidable(organization, by)
    if not reason.strip():
        raise Refused(_("写明原因，负责人会看到。"), code="no_reason")
    if organization.trust_id == level.pk:
        raise Refused(_("已经是这个等级了。"), code="same_level")
    if level.order > organization.trust.order:
        trusting_more.send(sender=Organization, organization=organization)
    before, organization.trust = organization.trust, level
    organization.save(update_fields=["trust"])
    step = keep_step(organization, Step.What.TRUST, before.name, level.name, by=by, reason=reason.strip())
    audit.note("organization.trust_changed", [organization], by=by, before=before.pk, after=level.pk)
    title = _("“%(name)s”的信任等级现在是“%(level)s”") % {"name": organization.name, "level": level.name}
    url = reverse("organizations:profile", args=[organization.pk])
    tell_owners(organization, "organization_decided", f"trust:{step.pk}", title, reason.strip(), url)
    return organization


def refuse_unless_decidable(organization, by):
    if not Organization.objects.decidable_by(by).filter(pk=organization.pk).exists():
        raise Refused(_("不能处理自己的组织，请另一位审核员来。"), code="own_organization")


def tell_its_owners(organization, title, body, url):
    key = f"organization:{organization.pk}:{organization.decided_at.isoformat()}"
    tell_owners(organization, "organization_decided", key, title, body, url)
