"""The review of notices: by someone who neither wrote them nor acts for who did (民政部令第67号第十九条)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.core import audit
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization


@transaction.atomic
def publish_activity(activity: Activity, *, by: User) -> Activity:
    """Let volunteers see a notice and sign up."""
    activity = decide(activity, Activity.State.PUBLISHED, by=by)
    Activity.objects.filter(pk=activity.pk).note_next()
    title = _("发布了：%(title)s") % {"title": activity.title}
    tell_author(activity, title, _("大家现在可以报名了。"), reverse("activities:detail", args=[activity.pk]))
    return activity


@transaction.atomic
def return_activity(activity: Activity, *, by: User, reason: str) -> Activity:
    """Send a notice back with what is to be changed; it can be handed in again."""
    activity = decide(activity, Activity.State.RETURNED, by=by, reason=reason)
    title = _("退回来了：%(title)s") % {"title": activity.title}
    url = reverse("activities:manage_one", args=[activity.organization_id, activity.pk])
    tell_author(activity, title, activity.reason, url)
    return activity


def decide(activity, state, *, by, reason=""):
    """Settle a notice as it stands in the database: of two reviewers the second is refused."""
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if Organization.objects.served_by(by).filter(pk=activity.organization_id).exists():
        raise Refused(_("不能审核自己组织的活动，请另一位审核员来。"), code="own_organization")
    activity.decide(state, by=by, at=timezone.now(), reason=reason.strip())
    activity.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    audit.note(f"activity.{state}", [activity], by=by, reason=activity.reason)
    return activity


def tell_author(activity, title, body, url):
    key = f"activity:{activity.pk}:{activity.decided_at.isoformat()}"
    tell("activity_decided", [News(activity.author_id, key, title, body, url)])
