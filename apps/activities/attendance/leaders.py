"""Who leads a shift without a post in the organisation."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.attendance.words import moment_words
from apps.activities.models import Shift, ShiftLeader, Signup
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization


@transaction.atomic
def appoint_leader(shift: Shift, signup: Signup, *, by: User) -> ShiftLeader:
    """One of those who come leads the shift: shows its code and calls its roll, nothing else, and not for themselves.
    A grown-up, and never who appoints."""
    signup = Signup.objects.active().filter(shift=shift, pk=signup.pk).select_related("volunteer").first()
    if signup is None:
        raise Refused(_("这个人不在这一班里了。"), code="not_on_the_list")
    volunteer = signup.volunteer
    if volunteer.is_minor:
        raise Refused(_("队长要满18岁。"), code="leader_too_young")
    if volunteer.user_id == by.pk:
        raise Refused(_("你是管理员，本来就能带班，不用指定自己。"), code="own_appointment")
    leader = ShiftLeader(shift=shift, user_id=volunteer.user_id, appointed_by=by)
    with refusing(ShiftLeader, {"activities_shiftleader_appointed_once": "already_leader"}):
        leader.save()
    audit.note("shift.leader_appointed", [leader], by=by)
    title = shift.position.activity.title
    body = _("%(when)s《%(title)s》这一班请你当队长：出示签到码、给大家点名。") % {
        "when": moment_words(shift.starts_at),
        "title": title,
    }
    url = reverse("activities:my_shifts")
    tell(
        "attendance.leader",
        [News(volunteer.user_id, f"leader:{leader.pk}", _("请你当这一班的队长"), body, url)],
    )
    return leader


@transaction.atomic
def dismiss_leader(leader: ShiftLeader, *, by: User) -> None:
    """From now on they lead the shift no more. By the organisation's people, or by the leader who cannot come."""
    ended = ShiftLeader.objects.standing().filter(pk=leader.pk).update(ended_at=timezone.now())
    if ended:
        audit.note("shift.leader_dismissed", [leader], by=by)


def shifts_led_by(user: User, of: QuerySet[Shift] | None = None) -> QuerySet[Shift]:
    """Shifts whose code the person may show and whose roll they may call: as one of the organisation's people, or
    appointed for the shift while the organisation is at work. `of`: among these."""
    rows = Shift.objects.all() if of is None else of
    appointed = ShiftLeader.objects.standing().filter(user=user).values("shift")
    at_work = rows.filter(
        pk__in=appointed, position__activity__organization__state=Organization.State.APPROVED
    )
    # Put together, not asked as «or»: for that the database reads every shift.
    theirs = rows.filter(position__activity__organization__in=Organization.objects.led_by(user))
    return Shift.objects.filter(pk__in=theirs.order_by().values("pk").union(at_work.order_by().values("pk")))


def shifts_led_lately_by(user: User, now: datetime.datetime) -> QuerySet[Shift]:
    """Of these, published ones from yesterday to a fortnight ahead."""
    lately = Shift.objects.filter(
        called_off_at=None,
        position__activity__submitted_at__isnull=False,
        ends_at__gt=now - datetime.timedelta(days=1),
        starts_at__lt=now + datetime.timedelta(days=14),
    )
    return shifts_led_by(user, of=lately)
