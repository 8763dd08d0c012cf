"""The roll: somebody of the organisation notes who came, and when, for people without a phone at hand."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.actions.absences import note_came_after_all
from apps.activities.attendance.words import moment_words
from apps.activities.insured import uncovered
from apps.activities.models import Presence, Shift, Signup
from apps.activities.qualified import refuse_unqualified_people
from apps.activities.signals import presences_closed
from apps.activities.trained import refuse_untrained_people
from apps.booking.window import Window, policy_on, window_of
from apps.core import audit, days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import clock
from apps.messaging.actions import News, tell
from apps.registration.consenting import lacking_consent

How = Presence.How


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
    signups = _lock_signups(shift, marks, by, anew)
    policy = policy_on(shift)
    window = window_of(shift, policy)
    if not anew:
        refuse_late_roll(shift, at)
    for mark in marks.values():
        _refuse_untrue_times(mark, window, at)
    _refuse_uncovered(shift, signups, marks)
    before = list(Presence.objects.filter(signup__in=signups))
    open_ones = {presence.signup_id: presence for presence in before if presence.is_open and not anew}
    arrivals = [mark for pk, mark in marks.items() if pk not in open_ones]
    refuse_untrained_people(shift, [(signups[one.signup_id].volunteer, one.came_at) for one in arrivals])
    if not anew:
        refuse_unqualified_people(shift, [signups[one.signup_id].volunteer for one in arrivals])
        _refuse_noted_twice(marks, [presence for presence in before if not presence.is_open])
        _refuse_too_many_pairs(marks, before, policy)

    left = [
        _leave(open_ones[pk], mark, by, at) for pk, mark in marks.items() if pk in open_ones and mark.left_at
    ]
    Presence.objects.bulk_update(left, ["left_at", "left_how", "left_noted_by", "left_noted_at"])
    came = Presence.objects.bulk_create(_arrival(mark, by, at) for mark in arrivals)
    noted = [*left, *came]
    audit.note("attendance.roll", noted, by=by)
    note_came_after_all(signups.values(), by=by)
    announce([presence for presence in noted if not presence.is_open], signups)
    return noted


def _lock_signups(shift, marks, by, anew):
    """The marked sign-ups, held in one order. All of them are of this shift and none is the caller's own."""
    signups = {
        signup.pk: signup
        for signup in Signup.objects.on_the_list()
        .filter(shift=shift, pk__in=marks)
        .select_related("volunteer")
        .order_by("pk")
        .select_for_update(of=("self",))
    }
    if len(signups) != len(marks):
        raise Refused(_("名单变了，有人不在这一班里。刷新以后再点名。"), code="not_on_the_list")
    if any(signup.volunteer.user_id == by.pk for signup in signups.values()):
        raise Refused(_("不能给自己点名，请队里另一位管理员来。"), code="own_roll")
    if not anew and lacking_consent([signup.volunteer for signup in signups.values()]):
        raise Refused(
            _("有的孩子还没有监护人同意，先请监护人在自己的账号里同意。"), code="guardian_consent_missing"
        )
    return signups


def _refuse_uncovered(shift, signups, marks):
    """Nobody is noted at something dangerous who was not insured when they came; named, so that the others can be."""
    arrived = [signups[mark.signup_id].volunteer for mark in marks.values()]
    lacking = uncovered(shift, arrived, [mark.came_at for mark in marks.values()])
    if lacking:
        names = "、".join(person.masked_name for person in arrived if person.pk in lacking)
        words = _("这些人没有保险，不能参加有危险的活动：%(names)s。请本人打开“我的保险”看缺什么。")
        raise Refused(words % {"names": names}, code="not_covered")


def refuse_late_roll(shift, at):
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
            % {"opens": moment_words(window.opens), "closes": moment_words(window.closes)},
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


def _refuse_too_many_pairs(marks, before, policy):
    """So many pairs a day and shift, by whatever door; who is there still only leaves."""
    there = {presence.signup_id for presence in before if presence.is_open}
    pairs = Counter((presence.signup_id, days.day_of(presence.came_at)) for presence in before)
    for pk, mark in marks.items():
        if pk not in there and pairs[pk, days.day_of(mark.came_at)] >= policy["pairs_a_day"]:
            raise Refused(
                _("一班一天最多签到%(count)d次。") % {"count": policy["pairs_a_day"]}, code="too_many_pairs"
            )


def _arrival(mark, by, at):
    return Presence(
        signup_id=mark.signup_id,
        came_at=mark.came_at,
        came_how=How.ROLL,
        left_at=mark.left_at,
        left_how=How.ROLL if mark.left_at else "",
        came_noted_by=by,
        left_noted_by=by if mark.left_at else None,
        left_noted_at=at if mark.left_at else None,
    )


def _leave(presence, mark, by, at):
    if mark.left_at <= presence.came_at:
        raise Refused(_("离开的时间要晚于到的时间。"), code="leaves_before_coming")
    presence.left_at, presence.left_how = mark.left_at, How.ROLL
    presence.left_noted_by, presence.left_noted_at = by, at
    return presence


def announce(presences, signups):
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
                % {"came": moment_words(presence.came_at), "left": clock(presence.left_at)},
                reverse("hours:ledger"),
            )
            for presence in presences
        ],
    )
    presences_closed.send(sender=Presence, signup_ids=[presence.signup_id for presence in presences])
