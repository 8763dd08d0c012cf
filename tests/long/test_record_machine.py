"""The life of service records, driven at random: people come, hours are proposed, confirmed, cut, turned down, voided,
noted anew, objected to; by whoever may and by whoever may not.

Beside the site runs a model of it in a few lines of Python. After each step both say the same about every record, and
totals, stars and yearly standing equal a recount of the model.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from apps.activities.attendance import Mark
from apps.activities.models import Signup
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours import actions
from apps.hours.models import Appeal, HourRecord, YearTotal
from apps.hours.pieces import Stretch
from apps.quotas.models import YearStanding
from apps.stars.models import StarStanding
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.long.watching import broken

pytestmark = pytest.mark.django_db

HOURS = [(0, 3), (4, 10), (10, 14)]  # of the shifts of one day, from nine o'clock: more than twelve together
STARS = [60, 200, 400, 600, 900]  # so near that a few records reach them
LIMITS = {"owner": 480, "insider": 480, "officer": 720}  # minutes of one person's day
DECIDERS = st.sampled_from(
    ["owner", "insider", "officer", "owner", "insider", "officer", "stranger", "helper"]
)
ANY = st.integers(0, 11)
WHAT = {"pending": "too_short", "confirmed": "too_short", "rejected": "rejected", "voided": "voided"}


@dataclass
class Record:
    """What a record should be."""

    signup: int
    who: int
    start: int  # minutes from nine o'clock
    end: int
    made: int  # in which step
    state: str = "pending"
    counted: int | None = None
    hands: tuple = ()  # who noted it
    chain: tuple = ()  # who had anything to do with it
    after_objection: bool = False

    @property
    def minutes(self):
        return self.end - self.start

    @property
    def is_alive(self):
        return self.state in {"pending", "confirmed"}

    def overlaps(self, other):
        return self.who == other.who and self.start < other.end and other.start < self.end


def stage():
    """One day three days ago with three shifts, two volunteers and a third who is staff as well; made once."""
    for level, minutes in enumerate(STARS, start=1):
        PolicyRow.objects.filter(topic="star_minutes", item=level).update(value=minutes)
    PolicyRow.objects.filter(topic="anomaly", item="threshold").update(value=10_000)  # dice are odd enough
    nine = nine_oclock(-3)
    activity = ActivityFactory(starts_at=nine, ends_at=nine + datetime.timedelta(hours=14))
    shifts = [
        ShiftFactory(
            position__activity=activity,
            starts_at=nine + datetime.timedelta(hours=begins),
            ends_at=nine + datetime.timedelta(hours=ends),
        )
        for begins, ends in HOURS
    ]
    people = VolunteerFactory.create_batch(3)
    insider = StaffFactory(organization=activity.organization, role="staff", user=people[2].user).user
    return SimpleNamespace(
        nine=nine,
        people=people,
        signups=[SignupFactory(shift=shift, volunteer=one) for one in people for shift in shifts],
        owner=StaffFactory(organization=activity.organization).user,
        insider=insider,
        officer=OfficerFactory().user,
        stranger=UserFactory(),
        helper=people[0].user,
    )


class Serving(RuleBasedStateMachine):
    """The same steps in the site and in the model."""

    def __init__(self, here):
        super().__init__()
        self.here, self.records, self.pairs, self.step = here, {}, [], 0
        self.begin = transaction.savepoint()

    def teardown(self):
        transaction.savepoint_rollback(self.begin)

    # --- the model ----------------------------------------------------------------------------------

    def seen_by(self, name):
        """The records somebody may decide: staff and the office of the banner, never their own or what they noted;
        what an objection led to only the office."""
        if name in {"stranger", "helper"}:
            return {}
        own = 2 if name == "insider" else None
        return {
            pk: one
            for pk, one in self.records.items()
            if one.who != own and name not in one.hands and (name == "officer" or not one.after_objection)
        }

    def sort(self, chosen, name, counted):
        """(through, taken, passed on), one after the other."""
        through, taken, passed_on = [], [], []
        standing = [one for one in self.records.values() if one.state == "confirmed"]
        for pk in sorted(chosen):
            one = self.records[pk]
            day = sum(other.counted for other in standing if other.who == one.who)
            if any(one.overlaps(other) for other in standing):
                taken.append(pk)
            elif day + counted[pk] > LIMITS[name]:
                passed_on.append(pk)
            else:
                through.append(pk)
                one.counted = counted[pk]
                standing.append(one)
        return through, taken, passed_on

    def at(self, minute):
        return self.here.nine + datetime.timedelta(minutes=minute)

    def minute(self, moment):
        return int((moment - self.here.nine).total_seconds() // 60)

    def adopt(self, **known):
        """New records of the site become part of the model."""
        rows = HourRecord.objects.exclude(pk__in=self.records).order_by("pk")
        signups = [signup.pk for signup in self.here.signups]
        for row in rows:
            place = signups.index(row.signup_id)
            start, end = self.minute(row.during.lower), self.minute(row.during.upper)
            self.records[row.pk] = Record(place, place // 3, start, end, self.step, **known)
        return [self.records[row.pk] for row in rows]

    def tried(self, action, *arguments, **named):
        """What the action returns, and the code of its refusal."""
        self.step += 1
        try:
            with transaction.atomic():
                return action(*arguments, **named), None
        except Refused as refusal:
            return None, refusal.code

    def pick(self, which, *states):
        found = [pk for pk, one in sorted(self.records.items()) if one.state in states]
        return found[which % len(found)] if found else None

    def row(self, pk):
        return HourRecord.objects.select_related("signup__shift", "volunteer").get(pk=pk)

    # --- the steps ----------------------------------------------------------------------------------

    @initialize(times=st.lists(st.tuples(ANY, st.integers(0, 5), st.integers(1, 8)), min_size=3, max_size=7))
    def begin_with_some(self, times):
        for place, first, length in times:
            self.come(place=place, first=first, length=length)
        self.propose()

    @rule(place=ANY, first=st.integers(0, 5), length=st.integers(1, 8))
    def come(self, place, first, length):
        """Came and left by code, in quarters of the time of the shift."""
        place %= len(self.here.signups)
        begins, ends = (60 * hour for hour in HOURS[place % 3])
        start = begins + first * 30
        end = min(start + length * 45, ends)
        if start < end:
            self.step += 1
            PresenceFactory(signup=self.here.signups[place], came_at=self.at(start), left_at=self.at(end))
            self.pairs.append(Record(place, place // 3, start, end, self.step))

    @rule()
    def propose(self):
        """What no record answers yet: none that stands, none made since the pair was noted."""
        answers = list(self.records.values())
        expected = {
            (pair.signup, pair.start, pair.end)
            for pair in self.pairs
            if not any(
                one.signup == pair.signup and one.overlaps(pair) and (one.is_alive or one.made >= pair.made)
                for one in answers
            )
        }
        signups = Signup.objects.filter(pk__in=[signup.pk for signup in self.here.signups])
        _count, code = self.tried(actions.propose_hours, signups)
        assert code is None
        assert {(one.signup, one.start, one.end) for one in self.adopt()} == expected

    @rule(name=DECIDERS, picks=st.sets(ANY, min_size=1, max_size=4), less=st.sampled_from([0, 0, 0, 15, 45]))
    def confirm(self, name, picks, less):
        by = getattr(self.here, name)
        asked = [pk for n, pk in enumerate(sorted(self.records)) if n % 12 in picks]
        rows = HourRecord.objects.filter(pk__in=asked).decidable_by(by)
        mine = self.seen_by(name)
        assert {row.pk for row in rows} == mine.keys() & set(asked)
        pending = [pk for pk in asked if pk in mine and mine[pk].state == "pending"]
        counted = {pk: max(self.records[pk].minutes - less, 1) for pk in pending}
        outcome, code = self.tried(
            actions.confirm_hours, rows, by=by, minutes=counted if less else None, reason="提前走了"
        )
        if not pending:
            assert code == "already_decided"
            return
        through, taken, passed_on = self.sort(pending, name, counted)
        assert (outcome.confirmed, outcome.set_aside, sorted(outcome.passed_on)) == (
            through,
            taken,
            passed_on,
        )
        assert outcome.held == []
        for pk in through:
            self.records[pk].state = "confirmed"
            self.records[pk].chain += (name,)

    @rule(name=DECIDERS, which=ANY)
    def reject(self, name, which):
        by, pk = getattr(self.here, name), self.pick(which, "pending", "confirmed")
        rows = HourRecord.objects.filter(pk=pk).decidable_by(by)
        _pks, code = self.tried(actions.reject_hours, rows, by=by, reason="记错了")
        if pk in self.seen_by(name) and self.records[pk].state == "pending":
            assert code is None
            self.records[pk].state, self.records[pk].chain = "rejected", (name,)
        else:
            assert code == "already_decided"

    @rule(name=DECIDERS, which=ANY)
    def void(self, name, which):
        by, pk = getattr(self.here, name), self.pick(which, "confirmed", "pending")
        found = HourRecord.objects.filter(pk=pk).decidable_by(by).first()
        assert (found is not None) == (pk in self.seen_by(name))
        if found:
            _record, code = self.tried(actions.void_hours, found, by=by, reason="查实没来")
            one = self.records[pk]
            assert code == (None if one.state == "confirmed" else "not_confirmed")
            if code is None:
                one.state, one.chain = "voided", (*one.chain, name)

    @rule(name=st.sampled_from(["owner", "insider"]), which=ANY)
    def note_anew(self, name, which):
        """By the roll, with the same times; whoever notes it cannot confirm it."""
        pk = self.pick(which, "rejected", "voided")
        if pk not in self.seen_by(name):
            return
        one, row = self.records[pk], self.row(pk)
        mark = Mark(row.signup_id, row.during.lower, row.during.upper)
        count, code = self.tried(actions.note_anew, row, mark, by=getattr(self.here, name))
        standing = [other for other in self.records.values() if other.signup == one.signup and other.is_alive]
        if any(other.overlaps(one) for other in standing):
            assert code == "still_counts"
        else:
            before = set(self.records)
            made = self.adopt()
            assert (code, count, len(made) > 0) == (None, len(made), True)
            self.note_hand(name, self.records.keys() - before)
            self.pairs.append(Record(one.signup, one.who, one.start, one.end, self.step))

    def note_hand(self, name, made):
        """A pair that came by code meanwhile may be answered at the same time; nobody has a hand in that one."""
        for pk in (
            HourRecord.objects.filter(pk__in=made)
            .exclude(source=HourRecord.Source.CODE)
            .values_list("pk", flat=True)
        ):
            self.records[pk].hands = self.records[pk].chain = (name,)

    @rule(which=ANY, answer=st.sampled_from(["uphold", "uphold", "dismiss"]), of=st.sampled_from(list(WHAT)))
    def object_to(self, which, answer, of):
        """The person objects; the office decides unless it had a hand in it: by a reversal and a new record."""
        pk = self.pick(which, of)
        if pk is None:
            return
        one, row = self.records[pk], self.row(pk)
        before = list(Appeal.objects.filter(record=pk))
        appeal = next((one for one in before if one.state == "open"), None)
        filed, code = self.tried(
            actions.file_appeal, row, by=row.volunteer.user, what=WHAT[of], words="我在的"
        )
        assert code == ("asked_already" if appeal else "no_more_rounds" if len(before) == 2 else None)
        appeal = appeal or filed
        if appeal is None:
            return
        if appeal.outside_from > days.today():
            self.tried(actions.pass_on_appeal, appeal, by=self.here.owner)
        may = Appeal.objects.filter(pk=appeal.pk).decidable_by(self.here.officer).exists()
        assert may == ("officer" not in one.chain)
        if may and answer == "dismiss":
            assert (
                self.tried(actions.dismiss_appeal, appeal, by=self.here.officer, answer="核对过了")[1] is None
            )
        elif may:
            self.uphold(appeal, pk, row)

    def uphold(self, appeal, pk, row):
        one = self.records[pk]
        stretch = Stretch(row.during.lower, row.during.upper)
        _made, code = self.tried(
            actions.uphold_appeal, appeal, by=self.here.officer, answer="有照片为证", stretch=stretch
        )
        others = [other for key, other in self.records.items() if key != pk]
        day = sum(other.counted for other in others if other.who == one.who and other.state == "confirmed")
        if any(other.overlaps(one) and other.is_alive for other in others):
            assert code == "time_taken"
        elif day + one.minutes > LIMITS["officer"]:
            assert code == "passed_on"
        else:
            assert code is None
            if one.is_alive:
                one.state = "voided" if one.state == "confirmed" else "rejected"
                one.chain += ("officer",)
            self.adopt(state="confirmed", counted=one.minutes, chain=("officer",), after_objection=True)

    # --- what holds after each step -----------------------------------------------------------------

    @invariant()
    def records_are_what_they_should_be(self):
        there = {
            pk: (state, counted)
            for pk, state, counted in HourRecord.objects.values_list("pk", "state", "counted")
        }
        assert there == {
            pk: (one.state, one.counted if one.state in {"confirmed", "voided"} else None)
            for pk, one in self.records.items()
        }

    @invariant()
    def totals_stars_and_standing_equal_a_recount(self):
        minutes = defaultdict(int)
        for one in self.records.values():
            if one.state == "confirmed":
                minutes[self.here.people[one.who].pk] += one.counted
        expected = {pk: total for pk, total in minutes.items() if total}
        year = days.day_of(self.here.nine).year
        totals = YearTotal.objects.filter(minutes__gt=0).values_list("volunteer", "year", "minutes")
        stars = StarStanding.objects.filter(minutes__gt=0).values_list("volunteer", "minutes", "reached")
        standing = YearStanding.objects.filter(minutes__gt=0).values_list("volunteer", "year", "minutes")
        in_the_year = {(pk, year, total) for pk, total in expected.items()}
        reached = {(pk, total, sum(total >= star for star in STARS)) for pk, total in expected.items()}
        assert (set(totals), set(standing), set(stars)) == (in_the_year, in_the_year, reached)

    @invariant()
    def everything_that_must_be_true_is(self):
        assert broken() == {}


def run(machine, **changed):
    here = stage()
    run_state_machine_as_test(lambda: machine(here), settings=settings(**changed))


def test_records_and_their_totals_are_what_they_should_be_whatever_is_decided():
    run(Serving)


def test_a_model_that_lets_people_decide_their_own_is_found_out():
    """Whether the runs reach far enough to see who decides."""

    class Trusting(Serving):
        def seen_by(self, name):
            return {} if name in {"stranger", "helper"} else self.records

    with pytest.raises((AssertionError, BaseExceptionGroup)):
        run(Trusting, phases=[Phase.generate], report_multiple_bugs=False, print_blob=False)
