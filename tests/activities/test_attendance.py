import datetime

import pytest
from django.db import IntegrityError

from apps.activities.attendance import KIND, check_in, check_out
from apps.activities.models import Presence
from apps.booking import codes
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours.models import HourRecord
from tests.factories import PresenceFactory, ShiftFactory, SignupFactory, UserFactory, nine_oclock

pytestmark = pytest.mark.django_db

NINE = nine_oclock(2)


def at(hour, minute=0, second=0):
    """A moment on the day of the shift, which lasts from nine to twelve."""
    return NINE + datetime.timedelta(hours=hour - 9, minutes=minute, seconds=second)


@pytest.fixture
def signup():
    return SignupFactory()


@pytest.fixture
def come(signup):
    """Check in at a moment, with the code of that moment unless another is given."""

    def act(moment, code=None, *, by=signup.volunteer.user, shift=signup.shift):
        code = code or codes.code_at(KIND, shift.pk, codes.IN, moment)
        return check_in(shift, by=by, code=code, at=moment)

    return act


@pytest.fixture
def leave(signup):
    def act(moment, code=None, *, by=signup.volunteer.user, shift=signup.shift):
        code = code or codes.code_at(KIND, shift.pk, codes.OUT, moment)
        return check_out(shift, by=by, code=code, at=moment)

    return act


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def test_coming_and_leaving_make_a_pair(signup, come, leave):
    come(at(8, 57))
    leave(at(12, 3))

    presence = signup.presences.get()
    assert (presence.came_at, presence.came_how) == (at(8, 57), "code")
    assert (presence.left_at, presence.left_how) == (at(12, 3), "code")
    assert (presence.came_noted_by, presence.left_noted_by) == (None, None)


@pytest.mark.parametrize(
    ("moment", "code"), [(at(8, 29, 59), "too_early"), (at(12), "too_late"), (at(12, 1), "too_late")]
)
def test_coming_is_from_half_an_hour_before_the_shift_until_its_end(come, moment, code):
    assert refusal_of(come, moment) == code


def test_coming_at_the_first_and_at_the_last_moment(come, leave):
    come(at(8, 30))
    leave(at(8, 40))
    come(at(11, 59, 59))

    assert Presence.objects.count() == 2


def test_leaving_is_until_half_an_hour_after_the_shift(come, leave):
    come(at(9))

    assert refusal_of(leave, at(12, 30, 1)) == "too_late"
    assert not leave(at(12, 30)).is_open


def test_nobody_leaves_who_has_not_come(leave):
    assert refusal_of(leave, at(10)) == "not_in"


def test_nobody_comes_twice_without_leaving(come):
    come(at(9))

    assert refusal_of(come, at(9, 1)) == "already_in"


def test_three_times_a_day_and_no_more(come, leave):
    for hour in (9, 10, 11):
        come(at(hour))
        leave(at(hour, 30))

    assert refusal_of(come, at(11, 40)) == "too_many_pairs"


def test_a_code_cannot_be_passed_on_for_long(signup, come):
    shown = codes.code_at(KIND, signup.shift_id, codes.IN, at(9))

    assert refusal_of(come, at(9, 1, 1), shown) == "wrong_code"


@pytest.mark.parametrize(
    "other", [lambda signup: (signup.shift_id, codes.OUT), lambda signup: (ShiftFactory().pk, codes.IN)]
)
def test_the_code_for_leaving_and_that_of_another_shift_open_nothing(signup, come, other):
    assert refusal_of(come, at(9), codes.code_at(KIND, *other(signup), at(9))) == "wrong_code"
    assert not Presence.objects.exists()


def test_whoever_did_not_sign_up_is_told_to(come):
    assert refusal_of(come, at(9), by=UserFactory()) == "not_signed_up"


def test_a_place_that_was_given_up_is_none(signup, come):
    signup.state, signup.left_at = "left", at(8)
    signup.save()

    assert refusal_of(come, at(9)) == "not_signed_up"


def test_a_volunteer_of_another_shift_does_not_come_to_this_one(come):
    assert refusal_of(come, at(9), by=SignupFactory().volunteer.user) == "not_signed_up"


WRONG = "no code"


def test_five_wrong_codes_in_a_row_pause_for_ten_minutes(come):
    for second in range(5):
        assert refusal_of(come, at(9, 0, second), WRONG) == "wrong_code"

    assert refusal_of(come, at(9, 0, 5)) == "paused"
    assert refusal_of(come, at(9, 10, 3)) == "paused"
    assert come(at(9, 10, 4)).is_open


def test_a_right_code_begins_the_count_anew(signup, come, leave):
    for second in range(4):
        refusal_of(come, at(9, 0, second), WRONG)
    come(at(9, 1))
    for second in range(4):
        refusal_of(leave, at(9, 2, second), WRONG)

    assert leave(at(9, 3)).left_at == at(9, 3)
    signup.refresh_from_db()
    assert (signup.failed_codes, signup.failed_at) == (0, None)


def test_wrong_codes_long_ago_do_not_count(come):
    for second in range(4):
        refusal_of(come, at(9, 0, second), WRONG)
    for second in range(4):
        assert refusal_of(come, at(9, 20, second), WRONG) == "wrong_code"


def test_wrong_codes_of_one_person_do_not_pause_another(signup, come):
    other = SignupFactory(shift=signup.shift)
    for second in range(6):
        refusal_of(come, at(9, 0, second), WRONG)

    assert come(at(9, 1), by=other.volunteer.user).signup_id == other.pk


def test_the_rules_are_those_of_the_day_of_the_shift(come):
    PolicyRow.objects.create(
        topic="check_in",
        item="early_minutes",
        value=60,
        unit="minutes",
        valid_from=NINE.date(),
        source="试点",
    )

    assert come(at(8, 1)).is_open


def test_leaving_proposes_the_hours_at_once(signup, come, leave):
    come(at(8, 57))
    assert not HourRecord.objects.exists()
    leave(at(12, 3))

    record = HourRecord.objects.get()
    assert (record.state, record.minutes, record.source, record.left_noted_by) == (
        "pending",
        180,
        "code",
        None,
    )


def test_one_open_presence_of_a_person(signup):
    PresenceFactory(signup=signup, left_at=None, left_how="")
    with pytest.raises(IntegrityError, match="activities_presence_one_open_at_a_time"):
        PresenceFactory(signup=signup, left_at=None, left_how="")


@pytest.mark.parametrize(
    "fields",
    [
        {"left_at": at(8, 59)},
        {"left_at": at(9)},
        {"left_at": None},
        {"left_how": ""},
    ],
)
def test_one_leaves_after_coming_and_says_how(signup, fields):
    with pytest.raises(IntegrityError, match="activities_presence_leaves_after_coming"):
        PresenceFactory(signup=signup, **fields)


@pytest.mark.parametrize("end", ["came_how", "left_how"])
def test_a_roll_says_who_called_it(signup, end):
    with pytest.raises(IntegrityError, match="activities_presence_a_roll_says_who_called_it"):
        PresenceFactory(signup=signup, **{end: "roll"})
