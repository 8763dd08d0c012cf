"""What changes in a notice after it was published. Whom to call may change at once, and so may a slip of the pen; another
place is told to everybody who comes; everything else is looked at by somebody else first."""

import datetime
import difflib
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.actions.notices import refuse_unless_offered
from apps.activities.actions.shifts import tell_changed
from apps.activities.actions.writing import BROKEN
from apps.activities.insured import end_unneeded, insure_whoever_comes
from apps.activities.models import Activity, Change, Signup
from apps.activities.places import metres_between
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.insurance.models import Cover
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization

AT_ONCE = [
    *["contact_name", "contact_phone", "contact_email", "contact_is_public"],
    *["longitude", "latitude", "place"],
]
IF_SMALL = ["title", "description", "requirements", "risks"]
REVIEWED = [
    *IF_SMALL,
    *["service_fields", "beneficiaries", "protections", "minimum_age", "maximum_age", "required_skills"],
    *["minutes_before", "residents_of_id", "members_only", "opens_at", "closes_at"],
    *["cancel_hours", "policy_id"],
]
MOMENTS = {"opens_at", "closes_at"}


@transaction.atomic
def change_published(activity: Activity, *, values: dict[str, Any], by: User) -> Change | None:
    """Say something differently in a published notice: what may change at once does, the rest waits for a reviewer as
    one change, which is the answer."""
    held = Activity.objects.managed_by(by).select_for_update(of=("self",)).get(pk=activity.pk)
    held.refuse_unless_published(_("只有草稿、退回和招募中的活动可以改。"))
    changed = {name: value for name, value in values.items() if getattr(held, name) != value}
    limit = PolicyRow.objects.value("activity", "small_change")
    at_once = {
        n: v for n, v in changed.items() if n in AT_ONCE or (n in IF_SMALL and is_small(held, n, v, limit))
    }
    later = {n: v for n, v in changed.items() if n in REVIEWED and n not in at_once}
    refuse_unless_sign_up_fits(held, later)
    if "policy_id" in later:
        refuse_other_policy(held, later["policy_id"])
    if at_once:
        change_at_once(held, at_once, by)
    return propose(held, later, by) if later else None


def refuse_unless_sign_up_fits(activity, values):
    """What is proposed for the beginning and the end of sign-up is possible with what stands."""
    opens, closes = (values.get(name, getattr(activity, name)) for name in ("opens_at", "closes_at"))
    if closes and opens and closes <= opens:
        raise Refused(_("报名截止要晚于开始报名。"), code="closes_before_it_opens")
    if closes and closes > activity.ends_at:
        raise Refused(_("报名截止比最后一班结束还晚，改早一点。"), code="closes_too_late")


def refuse_other_policy(activity, policy_id):
    """Another insurance covers all that the notice promises, as the first one did."""
    before, activity.policy_id = activity.policy_id, policy_id
    refuse_unless_offered(activity)
    activity.refuse_uninsured()
    activity.policy_id = before


def is_small(activity, name, value, limit):
    """A slip of the pen: no more characters are put in or taken out than policy calls small."""
    pieces = difflib.SequenceMatcher(None, getattr(activity, name), value, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for what, a, b, c, d in pieces if what != "equal") <= limit


def change_at_once(activity, values, by):
    before, point = activity.place, (activity.longitude, activity.latitude)
    apply(activity, values)
    words = ""
    if "place" in values:
        words = _("集合地点从“%(before)s”改到“%(after)s”。") % {"before": before, "after": activity.place}
    elif is_elsewhere(point, (activity.longitude, activity.latitude)):
        words = _("“%(place)s”在地图上的位置改了，去以前再看一眼。") % {"place": before}
    if words:
        activity.changed_at = timezone.now()
    with refusing(Activity, BROKEN):
        activity.save(update_fields=[*values, "grams", "changed_at"])
    audit.note("activity.changed", [activity], by=by, fields=sorted(values))
    if words:
        signups = Signup.objects.live().filter(
            shift__position__activity=activity, shift__starts_at__gt=timezone.now()
        )
        tell_changed(signups, words)


def is_elsewhere(before, after):
    """The point on the map went further than one would look around for the others: that is another place."""
    if None in before or None in after:
        return False
    return metres_between(before, after) > PolicyRow.objects.value("activity", "moved_metres")


def propose(activity, values, by):
    change = Change(activity=activity, values={n: written(v) for n, v in values.items()}, proposed_by=by)
    with refusing(Change, {"activities_change_one_waits_at_a_time": "change_waits"}):
        change.save()
    audit.note("activity.change_proposed", [activity], by=by, fields=sorted(values))
    return change


@transaction.atomic
def accept_change(change: Change, *, by: User) -> Change:
    """Let a published notice say what was proposed."""
    change, activity = settle(change, Change.State.ACCEPTED, by)
    before = activity.policy_id
    apply(activity, {name: read(name, value) for name, value in change.values.items()})
    if "policy_id" in change.values:
        activity.refuse_uninsured()
    with refusing(Activity, BROKEN):
        activity.save(update_fields=[*change.values, "grams"])
    if "policy_id" in change.values:
        insure_whoever_comes(activity)
        end_unneeded(Cover.objects.filter(policy=before))
    audit.note("activity.change_accepted", [activity], by=by)
    tell_proposer(change, activity, _("修改通过了：%(title)s"), _("公开页已经换成新的写法。"))
    return change


@transaction.atomic
def refuse_change(change: Change, *, reason: str, by: User) -> Change:
    """Leave a published notice as it is, and say why."""
    if not reason.strip():
        raise Refused(_("写明要改什么，对方才改得了。"), code="no_reason")
    change, activity = settle(change, Change.State.REFUSED, by, reason.strip())
    audit.note("activity.change_refused", [activity], by=by, reason=change.reason)
    tell_proposer(change, activity, _("修改没有采用：%(title)s"), change.reason)
    return change


def settle(change, state, by, reason=""):
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=change.activity_id)
    change = Change.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.state != Change.State.WAITING:
        raise Refused(_("这次修改已经审核过了。"), code="already_decided")
    if change.proposed_by_id == by.pk:
        raise Refused(_("不能审核自己写的修改。"), code="own_activity")
    if Organization.objects.served_by(by).filter(pk=activity.organization_id).exists():
        raise Refused(_("不能审核自己组织的活动，请另一位审核员来。"), code="own_organization")
    if state == Change.State.ACCEPTED:
        activity.refuse_unless_published(_("活动已经不在招募，不用改了。"))
    change.state, change.reason, change.decided_by, change.decided_at = state, reason, by, timezone.now()
    change.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return change, activity


def tell_proposer(change, activity, title, body):
    url = reverse("activities:manage_one", args=[activity.organization_id, activity.pk])
    news = News(change.proposed_by_id, f"change:{change.pk}", title % {"title": activity.title}, body, url)
    tell("activity_decided", [news])


def apply(activity, values):
    for name, value in values.items():
        setattr(activity, name, value)
    activity.keep_grams()


def written(value):
    return value.isoformat() if isinstance(value, datetime.datetime) else value


def read(name, value):
    return parse_datetime(value) if name in MOMENTS and value else value
