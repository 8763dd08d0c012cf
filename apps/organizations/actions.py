"""What people do with organisations: found them, review them, say who acts for them."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.display import mask_phone
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.core.text import grams
from apps.messaging.actions import News, tell
from apps.organizations.models import Office, OfficeKind, Organization, Post
from apps.organizations.permissions import refuse_unless_fit_for_post

CREDIT_CODE = {"organizations_organization_one_credit_code_once": "credit_code_taken"}
ASKED = "organization.staff_asked"
ONE_POST = {"organizations_post_one_open_a_person_and_place": "already_there"}


@transaction.atomic
def apply_for_organization(organization: Organization, *, by: User) -> Organization:
    """Hand in an application. One that was returned is corrected and handed in again as the same row."""
    refuse_unless_fit_for_post(by)
    if organization.pk:
        stored = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
        stored.refuse_unless_returned_to(by)
    organization.hand_in(by=by, at=timezone.now())
    organization.grams = grams(organization.name)
    try:
        organization.clean()
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages), code="incomplete") from None
    with refusing(Organization, CREDIT_CODE):
        organization.save()
    audit.note("organization.applied", [organization], by=by)
    return organization


@transaction.atomic
def approve_organization(organization: Organization, *, by: User) -> Organization:
    """Let an organisation in. Whoever applied for it answers for it from today on."""
    organization = decide(organization, Organization.State.APPROVED, by=by)
    Post.objects.create(
        user_id=organization.applied_by_id,
        organization=organization,
        role=Post.Role.OWNER,
        since=days.today(),
    )
    tell_applicant(
        organization,
        _("“%(name)s”通过审核了") % {"name": organization.name},
        _("现在可以发活动了。你是负责人，在工作台的“成员”里添加一起管理的人。"),
        reverse("portal:organization", args=[organization.pk]),
    )
    return organization


@transaction.atomic
def return_organization(organization: Organization, *, by: User, reason: str) -> Organization:
    """Send an application back with what is to be corrected."""
    organization = decide(organization, Organization.State.RETURNED, by=by, reason=reason)
    tell_applicant(
        organization,
        _("“%(name)s”的申请退回来了") % {"name": organization.name},
        reason,
        reverse("organizations:apply_again", args=[organization.pk]),
    )
    return organization


def decide(organization: Organization, state: str, *, by: User, reason: str = "") -> Organization:
    """Settle an application as it stands in the database, with its row of the audit trail."""
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    if Organization.objects.served_by(by).filter(pk__in=[organization.pk, organization.parent_id]).exists():
        raise Refused(_("不能审核自己组织的申请，请另一位审核员来。"), code="own_organization")
    organization.decide(state, by=by, at=timezone.now(), reason=reason.strip())
    organization.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    audit.note(f"organization.{state}", [organization], by=by, reason=organization.reason)
    return organization


def tell_applicant(organization: Organization, title: str, body: str, url: str) -> None:
    key = f"organization:{organization.pk}:{organization.decided_at.isoformat()}"
    tell("organization_decided", [News(organization.applied_by_id, key, title, body, url)])


def add_staff(organization: Organization, *, phone: str, name: str, role: str, by: User) -> Post:
    """Give a person a post. Phone and real name must both be right."""
    person = ask_for_person(organization, phone=phone, name=name, by=by)
    with transaction.atomic():
        organization = hold_as_owner(organization, by)
        post = Post(user=person, organization=organization, role=role, since=days.today())
        with refusing(Post, ONE_POST):
            post.save()
        audit.note("organization.staff_added", [organization], by=by, post=post.pk, role=role)
        title = _("你现在可以管理“%(name)s”了") % {"name": organization.name}
        body = _("%(who)s把你加为%(role)s。不想担任，可以在工作台的“成员”里退出。") % {
            "who": by,
            "role": post.get_role_display(),
        }
        url = reverse("portal:organization", args=[organization.pk])
        tell("post_given", [News(person.pk, f"post:{post.pk}", title, body, url)])
    return post


def ask_for_person(organization: Organization, *, phone: str, name: str, by: User) -> User:
    """Find whom an owner means. Every way of being wrong gets the same answer, so that nobody learns here who has
    an account; every question is noted down, and ten an hour are enough for anybody."""
    with transaction.atomic():
        hold_as_owner(organization, by)
        an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
        if AuditRow.objects.filter(actor=by, action=ASKED, at__gt=an_hour_ago).count() >= 10:
            raise Refused(_("一小时里问得太多了，过会儿再来。"), code="too_many")
        audit.note(ASKED, [organization], by=by, phone=mask_phone(phone))
    person = User.objects.with_phone(phone)
    try:
        if person is None:
            raise Refused("", code="unknown")
        refuse_unless_fit_for_post(person, name=name)
    except Refused:
        raise Refused(
            _("没有找到手机号和姓名都对得上、实名核验已通过的成年人。请和本人核对。"), code="nobody_found"
        ) from None
    return person


@transaction.atomic
def appoint_officer(user: User, office: Office, *, role: str, by: User | None = None) -> Post:
    """Give a person a post in an office, from today on: an officer is an adult whose identity has been verified, as
    whoever acts for an organisation. On the server nobody is signed in, so `by` may be nobody."""
    refuse_unless_fit_for_post(user)
    return appoint(user, office, role, by=by)


@transaction.atomic
def appoint_first_officer(user: User, office: Office) -> Post:
    """Give an account a post in an office, unverified, because nobody is there yet who could verify it: only while
    no officer anywhere has one of the powers of this office."""
    kinds = list(OfficeKind.objects.order_by("pk").select_for_update(of=("self",), no_key=True))
    powers = office.kind.powers
    serving = [kind.pk for kind in kinds if kind.powers & powers]
    officers = Post.objects.in_force().filter(role=Post.Role.OFFICER, office__kind__in=serving)
    if not powers or officers.exists():
        raise Refused(_("已经有审核员了，先登记、通过核验再来。"), code="not_the_first")
    return appoint(user, office, Post.Role.OFFICER, by=None, unverified=True)


def appoint(user, office, role, *, by, **detail):
    post = Post(user=user, office=office, role=role, since=days.today())
    with refusing(Post, ONE_POST):
        post.save()
    audit.note("office.appointed", [office], by=by, post=post.pk, role=role, **detail)
    title = _("你现在在%(office)s任%(role)s") % {"office": office.name, "role": post.get_role_display()}
    url = reverse("portal:region", args=[office.region_id])
    tell("post_given", [News(user.pk, f"post:{post.pk}", title, "", url)])
    return post


@transaction.atomic
def end_post(post: Post, *, by: User) -> Post:
    """Take a post back, or leave it. It ends today and at once; an organisation is never left without an owner."""
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=post.organization_id)
    post = Post.objects.endable_by(by).in_force().filter(pk=post.pk).first()
    if post is None:
        raise Refused(_("这个人已经不在了。"), code="already_ended")
    if post.role == Post.Role.OWNER and not Post.objects.owners_of(organization).exclude(pk=post.pk).exists():
        raise Refused(_("至少要留一位负责人，先添加接手的人。"), code="last_owner")
    post.until = days.today()
    post.save(update_fields=["until"])
    audit.note("organization.staff_removed", [organization], by=by, post=post.pk)
    if post.user_id != by.pk:
        title = _("你不再管理“%(name)s”") % {"name": organization.name}
        tell("post_ended", [News(post.user_id, f"post:{post.pk}", title)])
    return post


def hold_as_owner(organization: Organization, by: User) -> Organization:
    """Lock the organisation for its owner: two people changing its posts at once come one after the other."""
    held = (
        Organization.objects.managed_by(by).select_for_update(of=("self",)).filter(pk=organization.pk).first()
    )
    if held is None or not Post.objects.owners_of(held).held_by(by).exists():
        raise Refused(_("只有负责人可以添加成员。"), code="owners_only")
    return held


def note_phone_seen(organization: Organization, *, by: User) -> str:
    """Show the contact's number to who reviews the application, and note that it was seen."""
    audit.note("organization.phone_seen", [organization], by=by, phone=mask_phone(organization.contact_phone))
    return organization.contact_phone
