"""The shifts of a notice: one, or many by a rule; their places and times."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.actions.waiting import offer_freed_places
from apps.activities.actions.writing import BROKEN as NOTICE_BROKEN
from apps.activities.actions.writing import hold_editable, keep_dates, note_writer
from apps.activities.models import Activity, Position, Shift, Signup
from apps.activities.signup_news import tell_about, when
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow

MOST_PLACES = 10_000
BROKEN = {
    "activities_shift_once_a_position_and_start": "shift_there",
    "activities_shift_break_is_shorter_than_the_shift": "bad_break",
}
Times = tuple[datetime.datetime, datetime.datetime]


def add_shift(
    position: Position,
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    capacity: int,
    break_minutes: int = 0,
    by: User,
) -> Shift:
    """Add a stretch of time: ahead of us, no longer than a shift may last, its places between 1 and 10,000."""
    (shift,) = add_shifts(
        position, times=[(starts_at, ends_at)], capacity=capacity, break_minutes=break_minutes, by=by
    )
    return shift


@transaction.atomic
def add_shifts(
    position: Position, *, times: Iterable[Times], capacity: int, break_minutes: int = 0, by: User
) -> list[Shift]:
    """Add as many stretches of time as a rule makes, all of them or none, in one statement."""
    activity = hold_editable(position.activity, by)
    limits = PolicyRow.objects.values_of("activity")
    times = list(times)
    for starts_at, ends_at in times:
        refuse_unless_fitting(starts_at, ends_at, limits)
    if not 1 <= capacity <= MOST_PLACES:
        raise Refused(_("名额在1到10,000之间。"), code="bad_capacity")
    if Shift.objects.of_activity(activity).count() + len(times) > limits["shifts"]:
        raise Refused(
            _("一个活动最多%(count)d班，再多请另发一个。") % {"count": limits["shifts"]},
            code="too_many_shifts",
        )
    shifts = [
        Shift(
            position=position,
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=capacity,
            break_minutes=break_minutes,
        )
        for starts_at, ends_at in times
    ]
    with refusing(Shift, BROKEN):
        Shift.objects.bulk_create(shifts)
    keep_dates(activity)
    note_writer(activity, by)
    return shifts


def refuse_unless_fitting(starts_at, ends_at, limits):
    """Ahead of us, not too far, and no longer than a shift may last."""
    if starts_at <= timezone.now():
        raise Refused(_("开始时间已经过了。活动只能招以后的人。"), code="past")
    if starts_at > timezone.now() + datetime.timedelta(days=limits["days_ahead"]):
        raise Refused(_("只能排%(days)d天以内的班。") % {"days": limits["days_ahead"]}, code="too_far")
    if not datetime.timedelta() < ends_at - starts_at <= datetime.timedelta(hours=limits["shift_hours"]):
        raise Refused(
            _("一班最长%(hours)d小时，结束要晚于开始。") % {"hours": limits["shift_hours"]}, code="bad_times"
        )


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
        offer_freed_places([held.pk], at=timezone.now())
        audit.note("shift.capacity", [held], by=by, before=before, after=capacity)
    return held


@transaction.atomic
def move_shift(shift: Shift, *, starts_at: datetime.datetime, ends_at: datetime.datetime, by: User) -> Shift:
    """Another time for a shift people may have signed up to. They keep their places, are told old and new, and may leave
    without a word. Refused where the new time would fall on another place of one of them."""
    activity = (
        Activity.objects.managed_by(by).select_for_update(of=("self",)).get(pk=shift.position.activity_id)
    )
    activity.refuse_unless_published(_("只有已发布的活动这样改时间。"))
    held = Shift.objects.select_for_update(of=("self",)).select_related("position__activity").get(pk=shift.pk)
    if not held.is_ahead:
        raise Refused(_("这一班已经开始或取消，时间不能改了。"), code="started")
    refuse_unless_fitting(starts_at, ends_at, PolicyRow.objects.values_of("activity"))
    if (held.starts_at, held.ends_at) == (starts_at, ends_at):
        return held
    signups = Signup.objects.live().filter(shift=held)
    refuse_unless_all_free(held, signups, starts_at, ends_at)
    before = when(held)
    held.starts_at, held.ends_at = starts_at, ends_at
    with refusing(Shift, BROKEN):
        held.save(update_fields=["starts_at", "ends_at"])
    with refusing(Signup, {"activities_signup_one_place_at_a_time": "people_busy"}):
        signups.update(during=DateTimeTZRange(starts_at, ends_at, "[)"))
    with refusing(Activity, NOTICE_BROKEN):
        keep_dates(activity)
    Activity.objects.filter(pk=activity.pk).note_next()
    Activity.objects.filter(pk=activity.pk).update(changed_at=timezone.now())
    audit.note("shift.moved", [held], by=by, before=before, after=when(held))
    tell_changed(signups, _("时间从%(before)s改到%(after)s。") % {"before": before, "after": when(held)})
    return held


def refuse_unless_all_free(shift, signups, starts_at, ends_at):
    """Nobody of them holds another place at the new time."""
    others = Signup.objects.active().filter(
        volunteer=OuterRef("volunteer"), during__overlap=DateTimeTZRange(starts_at, ends_at, "[)")
    )
    busy = signups.filter(Exists(others.exclude(shift=shift))).count()
    if busy:
        raise Refused(
            _("报了名的人里有%(count)d位那段时间还有别的班，先和他们说好，或者换个时间。") % {"count": busy},
            code="people_busy",
        )


def tell_changed(signups, words):
    """What changed, old and new, to everybody who holds a place or waits for one, once a change."""
    signups = signups.select_related("shift__position__activity", "volunteer")
    words += _("去不了可以直接取消，不算请假。")
    stamp = timezone.now().isoformat(timespec="seconds")
    tell_about(
        "signup.changed", signups, title=_("有变化：%(title)s"), body=lambda signup: words, about=f":{stamp}"
    )
