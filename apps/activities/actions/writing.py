"""What every change of a notice goes through: who may write, that it may still be written, what follows from it."""

import datetime

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from apps.activities.models import Activity, Shift
from apps.core import audit
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.organizations.models import Organization

WRITTEN = [
    *["title", "description", "requirements", "risks", "place", "service_fields", "beneficiaries"],
    *["protections", "contact_name", "contact_phone", "contact_email", "contact_is_public"],
    *["longitude", "latitude"],
    *["minimum_age", "maximum_age", "required_skills", "minutes_before", "residents_of", "members_only"],
    *["opens_at", "closes_at", "cancel_hours", "is_hazardous", "policy"],
    *["region", "league", "banner", "township", "village", "grams", "last_written_by"],
]
BROKEN = {
    "activities_activity_ages_stand_in_order": "bad_ages",
    "activities_activity_dangerous_ones_take_no_minors": "no_minors",
    "activities_activity_lies_in_the_region": "elsewhere",
    "activities_activity_asks_a_thousand_hours_at_most": "too_many_hours",
    "activities_activity_sign_up_ends_after_it_begins": "closes_before_it_opens",
    "activities_activity_sign_up_ends_before_the_last_shift_does": "closes_too_late",
}


def keep_dates(activity):
    """The activity begins with its first shift and ends with its last, and does not drag on. Where the last shift of a
    published one moves to an earlier time, sign-up ends no later than that."""
    span = Shift.objects.of_activity(activity).aggregate(first=Min("starts_at"), last=Max("ends_at"))
    longest = PolicyRow.objects.value("activity", "days")
    if span["first"] and span["last"] - span["first"] > datetime.timedelta(days=longest):
        raise Refused(
            _("一个活动从头到尾最长%(days)d天，更长的请按季度分开发。") % {"days": longest}, code="too_long"
        )
    if activity.state == Activity.State.PUBLISHED:
        refuse_uninsured_days(activity, span)
    dates = {"starts_at": span["first"], "ends_at": span["last"]}
    if (
        activity.state == Activity.State.PUBLISHED
        and activity.closes_at
        and activity.closes_at > span["last"]
    ):
        dates["closes_at"] = span["last"]
    Activity.objects.filter(pk=activity.pk).update(**dates)


def refuse_uninsured_days(activity, span):
    """A hazardous activity never comes to last longer than its insurance."""
    longer = span["first"] < activity.starts_at or span["last"] > activity.ends_at
    activity.starts_at, activity.ends_at = span["first"], span["last"]
    if longer:
        activity.refuse_uninsured()


def note_writer(activity, by):
    """Who changes a notice, its positions or shifts has written it too: somebody else reviews it."""
    Activity.objects.filter(pk=activity.pk).update(last_written_by=by)
    audit.note("activity.written", [activity], by=by)


def hold_editable(activity, by):
    """Lock a notice that may still be changed, for one of the organisation's people."""
    held = Activity.objects.managed_by(by).select_for_update(of=("self",)).get(pk=activity.pk)
    held.refuse_unless_editable()
    return held


def hold_organization(pk, by):
    """The organisation in whose name something is written: approved, and the writer is one of its people."""
    organization = Organization.objects.managed_by(by).approved().filter(pk=pk).first()
    if organization is None:
        raise Refused(_("这个组织现在不能发活动。"), code="organization_not_approved")
    return organization
