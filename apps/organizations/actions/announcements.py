"""What an organisation tells its members, and who follows it."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.actions.members import hold_managed
from apps.organizations.models import Announcement, Follow, Member, MemberGroup, Organization


@transaction.atomic
def announce(
    organization: Organization,
    *,
    title: str,
    body: str,
    by: User,
    group: MemberGroup | None = None,
    members: list[int] | None = None,
) -> Announcement:
    """Tell all members, one group, or the chosen ones. A few times a day at most; who muted it is left in peace."""
    organization = hold_managed(organization, by)
    today = Announcement.objects.filter(
        organization=organization, sent_at__gte=days.start_of(days.today())
    ).count()
    if today >= PolicyRow.objects.value("members", "messages_a_day"):
        raise Refused(_("今天发的消息够多了，明天再发。"), code="too_many")
    told = Member.objects.of(organization).hearing()
    if group:
        told = told.filter(groups=group)
    if members is not None:
        told = told.filter(pk__in=members)
    users = list(told.values_list("user_id", flat=True))
    if not users:
        raise Refused(_("没有收得到的成员。"), code="nobody_to_tell")
    message = Announcement.objects.create(
        organization=organization, group=group, title=title, body=body, sent_by=by, told=len(users)
    )
    url = reverse("organizations:detail", args=[organization.pk])
    heading = _("%(name)s：%(title)s") % {"name": organization.name, "title": title}
    tell(
        "organization_message",
        (News(user, f"announcement:{message.pk}", heading, body, url) for user in users),
    )
    audit.note("organization.announced", [organization], by=by, announcement=message.pk, told=len(users))
    return message


def follow_organization(organization: Organization, *, by: User) -> None:
    """Hear of its new notices. Following twice is following once."""
    if organization.state != Organization.State.APPROVED:
        raise Refused(_("这个组织现在不能关注。"), code="not_at_work")
    Follow.objects.bulk_create([Follow(organization=organization, user=by)], ignore_conflicts=True)


def unfollow_organization(organization: Organization, *, by: User) -> None:
    Follow.objects.of(organization).filter(user=by).delete()
