import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.activities.attendance import Mark, call_roll
from apps.activities.models import Presence
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.hours.models import HourRecord
from apps.messaging.models import Message
from tests.factories import (
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

NINE = nine_oclock(2)


def at(hour, minute=0):
    return NINE + datetime.timedelta(hours=hour - 9, minutes=minute)


EVENING = at(20)


@pytest.fixture
def shift():
    return ShiftFactory(capacity=50)


@pytest.fixture
def leader(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


@pytest.fixture
def call(shift, leader):
    def act(*marks, by=leader, moment=EVENING):
        return call_roll(shift, marks, by=by, at=moment)

    return act


def whole(signup):
    return Mark(signup.pk, at(9), at(12))


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def test_the_roll_notes_who_came_from_when_to_when_and_who_says_so(shift, leader, call):
    first, second = SignupFactory(shift=shift), SignupFactory(shift=shift)

    call(Mark(first.pk, at(9), at(12)), Mark(second.pk, at(9, 20), at(11)))

    noted = Presence.objects.order_by("signup").values_list(
        "signup", "came_at", "left_at", "came_how", "left_how", "came_noted_by", "left_noted_by"
    )
    assert list(noted) == [
        (first.pk, at(9), at(12), "roll", "roll", leader.pk, leader.pk),
        (second.pk, at(9, 20), at(11), "roll", "roll", leader.pk, leader.pk),
    ]


def test_hours_of_a_roll_say_who_called_it_and_wait_for_somebody_else(shift, leader, call):
    call(whole(SignupFactory(shift=shift)))

    record = HourRecord.objects.get()
    assert (record.source, record.came_noted_by, record.minutes) == ("roll", leader, 180)
    assert not HourRecord.objects.decidable_by(leader).exists()


def test_whoever_forgot_to_check_out_leaves_by_the_roll(shift, leader, call):
    presence = PresenceFactory(
        signup=SignupFactory(shift=shift), came_at=at(8, 50), left_at=None, left_how=""
    )

    call(whole(presence.signup))

    presence.refresh_from_db()
    assert (presence.came_at, presence.came_how) == (at(8, 50), "code")
    assert (presence.left_at, presence.left_how, presence.left_noted_by) == (at(12), "roll", leader)
    assert HourRecord.objects.get().source == "roll"


def test_who_noted_the_coming_and_who_noted_the_leaving_confirm_neither(shift, leader, call):
    """Of two who note one end each, none confirms; a third one does."""
    organization = shift.position.activity.organization
    second, third = StaffFactory(organization=organization).user, StaffFactory(organization=organization).user
    signup = SignupFactory(shift=shift)

    call(Mark(signup.pk, at(9)), moment=at(10))
    call(whole(signup), by=second)

    presence, record = Presence.objects.get(), HourRecord.objects.get()
    assert (presence.came_noted_by, presence.left_noted_by) == (leader, second)
    assert (record.came_noted_by, record.left_noted_by) == (leader, second)
    deciders = [user for user in (leader, second, third) if HourRecord.objects.decidable_by(user).exists()]
    assert deciders == [third]


def test_long_after_the_shift_no_roll_is_called_any_more(shift, call):
    """Thirty days; then nobody remembers who came."""
    signup = SignupFactory(shift=shift)
    last = shift.ends_at + datetime.timedelta(days=30)

    late = last + datetime.timedelta(minutes=1)
    assert refusal_of(call, whole(signup), moment=late) == "roll_too_late"
    assert not Presence.objects.exists()
    call(whole(signup), moment=last)
    assert Presence.objects.count() == 1


def test_during_the_shift_the_roll_notes_the_coming_alone(shift, call):
    signup = SignupFactory(shift=shift)

    call(Mark(signup.pk, at(9)), moment=at(10))

    assert signup.presences.get().is_open
    assert not HourRecord.objects.exists()
    call(Mark(signup.pk, at(9), at(12)))
    assert HourRecord.objects.get().minutes == 180


def test_nobody_calls_the_roll_for_themselves(shift, leader, call):
    own = SignupFactory(shift=shift, volunteer__user=leader)
    other = SignupFactory(shift=shift)

    assert refusal_of(call, whole(other), whole(own)) == "own_roll"
    assert not Presence.objects.exists()


def test_people_of_another_shift_spoil_the_roll(shift, call):
    assert refusal_of(call, whole(SignupFactory(shift=shift)), whole(SignupFactory())) == "not_on_the_list"
    assert not Presence.objects.exists()


def test_a_place_that_was_given_up_is_not_called(shift, call):
    gone = SignupFactory(shift=shift, state="left", left_at=at(7))

    assert refusal_of(call, whole(gone)) == "not_on_the_list"


@pytest.mark.parametrize(
    ("came", "left", "code"),
    [
        (at(8, 29), at(12), "outside_the_shift"),
        (at(12), None, "outside_the_shift"),
        (at(9), at(12, 31), "outside_the_shift"),
        (at(11), at(10), "leaves_before_coming"),
        (at(11), at(11), "leaves_before_coming"),
    ],
)
def test_the_times_lie_in_the_shift_and_in_order(shift, call, came, left, code):
    assert refusal_of(call, Mark(SignupFactory(shift=shift).pk, came, left)) == code


@pytest.mark.parametrize(("came", "left"), [(at(10, 1), None), (at(9), at(10, 1))])
def test_what_has_not_happened_is_not_noted(shift, call, came, left):
    assert refusal_of(call, Mark(SignupFactory(shift=shift).pk, came, left), moment=at(10)) == "not_yet"


def test_nobody_leaves_before_they_came_by_code(shift, call):
    presence = PresenceFactory(signup=SignupFactory(shift=shift), came_at=at(10), left_at=None, left_how="")

    assert refusal_of(call, Mark(presence.signup_id, at(9), at(9, 30))) == "leaves_before_coming"


def test_time_that_is_noted_is_not_noted_again(shift, call):
    noted = PresenceFactory(signup=SignupFactory(shift=shift))

    assert refusal_of(call, Mark(noted.signup_id, at(10), at(12, 10))) == "noted_twice"


def test_somebody_who_came_back_is_noted_for_the_second_time(shift, call):
    noted = PresenceFactory(signup=SignupFactory(shift=shift), left_at=at(10))

    call(Mark(noted.signup_id, at(11), at(12)))

    assert noted.signup.presences.count() == 2


def test_at_most_three_pairs_a_day_by_whatever_door(shift, call):
    signup = SignupFactory(shift=shift)
    for hour, how in ((9, "code"), (10, "roll"), (11, "code")):
        PresenceFactory(
            signup=signup,
            came_at=at(hour),
            left_at=at(hour, 20),
            came_how=how,
            came_noted_by=UserFactory() if how == "roll" else None,
        )

    assert refusal_of(call, Mark(signup.pk, at(11, 30), at(12))) == "too_many_pairs"
    assert signup.presences.count() == 3


def test_who_came_for_the_third_time_still_leaves(shift, call):
    signup = SignupFactory(shift=shift)
    PresenceFactory(signup=signup, came_at=at(9), left_at=at(9, 20))
    PresenceFactory(signup=signup, came_at=at(10), left_at=at(10, 20))
    PresenceFactory(signup=signup, came_at=at(11), left_at=None, left_how="")

    call(Mark(signup.pk, at(11), at(12)))

    assert signup.presences.filter(left_at=None).count() == 0


def test_the_roll_leaves_a_trace_and_tells_the_volunteer(shift, leader, call):
    signup = SignupFactory(shift=shift)
    (presence,) = call(whole(signup))

    assert list(AuditRow.objects.values_list("actor", "action", "subject_id")) == [
        (leader.pk, "attendance.roll", presence.pk)
    ]
    message = Message.objects.to(signup.volunteer.user).get()
    assert (message.title, message.url) == ("队长点名记下了你", "/me/hours/")


def test_a_roll_of_thirty_costs_as_much_as_a_roll_of_one(shift, call):
    def cost(*marks):
        with CaptureQueriesContext(connection) as queries:
            call(*marks)
        return len(queries)

    forgot = [
        PresenceFactory(signup=SignupFactory(shift=shift), came_at=at(9), left_at=None, left_how="").signup
        for _ in range(16)
    ]
    absent = [SignupFactory(shift=shift) for _ in range(16)]
    one = cost(whole(forgot.pop()), whole(absent.pop()))

    assert cost(*map(whole, forgot + absent)) == one
