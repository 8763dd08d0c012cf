"""The first page of an organisation's workbench: the next shifts, and what waits for its people."""

from django.urls import reverse

from apps.activities.models import Activity, Shift
from apps.core import keyset
from apps.hours.deadlines import confirm_by, working_days_to_confirm
from apps.hours.models import HourRecord
from apps.portal.asked import asked_of
from apps.portal.region_queues import Queue
from apps.recognition.evaluable import open_to_organization
from apps.reports.selection import GROUPS
from apps.stars.models import StarStanding
from apps.stars.work import work_at

NEXT = 5


def page_of(desk, user):
    organization = desk.place
    waiting = HourRecord.objects.filter(organization=organization).decidable_by(user).pending()
    hours, more_hours = keyset.count_up_to(waiting)
    unsaid, more_unsaid = keyset.count_up_to(open_to_organization(organization, user))
    stars, more_stars = keyset.count_up_to(StarStanding.objects.recognizable_by(organization))
    return {
        "organization": organization,
        "shifts": next_shifts(organization),
        "hours": hours,
        "more_hours": more_hours,
        "confirm_by": deadline(waiting) if hours else None,
        "unsaid": unsaid,
        "more_unsaid": more_unsaid,
        "asked": [queue for queue in asked_of(organization, user, owns="own" in desk.powers) if queue.count],
        "reports": "manage" in desk.powers and organization.kind.group in GROUPS,
        "stars": stars,
        "more_stars": more_stars,
        "star_work": star_work(organization),
        "returned": Activity.objects.filter(
            organization=organization, state=Activity.State.RETURNED
        ).order_by("-decided_at", "-pk")[:NEXT],
        "in_review": Activity.objects.filter(organization=organization).in_review().count(),
    }


def star_work(organization):
    """Notices that are over, objections and fallen stars that wait, each with how many and where."""
    found = [
        Queue(*keyset.count_up_to(rows), words, reverse(name, args=[organization.pk]))
        for rows, words, name in work_at(organization)
    ]
    return [queue for queue in found if queue.count]


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
    seen = waiting.filter(signup__isnull=False)
    oldest = seen.select_related("signup__shift__position__activity").order_by("served_on", "pk").first()
    return (
        confirm_by(oldest.signup.shift.position.activity.ends_at, working_days_to_confirm())
        if oldest
        else None
    )
