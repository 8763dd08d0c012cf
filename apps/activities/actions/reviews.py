"""The review of notices: by someone who neither wrote them nor acts for who did (民政部令第67号第十九条)."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.actions.notices import declare
from apps.activities.announcing import PUBLISHED
from apps.activities.models import Activity, Declaration
from apps.core import audit, outbox
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization


@transaction.atomic
def publish_activity(activity: Activity, *, kinds: Iterable[str], by: User) -> Activity:
    """Let volunteers see a notice and sign up; whoever publishes it read each of the six kinds that may not be. Who
    looks for such things, follows the organisation or is called in an emergency is told behind it."""
    activity = decide(activity, Activity.State.PUBLISHED, by=by)
    declare(activity, Declaration.Role.REVIEWER, kinds, by)
    Activity.objects.filter(pk=activity.pk).note_next()
    outbox.put(PUBLISHED, {f"activity:{activity.pk}": {"activity": activity.pk}})
    title = _("发布了：%(title)s") % {"title": activity.title}
    tell_writers(activity, title, _("大家现在可以报名了。"), reverse("activities:detail", args=[activity.pk]))
    return activity


@transaction.atomic
def return_activity(activity: Activity, *, by: User, reason: str) -> Activity:
    """Send a notice back with what is to be changed; it can be handed in again."""
    activity = decide(activity, Activity.State.RETURNED, by=by, reason=reason)
    title = _("退回来了：%(title)s") % {"title": activity.title}
    url = reverse("activities:manage_one", args=[activity.organization_id, activity.pk])
    tell_writers(activity, title, activity.reason, url)
    return activity


def decide(activity, state, *, by, reason=""):
    """Settle a notice as it stands in the database: of two reviewers the second is refused."""
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if Organization.objects.served_by(by).filter(pk=activity.organization_id).exists():
        raise Refused(_("不能审核自己组织的活动，请另一位审核员来。"), code="own_organization")
    activity.decide(state, by=by, at=timezone.now(), reason=reason.strip())
    activity.save(update_fields=[*Activity.MOVED, "decided_by", "decided_at"])
    audit.note(f"activity.{state}", [activity], by=by, reason=activity.reason)
    return activity


def tell_writers(activity, title, body, url):
    """Who wrote it first, and who handed it in."""
    key = f"activity:{activity.pk}:{activity.decided_at.isoformat()}"
    people = sorted({activity.author_id, activity.submitted_by_id} - {None})
    tell("activity_decided", [News(user, key, title, body, url) for user in people])
