"""Writing a recruitment notice and handing it in."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities import never
from apps.activities.actions.writing import (
    BROKEN,
    WRITTEN,
    hold_editable,
    hold_organization,
    keep_dates,
    note_writer,
)
from apps.activities.models import Activity, Declaration, Position
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.insurance.models import Policy
from apps.regions.models import Region


@transaction.atomic
def save_draft(activity: Activity, *, region: Region, by: User) -> Activity:
    """Keep what was written, as long as it is a draft or came back from the review. Staff of the organisation write."""
    hold_organization(activity.organization_id, by)
    activity.place_in(region)
    activity.keep_grams()
    activity.last_written_by = by
    refuse_unless_in_or_above(activity)
    refuse_unless_offered(activity)
    if activity.cancel_hours is None:
        activity.cancel_hours = PolicyRow.objects.value("activity", "cancel_hours")
    if activity.pk:
        hold_editable(activity, by)
    else:
        activity.author = by
    with refusing(Activity, BROKEN):
        activity.save(update_fields=WRITTEN if activity.pk else None)
    audit.note("activity.written", [activity], by=by)
    return activity


@transaction.atomic
def add_position(
    activity: Activity,
    *,
    name: str,
    requirements: str = "",
    required_skills: Iterable[str] = (),
    required_trainings: Iterable[str] = (),
    by: User,
) -> Position:
    activity = hold_editable(activity, by)
    position = Position(
        activity=activity,
        name=name,
        requirements=requirements,
        required_skills=list(required_skills),
        required_trainings=list(required_trainings),
    )
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
def submit_activity(activity: Activity, *, kinds: Iterable[str], by: User) -> Activity:
    """Hand a notice in for review: complete, with every position dated and every date ahead of us, by somebody who read
    each of the six kinds that may not be published."""
    activity = hold_editable(activity, by)
    now = timezone.now()
    if missing := missing_in(activity):
        raise Refused(_("还没写完：%(what)s。") % {"what": "、".join(missing.values())}, code="incomplete")
    positions = list(activity.positions.annotate(first=Min("shifts__starts_at")))
    if not positions or any(position.first is None for position in positions):
        raise Refused(_("每个岗位至少要有一班，先把岗位和时间填上。"), code="no_shifts")
    if min(position.first for position in positions) <= now:
        raise Refused(_("有的班次日期已经过了，先改日期。"), code="past")
    if activity.opens_at and activity.opens_at >= max(position.first for position in positions):
        raise Refused(_("开始报名的时间比班次还晚，改一下。"), code="opens_too_late")
    refuse_unless_sign_up_ends_in_time(activity, now)
    activity.submit(by=by, at=now)
    activity.save(update_fields=[*Activity.MOVED, "submitted_by", "submitted_at", "decided_by", "decided_at"])
    declare(activity, Declaration.Role.WRITER, kinds, by)
    audit.note("activity.submitted", [activity], by=by)
    return activity


@transaction.atomic
def pull_back_activity(activity: Activity, *, by: User) -> Activity:
    """Take a notice back from the review, to write on; somebody saw a mistake of their own first."""
    activity = Activity.objects.managed_by(by).select_for_update(of=("self",)).get(pk=activity.pk)
    activity.pull_back(by=by)
    activity.save(update_fields=[*Activity.MOVED, "submitted_by", "submitted_at"])
    audit.note("activity.pulled_back", [activity], by=by)
    return activity


def declare(activity, role, kinds, by):
    """Keep who read the six kinds, when and in which wording; refused unless each was ticked."""
    if set(kinds) != set(never.CODES):
        raise Refused(_("这六条都看过、都勾上才行。"), code="not_all_six")
    Declaration.objects.create(
        activity=activity, role=role, by=by, version=never.VERSION, kinds=sorted(set(kinds))
    )


def missing_in(activity: Activity) -> dict[str, str]:
    """{section: what is still to be written in it}: 条例第十二条 asks for the risks, and whoever comes must find it."""
    missing = {}
    if not activity.place:
        missing["what"] = _("集合地点")
    if not activity.risks or not activity.protections:
        missing["safety"] = _("风险和保障")
    if not activity.contact_name or not activity.contact_phone:
        missing["contact"] = _("联系人和电话")
    return missing


def refuse_unless_sign_up_ends_in_time(activity, now):
    """Ahead of us, and not after everything is over."""
    if activity.has_ended_sign_up(now):
        raise Refused(_("报名截止的时间已经过了，改晚一点。"), code="closes_in_the_past")
    if activity.closes_at and activity.closes_at > activity.ends_at:
        raise Refused(_("报名截止比最后一班结束还晚，改早一点。"), code="closes_too_late")


def refuse_unless_in_or_above(activity):
    """Who lives in a banner or a league may be asked for where the activity lies, not somewhere else."""
    home = activity.residents_of_id
    if home and not activity.region_id.startswith(home):
        raise Refused(_("“只招哪里的人”要选活动所在的旗县或盟市。"), code="residents_elsewhere")


def refuse_unless_offered(activity):
    """A policy of its own is its organisation's, or one of the offices above it, in force."""
    if activity.policy_id is None:
        return
    offered = Policy.objects.offered_to(activity.organization_id, activity.region_id)
    if not offered.filter(pk=activity.policy_id).exists():
        raise Refused(_("这份保单不能用在这个活动上，换一份。"), code="other_policy")
