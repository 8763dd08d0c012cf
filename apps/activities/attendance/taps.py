"""The roll called in the field: one tap on the leader's phone for each who comes or leaves, sent when there is a
network again. Sending the same taps once more changes nothing."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.actions.absences import note_came_after_all
from apps.activities.attendance.roll import announce, refuse_late_roll
from apps.activities.insured import uncovered
from apps.activities.models import Presence, Shift, Signup
from apps.activities.qualified import Qualified
from apps.activities.trained import Trained
from apps.booking import codes
from apps.booking.window import policy_on, window_of
from apps.core import audit, days
from apps.core.errors import Refused
from apps.registration.consenting import lacking_consent

WRONG_CLOCK = datetime.timedelta(days=1)  # off by more, nobody knows any more when it was
LONG_AGO = datetime.timedelta(days=400)
NOTED, NOTED_BEFORE = "noted", "noted_before"
SLOW_CLOCK = datetime.timedelta(minutes=1)  # a phone that is off by less is taken at its word
How = Presence.How


@dataclass(frozen=True)
class Tap:
    """This person came, or left, at this moment by the phone's clock. The phone gives each tap a name of its own."""

    mark: UUID
    signup_id: int
    direction: str
    at: datetime.datetime


@dataclass(frozen=True)
class Answer:
    """What became of a tap: noted, noted before, or the code and words of why not."""

    mark: UUID
    code: str
    words: str = ""


@transaction.atomic
def take_taps(
    shift: Shift,
    taps: Iterable[Tap],
    *,
    by: User,
    sent_at: datetime.datetime,
    at: datetime.datetime | None = None,
) -> list[Answer]:
    """Note what was tapped, each for itself: one that cannot be noted says why and keeps back no other.

    Both times are kept: when it was tapped and when it arrived. A phone whose clock is wrong says so itself by the
    time of sending, and its taps are set right by as much. Whoever taps answers for it as for every roll: nobody for
    themselves, and somebody else confirms the hours.
    """
    at = at or timezone.now()
    refuse_late_roll(shift, at)
    book = _Book(shift, by, at, _drift(sent_at, at))
    answers = [book.enter(tap) for tap in sorted(taps, key=lambda tap: (tap.at, tap.direction == codes.OUT))]
    book.save()
    return answers


def _drift(sent_at, at):
    drift = at - sent_at
    if abs(drift) > WRONG_CLOCK:
        raise Refused(_("手机的日期差得太多，先把手机的时间调对再发。"), code="clock_wrong")
    return drift if abs(drift) > SLOW_CLOCK else datetime.timedelta()


class _Book:
    """The presences of a shift while taps are entered one after the other: read once, written once."""

    def __init__(self, shift, by, at, drift):
        self.by, self.at, self.drift = by, at, drift
        self.shift, self.policy = shift, policy_on(shift)
        self.window = window_of(shift, self.policy)
        self.signups = {signup.pk: signup for signup in _held(shift)}
        people = [signup.volunteer for signup in self.signups.values()]
        self.lacking = lacking_consent(people)
        self.insured = _Insured(shift, people)
        self.trained = Trained([person.pk for person in people], shift.position.required_trainings)
        self.qualified = Qualified([person.pk for person in people], shift)
        self.pairs = defaultdict(list)
        for presence in Presence.objects.filter(signup__in=self.signups):
            self.pairs[presence.signup_id].append(presence)
        self.marks = {
            mark
            for pairs in self.pairs.values()
            for presence in pairs
            for mark in (presence.came_mark, presence.left_mark)
        }
        self.came, self.left = [], []

    def enter(self, tap):
        if tap.mark in self.marks:
            return Answer(tap.mark, NOTED_BEFORE)
        try:
            self._refuse_stranger(tap.signup_id)
            moment = self._moment(tap)
            if tap.direction == codes.IN:
                self._come(tap, moment)
            else:
                self._leave(tap, moment)
        except Refused as refusal:
            return Answer(tap.mark, refusal.code, str(refusal))
        self.marks.add(tap.mark)
        return Answer(tap.mark, NOTED)

    def save(self):
        new = set(map(id, self.came))
        changed = [presence for presence in self.left if id(presence) not in new]
        Presence.objects.bulk_create(self.came)
        Presence.objects.bulk_update(
            changed,
            ["left_at", "left_how", "left_noted_by", "left_noted_at", "left_mark", "left_marked_at"],
        )
        noted = [*self.came, *changed]
        audit.note("attendance.roll", noted, by=self.by)
        note_came_after_all([self.signups[presence.signup_id] for presence in self.came], by=self.by)
        announce([presence for presence in noted if not presence.is_open], self.signups)

    def _refuse_stranger(self, signup_id):
        signup = self.signups.get(signup_id)
        if signup is None:
            raise Refused(_("不在这一班的名单里了。"), code="not_on_the_list")
        if signup.volunteer.user_id == self.by.pk:
            raise Refused(_("不能给自己点名，请队里另一位管理员来。"), code="own_roll")
        if signup.volunteer_id in self.lacking:
            raise Refused(
                _("监护人还没有同意，先请监护人在自己的账号里同意。"), code="guardian_consent_missing"
            )

    def _moment(self, tap):
        if abs(tap.at - self.at) > LONG_AGO:
            raise Refused(_("点的时候不在这一班的时间里，请用「补记」填时间。"), code="outside_the_shift")
        moment = tap.at + self.drift
        latest = self.window.ends if tap.direction == codes.IN else self.window.closes
        if not self.window.opens <= moment <= latest:
            raise Refused(_("点的时候不在这一班的时间里，请用「补记」填时间。"), code="outside_the_shift")
        if moment > self.at:
            raise Refused(_("手机上的时间比现在还晚，请用「补记」填时间。"), code="not_yet")
        return moment

    def _come(self, tap, moment):
        pairs = self.pairs[tap.signup_id]
        if any(pair.is_open for pair in pairs):
            raise Refused(_("已经签到了。"), code="already_in")
        if any(pair.came_at <= moment < pair.left_at for pair in pairs):
            raise Refused(_("这段时间已经记过了。"), code="noted_twice")
        today = days.day_of(moment)
        if sum(days.day_of(pair.came_at) == today for pair in pairs) >= self.policy["pairs_a_day"]:
            raise Refused(
                _("一班一天最多签到%(count)d次。") % {"count": self.policy["pairs_a_day"]},
                code="too_many_pairs",
            )
        volunteer = self.signups[tap.signup_id].volunteer
        self.insured.refuse(volunteer, moment)
        if self.trained.lacks(volunteer.pk, self.shift, moment):
            raise Refused(_("没有这个岗位要的培训，或者已经作废了，不能记。"), code="not_trained")
        if self.qualified.lacks(volunteer.pk):
            words = _("没有这个岗位要的证书，或者过了有效期，不能记。请本人在“我的档案”里传证书。")
            raise Refused(words, code="not_qualified")
        presence = Presence(
            signup_id=tap.signup_id,
            came_at=moment,
            came_how=How.ROLL,
            came_noted_by=self.by,
            came_mark=tap.mark,
            came_marked_at=tap.at,
        )
        pairs.append(presence)
        self.came.append(presence)

    def _leave(self, tap, moment):
        presence = next((pair for pair in self.pairs[tap.signup_id] if pair.is_open), None)
        if presence is None:
            raise Refused(_("还没签到，先记到再记走。"), code="not_in")
        if moment <= presence.came_at:
            raise Refused(_("离开的时间要晚于到的时间。"), code="leaves_before_coming")
        presence.left_at, presence.left_how, presence.left_noted_by = moment, How.ROLL, self.by
        presence.left_noted_at, presence.left_mark, presence.left_marked_at = self.at, tap.mark, tap.at
        self.left.append(presence)


class _Insured:
    """Who may come to something dangerous, by the day: asked once a day, however many taps there are."""

    def __init__(self, shift, people):
        self.shift, self.people, self.lacking = shift, people, {}

    def refuse(self, volunteer, moment):
        day = days.day_of(moment)
        if day not in self.lacking:
            self.lacking[day] = uncovered(self.shift, self.people, [moment])
        if volunteer.pk in self.lacking[day]:
            words = _("没有保险，不能参加有危险的活动。请本人打开“我的保险”看缺什么。")
            raise Refused(words, code="not_covered")


def _held(shift):
    """Everybody who holds a place, locked in one order: two leaders who send at once are taken one after the other."""
    return (
        Signup.objects.on_the_list()
        .filter(shift=shift)
        .select_related("volunteer")
        .defer("volunteer__document_number")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
