"""A notice like an earlier one: what it says, its positions and shifts, nothing of the people who came."""

import datetime

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.activities.actions.writing import WRITTEN, hold_organization, keep_dates
from apps.activities.models import Activity, Position, Shift
from apps.core import audit

WEEK = datetime.timedelta(weeks=1)
CARRIED = [name for name in WRITTEN if name not in {"last_written_by", "opens_at", "closes_at"}]


@transaction.atomic
def copy_activity(activity: Activity, *, by: User) -> Activity:
    """A new draft. Its shifts lie whole weeks later, on the same days of the week, the first of them ahead of us; the end
    of sign-up moves with them."""
    activity = Activity.objects.managed_by(by).prefetch_related("positions__shifts").get(pk=activity.pk)
    hold_organization(activity.organization_id, by)
    later = weeks_later(activity)
    copy = Activity(
        organization_id=activity.organization_id,
        author=by,
        last_written_by=by,
        closes_at=moved(activity.closes_at, later),
        **{name: getattr(activity, name) for name in CARRIED},
    )
    if copy.policy and not copy.policy.is_in_force:
        copy.policy = None
    copy.save()
    positions = list(activity.positions.all())
    made = Position.objects.bulk_create(
        Position(
            activity=copy,
            name=old.name,
            requirements=old.requirements,
            required_skills=old.required_skills,
            required_trainings=old.required_trainings,
        )
        for old in positions
    )
    Shift.objects.bulk_create(
        Shift(
            position=new,
            starts_at=shift.starts_at + later,
            ends_at=shift.ends_at + later,
            capacity=shift.capacity,
            break_minutes=shift.break_minutes,
        )
        for old, new in zip(positions, made, strict=True)
        for shift in old.shifts.all()
    )
    keep_dates(copy)
    audit.note("activity.copied", [copy], by=by, source=activity.pk)
    return copy


def moved(closes_at, later):
    """Where sign-up would have ended before the copy is written, it ends nowhere."""
    if closes_at is None or closes_at + later <= timezone.now():
        return None
    return closes_at + later


def weeks_later(activity):
    """As many weeks as it takes for the first shift to lie ahead, at least one."""
    if activity.starts_at is None:
        return WEEK
    missed = timezone.now() - activity.starts_at
    return WEEK * max(1, missed // WEEK + 1)
