"""Signing up, driven at random: volunteers come and go, places grow and shrink, time passes, an activity is called off.

Beside the site runs a model of it in a few lines of Python. Each step is done in both; then both must say the same
about every place and every line, and everything that must always be true of the data is.
"""

import datetime
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.activities.actions import cancel_activity, cancel_signup, change_capacity, sign_up
from apps.activities.actions.signups import accept_offer, change_position
from apps.activities.actions.waiting import lapse_offers
from apps.activities.models import Activity, Shift, Signup
from apps.core.errors import Refused
from tests.factories import ActivityFactory, ShiftFactory, StaffFactory, UserFactory, VolunteerFactory
from tests.long.watching import broken

pytestmark = pytest.mark.django_db

PEOPLE = range(5)
# Hours from the beginning of the run; never a whole number, so that no step of whole hours ends on the very moment.
TIMES = [(30.5, 33.5), (32.5, 35.5), (60.5, 63.5)]  # the first two overlap
FREE_UNTIL, NEAR, ANSWER, ANSWER_NEAR = 24, 24, 4, 0.5
PLACES = st.sampled_from(range(len(TIMES)))
WHO = st.sampled_from(PEOPLE)
ANY = st.integers(0, 11)


class Line:
    """A shift as it should be: who has a place, who is offered one until when, who waits, in their order."""

    def __init__(self, begins, ends, capacity):
        self.begins, self.ends, self.capacity, self.called_off = begins, ends, capacity, False
        self.joined, self.offered, self.waiting = set(), {}, []

    def taken(self):
        return len(self.joined) + len(self.offered)

    def live(self, who):
        return who in self.joined or who in self.offered or who in self.waiting

    def drop(self, who):
        self.joined.discard(who)
        self.offered.pop(who, None)
        if who in self.waiting:
            self.waiting.remove(who)

    def offer(self, now):
        """What is free goes to the first in line, with some time to answer."""
        while self.begins > now and self.waiting and self.taken() < self.capacity:
            patience = ANSWER_NEAR if self.begins - now < NEAR else ANSWER
            self.offered[self.waiting.pop(0)] = min(self.begins, now + patience)

    def seen(self):
        return self.capacity, self.taken(), sorted(self.joined), sorted(self.offered), list(self.waiting)


class Should:
    """What each step should do: it is done, or the code of its refusal is returned."""

    def __init__(self):
        self.lines = [Line(begins, ends, 1 + n % 2) for n, (begins, ends) in enumerate(TIMES)]
        self.now, self.is_open = 0, True

    def refusal(self, who, line, instead_of=None):
        if not self.is_open or self.now >= TIMES[-1][1]:
            return "not_open"
        if line.begins <= self.now:
            return "over" if line.ends <= self.now else "started"
        if line is not instead_of and line.live(who):
            return "already_signed_up"
        beside = [other for other in self.lines if other not in {line, instead_of} and who in other.joined]
        if any(other.begins < line.ends and line.begins < other.ends for other in beside):
            return "overlaps"
        return None

    def join(self, who, line):
        if refusal := self.refusal(who, line):
            return refusal
        if line.taken() < line.capacity:
            line.joined.add(who)
        else:
            line.waiting.append(who)
        return None

    def leave(self, who, line, reason):
        if not line.live(who):
            return "already_left"
        if line.begins <= self.now:
            return "started"
        if who in line.joined and line.begins - self.now <= FREE_UNTIL and not reason:
            return "reason_needed"
        line.drop(who)
        line.offer(self.now)
        return None

    def accept(self, who, line):
        if line.offered.get(who, 0) <= self.now:
            return "offer_gone"
        if refusal := self.refusal(who, line, instead_of=line):
            return refusal
        line.drop(who)
        line.joined.add(who)
        return None

    def change(self, who, line, to):
        if to is line:
            return "other_activity"
        if who not in line.joined:
            return "other_state"
        if line.begins <= self.now:
            return "started"
        if refusal := self.refusal(who, to, instead_of=line):
            return refusal
        if to.taken() >= to.capacity:
            return "full"
        line.drop(who)
        to.joined.add(who)
        line.offer(self.now)
        return None

    def resize(self, line, capacity):
        if capacity < 1:
            return "bad_capacity"
        if line.begins <= self.now or line.called_off:
            return "started"
        if capacity < line.taken():
            return "capacity_below_taken"
        line.capacity = capacity
        line.offer(self.now)
        return None

    def cancel(self):
        ahead = [line for line in self.lines if line.begins > self.now]
        if not ahead:
            return "started"
        self.is_open = False
        for line in ahead:
            line.called_off = True
            line.joined, line.offered, line.waiting = set(), {}, []
        return None

    def lapse(self):
        for line in self.lines:
            for who in [who for who, until in line.offered.items() if until <= self.now]:
                del line.offered[who]
            if line.begins <= self.now:
                line.waiting = []
            line.offer(self.now)


def stage():
    """One activity with three shifts, people who might come, and somebody who runs it; made once for all runs."""
    now = timezone.now()
    ahead = [[now + datetime.timedelta(hours=hours) for hours in span] for span in TIMES]
    activity = ActivityFactory(starts_at=ahead[0][0], ends_at=ahead[-1][1])
    shifts = [
        ShiftFactory(position__activity=activity, starts_at=begins, ends_at=ends, capacity=1 + n % 2)
        for n, (begins, ends) in enumerate(ahead)
    ]
    return SimpleNamespace(
        activity=activity,
        shifts=shifts,
        people=VolunteerFactory.create_batch(len(PEOPLE)),
        staff=StaffFactory(organization=activity.organization).user,
        stranger=UserFactory(),
    )


class SigningUp(RuleBasedStateMachine):
    """The same steps in the site and in the model."""

    model = Should

    def __init__(self, here):
        super().__init__()
        self.here = here
        self.should, self.steps, self.begin = self.model(), 0, transaction.savepoint()

    def teardown(self):
        transaction.savepoint_rollback(self.begin)

    def both(self, expected, action, *arguments, **named):
        """The site refuses with the same code, or does it as the model did."""
        self.steps += 1
        try:
            with transaction.atomic():
                action(*arguments, **named)
            code = None
        except Refused as refusal:
            code = refusal.code
        assert code == expected

    def pick(self, which, *states):
        """One of the sign-ups in these states; where there is none, one of all."""
        everyone = Signup.objects.select_related("volunteer").order_by("pk")
        found = list(everyone.filter(state__in=states)) or list(everyone)
        signup = found[which % len(found)]
        return signup, self.here.people.index(signup.volunteer), self.place_of(signup)

    def place_of(self, signup):
        return self.should.lines[[shift.pk for shift in self.here.shifts].index(signup.shift_id)]

    @initialize(places=st.lists(st.tuples(WHO, PLACES), min_size=6, max_size=9))
    def begin_with_some(self, places):
        for who, where in places:
            self.join(who=who, where=where, by_stranger=False)

    @rule(who=WHO, where=PLACES, by_stranger=st.sampled_from([False, False, False, True]))
    def join(self, who, where, by_stranger):
        volunteer = self.here.people[who]
        by = self.here.stranger if by_stranger else volunteer.user
        expected = "not_yours" if by_stranger else self.should.join(who, self.should.lines[where])
        self.both(expected, sign_up, volunteer, self.here.shifts[where], by=by)

    @rule(which=ANY, reason=st.sampled_from(["", "家里有事"]), is_live=st.sampled_from([True, True, False]))
    def leave(self, which, reason, is_live):
        signup, who, line = self.pick(which, *(Signup.LIVE if is_live else ["left", "excused", "lapsed"]))
        expected = self.should.leave(who, line, reason) if signup.is_live else "already_left"
        self.both(expected, cancel_signup, signup, by=signup.volunteer.user, reason=reason)

    @rule(which=ANY)
    def accept(self, which):
        signup, who, line = self.pick(which, "offered")
        expected = self.should.accept(who, line) if signup.is_live else "offer_gone"
        self.both(expected, accept_offer, signup, by=signup.volunteer.user)

    @rule(which=ANY, to=PLACES)
    def change(self, which, to):
        signup, who, line = self.pick(which, "joined")
        if signup.is_live or self.should.lines[to] is line:
            expected = self.should.change(who, line, self.should.lines[to])
        else:
            expected = "other_state"
        self.both(expected, change_position, signup, self.here.shifts[to], by=signup.volunteer.user)

    @rule(where=PLACES, capacity=st.integers(0, 3))
    def resize(self, where, capacity):
        expected = self.should.resize(self.should.lines[where], capacity)
        self.both(expected, change_capacity, self.here.shifts[where], capacity=capacity, by=self.here.staff)

    @precondition(lambda self: self.steps > 14 and self.should.is_open)
    @rule()
    def cancel(self):
        self.both(
            self.should.cancel(), cancel_activity, self.here.activity, reason="大雪", by=self.here.staff
        )

    @rule(hours=st.integers(1, 12))
    def time_passes(self, hours):
        self.should.now += hours
        move_everything(datetime.timedelta(hours=hours))

    @rule()
    def lapse(self):
        self.should.lapse()
        lapse_offers()

    @invariant()
    def both_say_the_same(self):
        assert as_it_is(self.here) == [line.seen() for line in self.should.lines]

    @invariant()
    def everything_that_must_be_true_is(self):
        assert broken() == {}


def move_everything(by):
    """Time passes: whatever was to come is nearer, and what is over longer ago."""
    Shift.objects.update(starts_at=F("starts_at") - by, ends_at=F("ends_at") - by)
    Activity.objects.update(
        starts_at=F("starts_at") - by, ends_at=F("ends_at") - by, next_at=F("next_at") - by
    )
    Signup.objects.update(signed_up_at=F("signed_up_at") - by, offered_until=F("offered_until") - by)
    with (
        connection.cursor() as cursor
    ):  # one after the other, the earliest first, or a person's places would meet
        cursor.execute("SELECT id FROM activities_signup ORDER BY lower(during)")
        for (pk,) in cursor.fetchall():
            cursor.execute(
                "UPDATE activities_signup SET during = tstzrange(lower(during) - %(by)s, upper(during) - %(by)s)"
                " WHERE id = %(pk)s",
                {"by": by, "pk": pk},
            )


def as_it_is(here):
    places = dict(Shift.objects.in_bulk([shift.pk for shift in here.shifts]))
    names = {volunteer.pk: who for who, volunteer in enumerate(here.people)}
    live = Signup.objects.live().order_by("queue_number")
    signups = list(live.values_list("shift", "state", "volunteer"))

    def people(shift, state):
        return [names[who] for where, its_state, who in signups if (where, its_state) == (shift.pk, state)]

    return [
        (
            places[shift.pk].capacity,
            places[shift.pk].taken,
            sorted(people(shift, "joined")),
            sorted(people(shift, "offered")),
            people(shift, "waiting"),
        )
        for shift in here.shifts
    ]


def run(machine, **changed):
    here = stage()
    run_state_machine_as_test(lambda: machine(here), settings=settings(**changed))


def test_signing_up_is_what_it_should_be_whatever_people_do():
    run(SigningUp)


class Forgetful(Should):
    """A model in which nobody is offered what becomes free."""

    def leave(self, who, line, reason):
        waiting, line.waiting = line.waiting, []
        refusal = super().leave(who, line, reason)
        line.waiting = [one for one in waiting if refusal or one != who]
        return refusal


def test_a_model_that_forgets_the_line_is_found_out():
    """Whether the runs reach far enough to see a line at all."""

    class Forgetting(SigningUp):
        model = Forgetful

    with pytest.raises((AssertionError, BaseExceptionGroup)):
        run(Forgetting, phases=[Phase.generate], report_multiple_bugs=False, print_blob=False)
