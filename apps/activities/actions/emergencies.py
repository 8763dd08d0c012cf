"""Emergencies: an office starts the activity in the name of an organisation of its region, a second officer publishes it,
and people are called at once (志愿服务条例第二十四条)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.actions.notices import declare
from apps.activities.actions.shifts import MOST_PLACES, refuse_unless_fitting
from apps.activities.actions.writing import BROKEN
from apps.activities.models import Activity, Declaration, Position, Shift
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.organizations.models import Office, Organization, Post
from apps.regions.models import Region


def offices_of(user: User, code: str = "") -> list[Office]:
    """The offices in whose name the person may start an emergency; those that answer for a region, if one is named."""
    posts = Post.objects.held_by(user).filter(role=Post.Role.OFFICER, office__kind__reviews_activities=True)
    offices = Office.objects.filter(pk__in=posts.values("office")).order_by("pk")
    return [office for office in offices if not code or code.startswith(office.region_id)]


@transaction.atomic
def start_emergency(
    *,
    office: Office,
    organization: Organization,
    region: Region,
    notice: dict[str, Any],
    position: str,
    times: tuple[datetime.datetime, datetime.datetime],
    capacity: int,
    kinds: list[str],
    by: User,
) -> Activity:
    """Write an emergency's notice and hand it to the other officers of the region. No minors, whatever is asked."""
    if office not in offices_of(by):
        raise Refused(_("只有部门的审核员能发起应急活动。"), code="no_office")
    if not organization.region_id.startswith(office.region_id) or not region.code.startswith(
        office.region_id
    ):
        raise Refused(_("只能在本地区、以本地区组织的名义发起。"), code="elsewhere")
    if organization.state != Organization.State.APPROVED:
        raise Refused(_("这个组织现在不能发活动。"), code="organization_not_approved")
    refuse_unless_fitting(*times, PolicyRow.objects.values_of("activity"))
    if not 1 <= capacity <= MOST_PLACES:
        raise Refused(_("名额在1到10,000之间。"), code="bad_capacity")
    adult, now = PolicyRow.objects.value("age", "adult"), timezone.now()
    activity = Activity(
        organization=organization,
        started_by_office=office,
        is_emergency=True,
        author=by,
        last_written_by=by,
        submitted_by=by,
        submitted_at=now,
        state=Activity.State.IN_REVIEW,
        starts_at=times[0],
        ends_at=times[1],
        cancel_hours=0,
        **{**notice, "minimum_age": max(adult, notice.get("minimum_age") or adult)},
    )
    activity.place_in(region)
    activity.keep_grams()
    with refusing(Activity, BROKEN):
        activity.save()
    row = Position.objects.create(activity=activity, name=position)
    Shift.objects.create(position=row, starts_at=times[0], ends_at=times[1], capacity=capacity)
    declare(activity, Declaration.Role.WRITER, kinds, by)
    audit.note("activity.emergency_started", [activity], by=by, office=office.pk)
    return activity
