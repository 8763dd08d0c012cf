"""Coming and going: by the rotating code, which each volunteer enters for themselves, or by the roll staff call."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Presence, Shift, Signup
from apps.activities.signals import presences_closed
from apps.activities.window import Window, policy_on, window_of
from apps.booking import codes
from apps.core import audit, days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import clock, day_words
from apps.messaging.actions import News, tell

KIND = "shift"  # what the codes of activities are for; training will have a kind of its own
How = Presence.How


def check_in(shift: Shift, *, by: User, code: str, at: datetime.datetime | None = None) -> Presence:
    """The person signed in has come, shown by the six digits on the leader's screen.

    A wrong code is counted even though it is refused, so what is refused is raised after the transaction.
    """
    at = at or timezone.now()
    policy = policy_on(shift)
    with transaction.atomic():
        signup = _lock_signup(shift, by)
        signup.volunteer.refuse_without_consent()
        _refuse_while_paused(signup, policy, at)
        _refuse_coming(signup, window_of(shift, policy), policy, at)
        if right := _try_code(signup, code, codes.IN, policy, at):
            presence = Presence.objects.create(signup=signup, came_at=at, came_how=How.CODE)
    if not right:
        raise _wrong_code()
    return presence


def check_out(shift: Shift, *, by: User, code: str, at: datetime.datetime | None = None) -> Presence:
    """The person signed in leaves, shown by the code for leaving. The pair is complete and is announced."""
    at = at or timezone.now()
    policy = policy_on(shift)
    with transaction.atomic():
        signup = _lock_signup(shift, by)
        _refuse_while_paused(signup, policy, at)
        presence = signup.presences.filter(left_at=None).first()
        _refuse_leaving(presence, window_of(shift, policy), at)
        if right := _try_code(signup, code, codes.OUT, policy, at):
            presence.left_at, presence.left_how = at, How.CODE
            presence.save(update_fields=["left_at", "left_how"])
            presences_closed.send(sender=Presence, signup_ids=[signup.pk])
    if not right:
        raise _wrong_code()
    return presence


@dataclass(frozen=True)
class Mark:
    """What the roll says of one sign-up: when they came and, once they have left, when."""

    signup_id: int
    came_at: datetime.datetime
    left_at: datetime.datetime | None = None


@transaction.atomic
def call_roll(
    shift: Shift,
    marks: Iterable[Mark],
    *,
    by: User,
    at: datetime.datetime | None = None,
    anew: bool = False,
) -> list[Presence]:
    """Note who came, and when, for people without a phone at hand. Who calls the roll answers for it: nobody
    calls it for themselves, and the hours that follow are confirmed by someone else.

    Whoever is checked in already only leaves. Whoever has come and left stays as noted, unless it is noted
    `anew` because the hours were turned down or voided; what was noted first stays beside it.
    """
    at = at or timezone.now()
    marks = {mark.signup_id: mark for mark in marks}
    signups = _lock_signups(shift, marks, by)
    window = window_of(shift)
    if not anew:
        _refuse_late_roll(shift, at)
    for mark in marks.values():
        _refuse_untrue_times(mark, window, at)
    before = list(Presence.objects.filter(signup__in=signups))
    open_ones = {presence.signup_id: presence for presence in before if presence.is_open and not anew}
    if not anew:
        _refuse_noted_twice(marks, [presence for presence in before if not presence.is_open])

    left = [_leave(open_ones[pk], mark, by) for pk, mark in marks.items() if pk in open_ones and mark.left_at]
    Presence.objects.bulk_update(left, ["left_at", "left_how", "left_noted_by"])
    came = Presence.objects.bulk_create(
        _arrival(mark, by) for pk, mark in marks.items() if pk not in open_ones
    )
    noted = [*left, *came]
    audit.note("attendance.roll", noted, by=by)
    _close([presence for presence in noted if not presence.is_open], signups)
    return noted


def _lock_signup(shift, by):
    """The person's place in the shift, held until the end, so that guesses in parallel are counted one by one."""
    signups = Signup.objects.active().filter(shift=shift, volunteer__user=by)
    signup = signups.select_for_update(of=("self",)).first()
    if not signup:
        raise Refused(_("你没有报这一班。先到活动页报名，报上了再签到。"), code="not_signed_up")
    return signup


def _refuse_while_paused(signup, policy, at):
    if signup.failed_codes < policy["wrong_codes"]:
        return
    until = signup.failed_at + datetime.timedelta(minutes=policy["pause_minutes"])
    if at < until:
        minutes = int((until - at).total_seconds() // 60) + 1
        raise Refused(
            _("输错太多次，%(minutes)d分钟后再试，或者请队长点名。") % {"minutes": minutes}, code="paused"
        )


def _refuse_coming(signup, window, policy, at):
    if at < window.opens:
        raise Refused(_("还早，%(time)s起可以签到。") % {"time": _moment(window.opens)}, code="too_early")
    if not window.admits(at):
        raise Refused(_("这一班已经结束，不能再签到。来了的请队长点名。"), code="too_late")
    if signup.presences.filter(left_at=None).exists():
        raise Refused(_("已经签到了，走的时候记得签退。"), code="already_in")
    today = days.start_of(days.day_of(at))
    if signup.presences.filter(came_at__gte=today).count() >= policy["pairs_a_day"]:
        raise Refused(
            _("一班一天最多签到%(count)d次。") % {"count": policy["pairs_a_day"]}, code="too_many_pairs"
        )


def _refuse_leaving(presence, window, at):
    if not presence:
        raise Refused(_("还没签到，先签到再签退。"), code="not_in")
    if not window.releases(at):
        raise Refused(
            _("签退到%(time)s为止，已经过了。请队长点名时补上。") % {"time": _moment(window.closes)},
            code="too_late",
        )


def _try_code(signup, code, direction, policy, at):
    """Whether the code is right. Wrong ones in a row are counted; a right one and a pause begin the count anew."""
    right = codes.is_right(code, KIND, signup.shift_id, direction, at)
    if right:
        signup.failed_codes, signup.failed_at = 0, None
    else:
        pause = datetime.timedelta(minutes=policy["pause_minutes"])
        in_a_row = signup.failed_at is not None and at < signup.failed_at + pause
        signup.failed_codes, signup.failed_at = signup.failed_codes + 1 if in_a_row else 1, at
    signup.save(update_fields=["failed_codes", "failed_at"])
    return right


def _wrong_code():
    return Refused(_("这6位数字不对，或者已经换了新码。再看一眼队长的屏幕。"), code="wrong_code")


def _lock_signups(shift, marks, by):
    """The marked sign-ups, held in one order. All of them are of this shift and none is the caller's own."""
    signups = {
        signup.pk: signup
        for signup in Signup.objects.active()
        .filter(shift=shift, pk__in=marks)
        .select_related("volunteer")
        .order_by("pk")
        .select_for_update(of=("self",))
    }
    if len(signups) != len(marks):
        raise Refused(_("名单变了，有人不在这一班里。刷新以后再点名。"), code="not_on_the_list")
    if any(signup.volunteer.user_id == by.pk for signup in signups.values()):
        raise Refused(_("不能给自己点名，请队里另一位管理员来。"), code="own_roll")
    return signups


def _refuse_late_roll(shift, at):
    """Long afterwards nobody remembers who came. Times noted already are mended without end (`anew`)."""
    limit = PolicyRow.objects.value("hours", "roll_days", days.day_of(shift.starts_at))
    if at > shift.ends_at + datetime.timedelta(days=limit):
        raise Refused(
            _("这一班结束超过%(days)d天了，不能再点名。以后当天就点，最晚不过%(days)d天。") % {"days": limit},
            code="roll_too_late",
        )


def _refuse_untrue_times(mark: Mark, window: Window, at):
    """What is noted has happened, and happened during this shift."""
    left_at = mark.left_at or mark.came_at
    if not (window.opens <= mark.came_at < window.ends and left_at <= window.closes):
        raise Refused(
            _("时间要在%(opens)s到%(closes)s之间。")
            % {"opens": _moment(window.opens), "closes": _moment(window.closes)},
            code="outside_the_shift",
        )
    if max(mark.came_at, left_at) > at:
        raise Refused(_("还没到的时间不能先记。"), code="not_yet")
    if mark.left_at and mark.left_at <= mark.came_at:
        raise Refused(_("离开的时间要晚于到的时间。"), code="leaves_before_coming")


def _refuse_noted_twice(marks, closed):
    for presence in closed:
        mark = marks[presence.signup_id]
        if mark.came_at < presence.left_at and (mark.left_at or mark.came_at) >= presence.came_at:
            raise Refused(_("有人这段时间已经记过了，刷新以后再点名。"), code="noted_twice")


def _arrival(mark, by):
    return Presence(
        signup_id=mark.signup_id,
        came_at=mark.came_at,
        came_how=How.ROLL,
        left_at=mark.left_at,
        left_how=How.ROLL if mark.left_at else "",
        came_noted_by=by,
        left_noted_by=by if mark.left_at else None,
    )


def _leave(presence, mark, by):
    if mark.left_at <= presence.came_at:
        raise Refused(_("离开的时间要晚于到的时间。"), code="leaves_before_coming")
    presence.left_at, presence.left_how, presence.left_noted_by = mark.left_at, How.ROLL, by
    return presence


def _close(presences, signups):
    """Tell those whose pair is complete, and announce the pairs."""
    if not presences:
        return
    tell(
        "attendance.roll",
        [
            News(
                signups[presence.signup_id].volunteer.user_id,
                f"presence:{presence.pk}",
                _("队长点名记下了你"),
                _("%(came)s到，%(left)s离开。时长等另一位管理员确认。")
                % {"came": _moment(presence.came_at), "left": clock(presence.left_at)},
                reverse("hours:ledger"),
            )
            for presence in presences
        ],
    )
    presences_closed.send(sender=Presence, signup_ids=[presence.signup_id for presence in presences])


def _moment(moment):
    return f"{day_words(moment)} {clock(moment)}"
