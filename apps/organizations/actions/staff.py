"""Who acts for an organisation: invited by phone, given another role, taken out, leaving."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.display import mask_phone
from apps.core.errors import Refused
from apps.core.models import AuditRow, PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization, Post, StaffInvitation
from apps.organizations.permissions import refuse_unless_fit_for_post

INVITED = "organization.staff_invited"
ONE_POST = {"organizations_post_one_open_a_person_and_place": "already_there"}


@transaction.atomic
def invite_staff(
    organization: Organization, *, phone: str, name: str, role: str, by: User
) -> StaffInvitation:
    """Invite a person by phone and real name. Whether anybody has that phone is never told: the invitation waits
    until somebody with both accepts it, or until it has run out. A new one takes the place of the one before."""
    organization = hold_as_giver(organization, role, by)
    refuse_too_many(by)
    waiting = StaffInvitation.objects.of_organization(organization).waiting().to_phone(phone)
    waiting.update(state=StaffInvitation.State.WITHDRAWN, answered_at=timezone.now())
    invitation = StaffInvitation(
        organization=organization, role=role, name=name, invited_by=by, expires_at=runs_out_at()
    )
    invitation.set_phone(phone)
    invitation.save()
    audit.note(INVITED, [organization], by=by, invitation=invitation.pk, role=role, phone=mask_phone(phone))
    if person := User.objects.with_phone(phone):
        title = _("请你一起管理“%(name)s”") % {"name": organization.name}
        body = _("%(who)s请你担任%(role)s，愿意就点同意。") % {
            "who": by,
            "role": invitation.get_role_display(),
        }
        tell(
            "post_offered",
            [
                News(
                    person.pk,
                    f"invitation:{invitation.pk}",
                    title,
                    body,
                    reverse("organizations:invitations"),
                )
            ],
        )
    return invitation


def refuse_too_many(by: User) -> None:
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    sent = AuditRow.objects.filter(actor=by, action=INVITED, at__gt=an_hour_ago).count()
    if sent >= PolicyRow.objects.value("staff", "invitations_an_hour"):
        raise Refused(_("一小时里邀请得太多了，过会儿再来。"), code="too_many")


def runs_out_at():
    return timezone.now() + datetime.timedelta(days=PolicyRow.objects.value("staff", "invitation_days"))


@transaction.atomic
def accept_invitation(invitation: StaffInvitation, *, by: User) -> Post:
    """Take the post. Whoever invited must still be able to give it, and the real name must be the one meant."""
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=invitation.organization_id)
    invitation = hold_invitation(invitation, by)
    giver = Post.objects.held_by(invitation.invited_by).of_organization(organization).first()
    if organization.is_stopped or giver is None or invitation.role not in giver.gives:
        raise Refused(_("这份邀请已经失效，请对方再邀请一次。"), code="invitation_gone")
    refuse_unless_fit_for_post(by, name=invitation.name)
    post = Post(
        user=by,
        organization=organization,
        role=invitation.role,
        since=days.today(),
        granted_by=invitation.invited_by,
    )
    with refusing(Post, ONE_POST):
        post.save()
    invitation.answer(StaffInvitation.State.ACCEPTED, at=timezone.now())
    invitation.save(update_fields=["state", "answered_at"])
    audit.note("organization.staff_added", [organization], by=by, post=post.pk, role=post.role)
    title = _("%(who)s同意一起管理“%(name)s”") % {"who": by, "name": organization.name}
    tell_inviter(invitation, title, reverse("organizations:staff", args=[organization.pk]))
    return post


@transaction.atomic
def decline_invitation(invitation: StaffInvitation, *, by: User) -> StaffInvitation:
    invitation = hold_invitation(invitation, by)
    invitation.answer(StaffInvitation.State.DECLINED, at=timezone.now())
    invitation.save(update_fields=["state", "answered_at"])
    audit.note("organization.staff_declined", [invitation.organization], by=by, invitation=invitation.pk)
    title = _("%(who)s这次不参加“%(name)s”的管理") % {
        "who": invitation.name,
        "name": invitation.organization.name,
    }
    tell_inviter(invitation, title, "")
    return invitation


def hold_invitation(invitation, by):
    held = StaffInvitation.objects.addressed_to(by).open().select_for_update(of=("self",))
    found = held.select_related("organization", "invited_by").filter(pk=invitation.pk).first()
    if found is None:
        raise Refused(_("这份邀请已经失效，请对方再邀请一次。"), code="invitation_gone")
    return found


def tell_inviter(invitation, title, url):
    tell("post_answered", [News(invitation.invited_by_id, f"invitation:{invitation.pk}", title, "", url)])


@transaction.atomic
def withdraw_invitation(invitation: StaffInvitation, *, by: User) -> StaffInvitation:
    """Take an invitation back before it is answered: by whoever could have sent it."""
    hold_as_giver(invitation.organization, invitation.role, by)
    waiting = StaffInvitation.objects.waiting().select_for_update(of=("self",))
    invitation = waiting.select_related("organization").filter(pk=invitation.pk).first()
    if invitation is None:
        raise Refused(_("这份邀请已经有了答复。"), code="already_answered")
    invitation.answer(StaffInvitation.State.WITHDRAWN, at=timezone.now())
    invitation.save(update_fields=["state", "answered_at"])
    audit.note(
        "organization.invitation_withdrawn", [invitation.organization], by=by, invitation=invitation.pk
    )
    return invitation


@transaction.atomic
def change_role(post: Post, *, role: str, by: User) -> Post:
    """Give somebody another role, from today on: never oneself, and none that one could not have given."""
    organization = hold_as_giver(Organization(pk=post.organization_id), role, by)
    held = Post.objects.endable_by(by).in_force().exclude(user=by).filter(pk=post.pk).first()
    if held is None:
        raise Refused(_("这个人的角色你改不了。"), code="not_yours_to_change")
    if held.role == role:
        return held
    held.until = days.today()
    held.save(update_fields=["until"])
    post = Post.objects.create(
        user_id=held.user_id, organization=organization, role=role, since=days.today(), granted_by=by
    )
    audit.note(
        "organization.staff_changed", [organization], by=by, post=post.pk, before=held.role, after=role
    )
    title = _("你在“%(name)s”现在是%(role)s") % {
        "name": organization.name,
        "role": post.get_role_display(),
    }
    url = reverse("portal:organization", args=[organization.pk])
    tell("post_given", [News(post.user_id, f"post:{post.pk}", title, "", url)])
    return post


@transaction.atomic
def end_post(post: Post, *, by: User) -> Post:
    """Take a post back, or leave it. It ends today and at once; an organisation is never left without an owner."""
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=post.organization_id)
    post = Post.objects.endable_by(by).in_force().filter(pk=post.pk).first()
    if post is None:
        raise Refused(_("这个人已经不在了。"), code="already_ended")
    if post.role == Post.Role.OWNER and not Post.objects.owners_of(organization).exclude(pk=post.pk).exists():
        raise Refused(_("至少要留一位负责人，先请接手的人进来。"), code="last_owner")
    post.until = days.today()
    post.save(update_fields=["until"])
    audit.note("organization.staff_removed", [organization], by=by, post=post.pk)
    if post.user_id != by.pk:
        title = _("你不再管理“%(name)s”") % {"name": organization.name}
        tell("post_ended", [News(post.user_id, f"post:{post.pk}", title)])
    return post


def hold_as_giver(organization: Organization, role: str, by: User) -> Organization:
    """Lock the organisation for somebody who may give this role: two people changing its posts at once come one
    after the other."""
    held = Organization.objects.managed_by(by).select_for_update(of=("self",)).filter(pk=organization.pk)
    organization = held.first()
    giver = Post.objects.held_by(by).of_organization(organization).first() if organization else None
    if giver is None or role not in giver.gives:
        raise Refused(
            _("负责人才能请人当负责人、管理员；管理员可以请人带队、查看。"), code="not_yours_to_give"
        )
    return organization
