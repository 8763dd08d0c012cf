"""Writing a recruitment notice, handing it in, calling it off."""

import datetime

from django.db import transaction
from django.db.models import Max, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Activity, Position, Shift, Signup
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import clock, day_words
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization
from apps.regions.models import Region

MOST_PLACES = 10_000
WRITTEN = [
    *["title", "description", "requirements", "risks", "place", "service_fields", "beneficiaries"],
    *["contact_name", "contact_phone", "minimum_age", "is_hazardous"],
    *["region", "league", "banner", "township", "village", "grams", "last_written_by"],
]


@transaction.atomic
def save_draft(activity: Activity, *, region: Region, by: User) -> Activity:
    """Keep what was written, as long as it is a draft or came back from the review. Staff of the organisation write."""
    hold_organization(activity.organization_id, by)
    activity.place_in(region)
    activity.keep_grams()
    activity.last_written_by = by
    if activity.pk:
        hold_editable(activity, by)
        activity.save(update_fields=WRITTEN)
    else:
        activity.author = by
        activity.save()
    audit.note("activity.written", [activity], by=by)
    return activity


@transaction.atomic
def add_position(activity: Activity, *, name: str, requirements: str = "", by: User) -> Position:
    activity = hold_editable(activity, by)
    position = Position(activity=activity, name=name, requirements=requirements)
    with refusing(Position, {"activities_position_named_once": "position_there"}):
        position.save()
    note_writer(activity, by)
    return position


@transaction.atomic
def remove_position(position: Position, *, by: User) -> None:
    """Take a position with its shifts out of a draft."""
    activity = hold_editable(position.activity, by)
    position.delete()
    keep_dates(activity)
    note_writer(activity, by)


@transaction.atomic
def add_shift(
    position: Position,
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    capacity: int,
    by: User,
) -> Shift:
    """Add a stretch of time: ahead of us, no longer than a shift may last, its places between 1 and 10,000."""
    activity = hold_editable(position.activity, by)
    limits = PolicyRow.objects.values_of("activity")
    if starts_at <= timezone.now():
        raise Refused(_("开始时间已经过了。活动只能招以后的人。"), code="past")
    if starts_at > timezone.now() + datetime.timedelta(days=limits["days_ahead"]):
        raise Refused(_("只能排%(days)d天以内的班。") % {"days": limits["days_ahead"]}, code="too_far")
    if not datetime.timedelta() < ends_at - starts_at <= datetime.timedelta(hours=limits["shift_hours"]):
        raise Refused(
            _("一班最长%(hours)d小时，结束要晚于开始。") % {"hours": limits["shift_hours"]}, code="bad_times"
        )
    if not 1 <= capacity <= MOST_PLACES:
        raise Refused(_("名额在1到10,000之间。"), code="bad_capacity")
    if Shift.objects.of_activity(activity).count() >= limits["shifts"]:
        raise Refused(
            _("一个活动最多%(count)d班，再多请另发一个。") % {"count": limits["shifts"]},
            code="too_many_shifts",
        )
    shift = Shift(position=position, starts_at=starts_at, ends_at=ends_at, capacity=capacity)
    with refusing(Shift, {"activities_shift_once_a_position_and_start": "shift_there"}):
        shift.save()
    keep_dates(activity)
    note_writer(activity, by)
    return shift


@transaction.atomic
def remove_shift(shift: Shift, *, by: User) -> None:
    activity = hold_editable(shift.position.activity, by)
    shift.delete()
    keep_dates(activity)
    note_writer(activity, by)


def change_capacity(shift: Shift, *, capacity: int, by: User) -> Shift:
    """More or fewer places, at any time before the shift begins, but never fewer than are taken."""
    if not 1 <= capacity <= MOST_PLACES:
        raise Refused(_("名额在1到10,000之间。"), code="bad_capacity")
    with transaction.atomic():
        held = Shift.objects.managed_by(by).select_for_update(of=("self",)).filter(pk=shift.pk).first()
        if held is None or not held.is_ahead:
            raise Refused(_("这一班已经开始或取消，名额不能改了。"), code="started")
        if capacity < held.taken:
            raise Refused(
                _("已经有%(taken)d人报名，名额不能比这少。") % {"taken": held.taken},
                code="capacity_below_taken",
            )
        before, held.capacity = held.capacity, capacity
        held.save(update_fields=["capacity"])
        audit.note("shift.capacity", [held], by=by, before=before, after=capacity)
    return held


@transaction.atomic
def submit_activity(activity: Activity, *, by: User) -> Activity:
    """Hand a notice in for review: complete, with every position dated and every date ahead of us."""
    activity = hold_editable(activity, by)
    now = timezone.now()
    positions = list(activity.positions.annotate(first=Min("shifts__starts_at")))
    if not positions or any(position.first is None for position in positions):
        raise Refused(_("每个岗位至少要有一班，先把岗位和时间填上。"), code="no_shifts")
    if min(position.first for position in positions) <= now:
        raise Refused(_("有的班次日期已经过了，先改日期。"), code="past")
    activity.submit(by=by, at=now)
    activity.save(
        update_fields=["state", "submitted_by", "submitted_at", "reason", "decided_by", "decided_at"]
    )
    audit.note("activity.submitted", [activity], by=by)
    return activity


@transaction.atomic
def cancel_activity(activity: Activity, *, reason: str, by: User) -> Activity:
    """Call off a published activity with everything in it that has not begun. Whoever signed up is told at once.

    The activity is held first, then its shifts, then the sign-ups: someone signing up at the same moment either
    is among those told, or finds the shift called off.
    """
    now, reason = timezone.now(), reason.strip()
    activity = Activity.objects.managed_by(by).select_for_update(of=("self",)).get(pk=activity.pk)
    ahead = Shift.objects.of_activity(activity).standing().filter(starts_at__gt=now)
    shift_ids = list(ahead.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    if activity.state == Activity.State.PUBLISHED and not shift_ids:
        raise Refused(_("最后一班已经开始，不能取消了。"), code="started")
    if not reason:
        raise Refused(_("写一句为什么取消，报了名的人会看到。"), code="no_reason")
    activity.cancel(reason=reason)
    activity.save(update_fields=["state", "reason"])
    signups = list(
        Signup.objects.active()
        .filter(shift__in=shift_ids)
        .select_related("shift", "volunteer")
        .order_by("pk")
    )
    Shift.objects.filter(pk__in=shift_ids).update(taken=0, called_off_at=now)
    Signup.objects.filter(pk__in=[signup.pk for signup in signups]).update(
        state=Signup.State.CALLED_OFF, left_at=now
    )
    audit.note("activity.cancelled", [activity], by=by, reason=reason)
    audit.note("signup.called_off", signups, by=by)
    tell("activity_cancelled", cancelled_news(activity, signups))
    return activity


def cancelled_news(activity, signups):
    """One message a place: to the volunteer and, where someone else signed up for them, to that person too."""
    url = reverse("activities:detail", args=[activity.pk])
    for signup in signups:
        when = f"{day_words(signup.shift.starts_at)} {clock(signup.shift.starts_at)}"
        title = _("取消了：%(title)s") % {"title": activity.title}
        body = _("%(when)s这一班不办了。原因：%(reason)s") % {"when": when, "reason": activity.reason}
        for recipient in {signup.volunteer.user_id, signup.signed_up_by_id}:
            yield News(recipient, f"signup:{signup.pk}", title, body, url)


def keep_dates(activity):
    """The activity begins with its first shift and ends with its last, and does not drag on."""
    span = Shift.objects.of_activity(activity).aggregate(first=Min("starts_at"), last=Max("ends_at"))
    longest = PolicyRow.objects.value("activity", "days")
    if span["first"] and span["last"] - span["first"] > datetime.timedelta(days=longest):
        raise Refused(
            _("一个活动从头到尾最长%(days)d天，更长的请按季度分开发。") % {"days": longest}, code="too_long"
        )
    Activity.objects.filter(pk=activity.pk).update(starts_at=span["first"], ends_at=span["last"])


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
