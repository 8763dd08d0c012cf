"""Who has completed a course, and what the training account says."""

import datetime

import pytest

from apps.core import days, invariants
from apps.core.errors import Refused
from apps.hours.models import HourRecord, LedgerLine
from apps.messaging.models import Message
from apps.training.actions import (
    take_test,
    void_completions,
)
from apps.training.actions.results import months_later
from apps.training.models import Attempt, Completion, Session
from apps.training.signals import completions_changed
from tests.factories import (
    CompletionFactory,
    EnrolmentFactory,
    StaffFactory,
)
from tests.training.conftest import code_of, come_and_go, leader, over

pytestmark = pytest.mark.django_db


def test_training_is_an_account_of_its_own(enrolment):
    come_and_go(enrolment, enrolment.session.starts_at, enrolment.session.ends_at)

    assert (HourRecord.objects.count(), LedgerLine.objects.count()) == (0, 0)


def test_a_course_with_a_test_is_completed_by_passing_it(to_test):
    user = to_test.volunteer.user

    failed = take_test(to_test, [0, 0, 1], by=user)
    assert (failed.score, failed.passed, Completion.objects.count()) == (33, False, 0)
    passed = take_test(to_test, [1, 1, 0], by=user)

    assert (passed.score, passed.passed) == (66, True)
    assert Completion.objects.get(enrolment=to_test).passed_on == days.today()
    with pytest.raises(Refused) as refused:
        take_test(to_test, [1, 1, 1], by=user)
    assert code_of(refused) == "already_passed"


def test_the_test_is_for_who_was_there(to_test):
    other = EnrolmentFactory(session=to_test.session)

    with pytest.raises(Refused) as refused:
        take_test(other, [1, 1, 1], by=other.volunteer.user)
    assert code_of(refused) == "not_attended"
    with pytest.raises(Refused) as refused:
        take_test(to_test, [1, 1, 1], by=other.volunteer.user)
    assert code_of(refused) == "not_yours"
    with pytest.raises(Refused) as refused:
        take_test(to_test, [1, 1], by=to_test.volunteer.user)
    assert code_of(refused) == "not_answered"


def test_three_goes_a_day_and_not_for_ever(to_test):
    for _n in range(3):
        take_test(to_test, [0, 0, 0], by=to_test.volunteer.user)
    with pytest.raises(Refused) as refused:
        take_test(to_test, [1, 1, 1], by=to_test.volunteer.user)
    assert code_of(refused) == "too_many_attempts"


def test_the_test_closes_some_days_after_the_session(to_test):
    session = to_test.session
    over(session, days=20)
    to_test.attendances.update(came_at=session.starts_at, left_at=session.ends_at)

    with pytest.raises(Refused) as refused:
        take_test(to_test, [1, 1, 1], by=to_test.volunteer.user)
    assert code_of(refused) == "test_over"


def test_months_are_those_of_the_calendar():
    assert [months_later(datetime.date(2026, 1, 31), months) for months in (1, 12, 23)] == [
        datetime.date(2026, 2, 28),
        datetime.date(2027, 1, 31),
        datetime.date(2027, 12, 31),
    ]


def test_what_counts_on_a_day():
    today = days.today()
    passed = CompletionFactory(passed_on=today, expires_on=today + days.ONE)
    for_ever = CompletionFactory(expires_on=None)
    CompletionFactory(passed_on=today - 2 * days.ONE, expires_on=today - days.ONE)
    CompletionFactory(passed_on=today + days.ONE, expires_on=None)

    assert sorted(Completion.objects.holding(today).values_list("pk", flat=True)) == [passed.pk, for_ever.pk]
    assert [one.holds_on(today) for one in Completion.objects.order_by("pk")] == [True, True, False, False]


def test_a_voided_completion_does_not_count_and_the_person_hears_why():
    completion, heard = CompletionFactory(), []
    by = leader(completion)

    def hear(volunteer_ids, **kwargs):
        heard.append(volunteer_ids)

    completions_changed.connect(hear)
    chosen = Completion.objects.voidable_by(by)
    with pytest.raises(Refused) as refused:
        void_completions(chosen, why=" ", by=by)
    assert code_of(refused) == "no_reason"

    void_completions(chosen, why="冒名上课", by=by)

    assert heard == [[completion.volunteer_id]]
    assert Completion.objects.holding(days.today()).count() == 0
    assert "冒名上课" in Message.objects.get(kind="training.voided").body


def test_nobody_voids_their_own_and_strangers_void_nothing():
    completion = CompletionFactory()
    own = StaffFactory(organization=completion.course.organization, user=completion.volunteer.user).user

    assert Completion.objects.voidable_by(own).count() == 0
    assert Completion.objects.voidable_by(StaffFactory().user).count() == 0
    with pytest.raises(Refused) as refused:
        void_completions(Completion.objects.all(), why="自己来", by=own)
    assert code_of(refused) == "own_completion"


def test_all_that_is_true_of_training_holds(to_test):
    take_test(to_test, [1, 1, 1], by=to_test.volunteer.user)

    assert [
        name for name in invariants.names() if name.startswith("training_") and invariants.bad_rows(name)
    ] == []
    assert Attempt.objects.count() == 1
    assert Session.objects.get(pk=to_test.session_id).taken == 1
