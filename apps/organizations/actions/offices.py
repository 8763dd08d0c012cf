"""Who serves in an office."""

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
from apps.organizations.actions.staff import ONE_POST
from apps.organizations.models import Office, OfficeKind, Post
from apps.organizations.permissions import refuse_unless_fit_for_post
from apps.regions.models import Region

ASKED = "office.person_asked"


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


@transaction.atomic
def appoint_by_office(office: Office, *, phone: str, name: str, role: str, by: User) -> Post | None:
    """An office gives a post to somebody known by phone and real name: in an office of its own kind, in its region or
    below, never above, never to oneself. Whoever is not found is nobody: nothing says in what way it was wrong, and
    that somebody was asked for stays on record."""
    refuse_unless_theirs_to_give(office, by)
    person = User.objects.with_phone(phone)
    if person == by:
        raise Refused(_("不能自己给自己职务。"), code="own_post")
    refuse_too_many(by)
    audit.note(ASKED, [office], by=by, phone=mask_phone(phone))
    try:
        if person is None:
            raise Refused("", code="unknown")
        refuse_unless_fit_for_post(person, name=name)
    except Refused:
        return None
    return appoint(person, office, role, by=by)


def refuse_too_many(by):
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    asked = AuditRow.objects.filter(actor=by, action=ASKED, at__gt=an_hour_ago).count()
    if asked >= PolicyRow.objects.value("staff", "invitations_an_hour"):
        raise Refused(_("一小时里问得太多了，过会儿再来。"), code="too_many")


@transaction.atomic
def end_office_post(post: Post, *, by: User) -> Post:
    """Take a post of an office back, or leave it: at once. The region is never left without its last officer."""
    office = Office.objects.select_for_update(of=("self",)).select_related("region").get(pk=post.office_id)
    held = Post.objects.in_force().select_for_update(of=("self",)).filter(pk=post.pk, office=office).first()
    if held is None:
        raise Refused(_("这个人已经不在了。"), code="already_ended")
    if held.user_id != by.pk:
        refuse_unless_theirs_to_give(office, by)
    others = Post.objects.in_force().filter(office=office, role=Post.Role.OFFICER).exclude(pk=held.pk)
    is_top = office.region.level == Region.Level.REGION
    if held.role == Post.Role.OFFICER and is_top and not others.exists():
        raise Refused(_("自治区这个部门至少要留一位审核员。"), code="last_officer")
    held.until = days.today()
    held.save(update_fields=["until"])
    audit.note("office.post_ended", [office], by=by, post=held.pk)
    if held.user_id != by.pk:
        title = _("你不再在%(office)s任职") % {"office": office.name}
        tell("post_ended", [News(held.user_id, f"post:{held.pk}", title)])
    return held


def refuse_unless_theirs_to_give(office, by):
    if not Post.objects.officers_above(office).held_by(by).exists():
        raise Refused(_("这个部门的职务不归你给。"), code="not_yours_to_give")


def appoint(user, office, role, *, by, **detail):
    post = Post(user=user, office=office, role=role, since=days.today(), granted_by=by)
    with refusing(Post, ONE_POST):
        post.save()
    audit.note("office.appointed", [office], by=by, post=post.pk, role=role, **detail)
    title = _("你现在在%(office)s任%(role)s") % {"office": office.name, "role": post.get_role_display()}
    url = reverse("portal:region", args=[office.region_id])
    tell("post_given", [News(user.pk, f"post:{post.pk}", title, "", url)])
    return post
