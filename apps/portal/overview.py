"""The first page of an organisation's workbench: the next shifts, and what waits for its people."""

from apps.activities.models import Activity, Shift
from apps.core import keyset
from apps.hours.deadlines import confirm_by, working_days_to_confirm
from apps.hours.models import HourRecord
from apps.stars.models import StarStanding

NEXT = 5


def page_of(desk, user):
    organization = desk.place
    waiting = HourRecord.objects.filter(organization=organization).decidable_by(user).pending()
    hours, more_hours = keyset.count_up_to(waiting)
    stars, more_stars = keyset.count_up_to(StarStanding.objects.recognizable_by(organization))
    return {
        "organization": organization,
        "shifts": next_shifts(organization),
        "hours": hours,
        "more_hours": more_hours,
        "confirm_by": deadline(waiting) if hours else None,
        "stars": stars,
        "more_stars": more_stars,
        "returned": Activity.objects.filter(
            organization=organization, state=Activity.State.RETURNED
        ).order_by("-decided_at", "-pk")[:NEXT],
        "in_review": Activity.objects.filter(organization=organization).in_review().count(),
    }


def next_shifts(organization):
    return (
        Shift.objects.upcoming()
        .standing()
        .filter(
            position__activity__organization=organization, position__activity__state=Activity.State.PUBLISHED
        )
        .select_related("position__activity")
        .order_by("starts_at", "pk")[:NEXT]
    )


def deadline(waiting):
    """Hours are to be recorded within ten working days after the activity (67号令 §11): the day of the oldest."""
    oldest = waiting.select_related("signup__shift__position__activity").order_by("served_on", "pk").first()
    return (
        confirm_by(oldest.signup.shift.position.activity.ends_at, working_days_to_confirm())
        if oldest
        else None
    )
