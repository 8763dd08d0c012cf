"""Who belongs to an organisation: asking, agreeing, leaving, and the groups inside."""

import datetime
import secrets
import unicodedata

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import AuditRow, PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.models import Member, MemberGroup, Organization, Post
from apps.organizations.register import refuse_unless_may_join, users_meant

ONE_LIVE = {"organizations_member_one_live_a_person": "already_there"}
ONE_GROUP = {"organizations_membergroup_one_name_an_organization": "name_taken"}
WRONG_CODE = "member.wrong_code"
State, How = Member.State, Member.How


@transaction.atomic
def ask_to_join(organization: Organization, *, by: User, words: str = "") -> Member:
    """Ask an organisation that takes requests. Its owners and staff are told."""
    organization = hold_open(organization, by, Organization.Joining.APPROVAL)
    member = Member(organization=organization, user=by, state=State.ASKED, how=How.REQUEST, words=words)
    with refusing(Member, ONE_LIVE):
        member.save()
    audit.note("member.asked", [member], by=by)
    managers = Post.objects.in_force().filter(organization=organization, role__in=Post.MANAGES)
    title = _("%(who)s想加入“%(name)s”") % {"who": by, "name": organization.name}
    url = reverse("organizations:members", args=[organization.pk]) + "?tab=asked"
    told = managers.values_list("user_id", flat=True)
    tell("membership", [News(user, f"member:{member.pk}:asked", title, words, url) for user in told])
    return member


def join_by_code(organization: Organization, *, code: str, by: User) -> Member:
    """Come in at once with the code the organisation hands out. Guessing is counted, whatever comes of it."""
    with transaction.atomic():
        organization = hold_open(organization, by, Organization.Joining.CODE)
        refuse_after_guessing(by)
        if not secrets.compare_digest(plain(code).encode(), plain(organization.join_code).encode()):
            audit.note(WRONG_CODE, [organization], by=by)
            member = None
        else:
            member = come_in(organization, by, How.CODE, by=by)
            audit.note("member.joined", [member], by=by, how=How.CODE)
    if member is None:
        raise Refused(_("口令不对，问问组织的人。"), code="wrong_code")
    return member


def refuse_after_guessing(by):
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    wrong = AuditRow.objects.filter(actor=by, action=WRONG_CODE, at__gt=an_hour_ago).count()
    if wrong >= PolicyRow.objects.value("members", "wrong_codes"):
        raise Refused(_("口令试得太多了，过一小时再来。"), code="too_many")


def plain(code):
    return unicodedata.normalize("NFKC", code).strip().lower()


def come_in(organization, user, how, *, by):
    """A new member; an open question of theirs or to them is settled by it."""
    now = timezone.now()
    waiting = Member.objects.in_organization(organization).about(user).live().select_for_update(of=("self",))
    member = waiting.first() or Member(organization=organization, user=user, state=State.ASKED, how=how)
    member.how = how
    member.settle(State.MEMBER, by=by, at=now, when=(State.ASKED, State.INVITED))
    with refusing(Member, ONE_LIVE):
        member.save()
    return member


@transaction.atomic
def invite_members(organization: Organization, *, numbers: list[str], by: User) -> None:
    """Ask people by their volunteer numbers. Nothing is answered about who exists or belongs already: whom it
    reaches finds the question on their own page and always decides for themselves."""
    organization = hold_managed(organization, by)
    tried = AuditRow.objects.filter(
        action="member.invited",
        subject=organization._meta.label_lower,
        subject_id=organization.pk,
        at__gte=days.start_of(days.today()),
    )
    today = sum(row.detail["numbers"] for row in tried)
    if today + len(numbers) > PolicyRow.objects.value("members", "invitations_a_day"):
        raise Refused(_("今天邀请得太多了，明天再来。"), code="too_many")
    audit.note("member.invited", [organization], by=by, numbers=len(numbers))
    there = set(Member.objects.in_organization(organization).live().values_list("user_id", flat=True))
    invited = Member.objects.bulk_create(
        Member(
            organization=organization, user_id=user, state=State.INVITED, how=How.INVITATION, invited_by=by
        )
        for user in sorted(users_meant(numbers) - there)
    )
    title = _("“%(name)s”请你加入") % {"name": organization.name}
    url = reverse("organizations:mine")
    tell(
        "membership",
        [News(member.user_id, f"member:{member.pk}:invited", title, "", url) for member in invited],
    )


@transaction.atomic
def accept_membership(member: Member, *, by: User) -> Member:
    """The invited says yes, while the organisation is at work."""
    hold_at_work(member.organization)
    refuse_unless_may_join(by)
    member = hold_own(member, by)
    member.settle(State.MEMBER, by=by, at=timezone.now(), when=(State.INVITED,))
    member.save()
    audit.note("member.joined", [member], by=by, how=How.INVITATION)
    return member


@transaction.atomic
def leave_organization(member: Member, *, by: User) -> Member:
    """Leave, take one's question back, or say no to an invitation. No reason is asked for."""
    member = hold_own(member, by)
    state = State.DECLINED if member.state == State.INVITED else State.LEFT
    member.settle(state, by=by, at=timezone.now(), when=Member.LIVE)
    member.save()
    member.groups.clear()
    audit.note(f"member.{state}", [member], by=by)
    return member


def mute_organization(member: Member, *, is_muted: bool, by: User) -> Member:
    """Hear no more of its messages, or hear them again."""
    held = hold_own(member, by)
    held.is_muted = is_muted
    held.save(update_fields=["is_muted"])
    return held


@transaction.atomic
def approve_members(members, *, by: User) -> list[Member]:
    """Let in everybody of a set who still waits. Nobody lets themselves in."""
    for organization in Organization.objects.filter(pk__in=members.order_by().values("organization")):
        hold_managed(organization, by)
    waiting = members.managed_by(by).asked().exclude(user=by).select_for_update(of=("self",))
    held, now = list(waiting.select_related("organization").order_by("pk")), timezone.now()
    if not held:
        raise Refused(_("没有可以同意的人。自己的申请要请别人来同意。"), code="nobody_to_approve")
    for member in held:
        member.settle(State.MEMBER, by=by, at=now)
    Member.objects.bulk_update(held, ["state", "settled_by", "settled_at", "joined_at", "reason"])
    audit.note("member.approved", held, by=by)
    tell("membership", [news_of(member, _("你加入“%(name)s”了")) for member in held])
    return held


@transaction.atomic
def refuse_member(member: Member, *, by: User, reason: str) -> Member:
    member = end_as_manager(member, State.REFUSED, by=by, reason=reason, when=(State.ASKED,))
    tell("membership", [news_of(member, _("“%(name)s”这次没有同意你加入"), member.reason)])
    return member


@transaction.atomic
def remove_member(member: Member, *, by: User, reason: str) -> Member:
    member = end_as_manager(member, State.REMOVED, by=by, reason=reason, when=(State.MEMBER,))
    member.groups.clear()
    tell("membership", [news_of(member, _("你不再是“%(name)s”的成员"), member.reason)])
    return member


def end_as_manager(member, state, *, by, reason, when):
    reason = reason.strip()
    if not reason:
        raise Refused(_("写明原因，对方会看到。"), code="no_reason")
    hold_managed(Organization(pk=member.organization_id), by)
    held = Member.objects.managed_by(by).select_for_update(of=("self",)).filter(pk=member.pk).first()
    if held is None:
        raise Refused(_("这一条已经处理过了，刷新看看。"), code="already_settled")
    held.settle(state, by=by, at=timezone.now(), reason=reason, when=when)
    held.save()
    audit.note(f"member.{state}", [held], by=by)
    return held


def news_of(member, title, body=""):
    key = f"member:{member.pk}:{member.state}"
    return News(
        member.user_id,
        key,
        title % {"name": member.organization.name},
        body,
        reverse("organizations:mine"),
    )


@transaction.atomic
def add_group(organization: Organization, *, name: str, by: User) -> MemberGroup:
    group = MemberGroup(organization=hold_managed(organization, by), name=name)
    with refusing(MemberGroup, ONE_GROUP):
        group.save()
    audit.note("member.group_added", [organization], by=by, group=group.pk)
    return group


@transaction.atomic
def remove_group(group: MemberGroup, *, by: User) -> None:
    """The group goes, its people stay members."""
    hold_managed(group.organization, by)
    audit.note("member.group_removed", [group.organization], by=by, group=group.pk)
    group.delete()


@transaction.atomic
def put_into_groups(member: Member, *, groups: list[MemberGroup], by: User) -> Member:
    """The groups of one member, all of the member's own organisation."""
    held = (
        Member.objects.managed_by(by).belonging().select_for_update(of=("self",)).filter(pk=member.pk).first()
    )
    if held is None or any(group.organization_id != held.organization_id for group in groups):
        raise Refused(_("这个人已经不是成员，或者小组不在了。"), code="already_settled")
    held.groups.set(groups)
    audit.note("member.groups_changed", [held], by=by, groups=[group.pk for group in groups])
    return held


def hold_open(organization, by, joining):
    """Hold an organisation that is at work and lets people in this way."""
    refuse_unless_may_join(by)
    organization = hold_at_work(organization)
    if organization.joining != joining:
        raise Refused(_("这个组织现在不这样加入，看看它的说明。"), code="not_this_way")
    return organization


def hold_at_work(organization):
    held = Organization.objects.approved().select_for_update(of=("self",), no_key=True)
    if found := held.filter(pk=organization.pk).first():
        return found
    raise Refused(_("这个组织现在不接收成员。"), code="not_at_work")


def hold_managed(organization, by):
    held = Organization.objects.managed_by(by).select_for_update(of=("self",), no_key=True)
    if found := held.filter(pk=organization.pk).first():
        return found
    raise Refused(_("这个组织现在不归你管，刷新看看。"), code="not_yours")


def hold_own(member, by):
    own = Member.objects.about(by).live().select_related("organization")
    if held := own.filter(pk=member.pk).first():
        return held
    raise Refused(_("这一条已经处理过了，刷新看看。"), code="already_settled")
