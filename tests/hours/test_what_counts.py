"""What of the time between coming and leaving counts: without the break of the shift, in whole steps, and only for a share
of the shift that is worth noting. Steps and share are policy; at first every minute counts and any share does."""

import datetime

import pytest

from apps.activities.models import Signup
from apps.core.models import PolicyRow
from apps.hours.actions import confirm_hours, propose_hours
from apps.hours.models import HourRecord
from apps.messaging.models import Message
from tests.factories import (
    ActivityFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

NINE = nine_oclock(-3)


def at(hour, minute=0):
    return NINE + datetime.timedelta(hours=hour - 9, minutes=minute)


@pytest.fixture
def shift():
    """From nine to five, with an hour for lunch."""
    activity = ActivityFactory(starts_at=at(9), ends_at=at(17))
    return ShiftFactory(position__activity=activity, break_minutes=60)


def served(shift, *stretches):
    """Somebody came and left, once or several times; what is put up for it, in order: (minutes, break, rounded off)."""
    signup = SignupFactory(shift=shift)
    for came_at, left_at in stretches:
        PresenceFactory(signup=signup, came_at=came_at, left_at=left_at)
    propose_hours(Signup.objects.filter(pk=signup.pk))
    records = HourRecord.objects.filter(signup=signup).order_by("during")
    return list(records.values_list("minutes", "break_minutes", "rounded_minutes"))


def policy(item, value):
    PolicyRow.objects.filter(topic="hours", item=item).update(value=value)


@pytest.mark.parametrize(
    ("stretches", "records"),
    [
        ([(at(9), at(17))], [(420, 60, 0)]),  # stayed all day and had lunch
        ([(at(9), at(13))], [(240, 0, 0)]),  # half of the shift and gone before lunch
        ([(at(9), at(13, 20))], [(240, 20, 0)]),  # no less than who left a little earlier
        ([(at(9), at(12)), (at(13), at(17))], [(180, 0, 0), (240, 0, 0)]),  # was away for lunch
        ([(at(9), at(12)), (at(12, 20), at(17))], [(180, 0, 0), (240, 40, 0)]),  # and for a part of it
    ],
)
def test_the_break_is_taken_off_whoever_had_it_here(shift, stretches, records):
    assert served(shift, *stretches) == records


@pytest.mark.parametrize(
    ("left_at", "records"),
    [
        (at(9, 29), []),  # less than a step is nothing
        (at(9, 30), [(30, 0, 0)]),
        (at(9, 59), [(30, 0, 29)]),
        (at(10), [(60, 0, 0)]),
    ],
)
def test_by_policy_only_whole_steps_count_and_never_more_than_was_served(shift, left_at, records):
    policy("step_minutes", 30)
    assert served(shift, (at(9), left_at)) == records


def test_at_first_every_minute_counts(shift):
    assert served(shift, (at(9), at(9, 29))) == [(29, 0, 0)]


def test_what_was_taken_off_is_no_part_of_what_is_confirmed(shift):
    policy("step_minutes", 30)
    served(shift, (at(9), at(16, 50)))
    record = HourRecord.objects.get()
    manager = StaffFactory(organization=record.organization).user

    confirm_hours(HourRecord.objects.all(), by=manager)

    record.refresh_from_db()
    assert (record.minutes, record.counted, record.taken_off) == (390, 390, "休息1小时不算，取整去掉20分钟")
    assert (record.during.lower, record.during.upper) == (at(9), at(16, 50))


@pytest.mark.parametrize(
    ("stretches", "minutes"),
    [
        ([(at(9), at(13, 11))], []),  # 251 of 420 minutes are not three fifths
        ([(at(9), at(13, 12))], [240]),
        ([(at(9), at(11)), (at(12), at(14, 12))], [120, 132]),  # together they are
    ],
)
def test_by_policy_a_small_share_of_the_shift_does_not_count(shift, stretches, minutes):
    policy("least_share", 60)
    assert [row[0] for row in served(shift, *stretches)] == minutes


def test_at_first_any_share_counts(shift):
    assert served(shift, (at(9), at(9, 10))) == [(10, 0, 0)]


def test_whoever_gets_nothing_is_told_why_once(shift):
    policy("least_share", 60)
    served(shift, (at(9), at(10)))
    signup = Signup.objects.get()
    propose_hours(Signup.objects.all())

    message = Message.objects.get(kind="hours.too_short")
    assert (message.recipient, message.url) == (
        signup.volunteer.user,
        f"/me/hours/missing/{signup.pk}/",
    )
    assert message.body.endswith("在场不到这一班的60%，没有记。觉得不对，可以申诉。")


def test_the_rules_are_those_of_the_day_of_the_shift(shift):
    tomorrow = NINE.date() + datetime.timedelta(days=1)
    PolicyRow.objects.create(
        topic="hours", item="step_minutes", value=30, unit="minutes", valid_from=tomorrow, source="平台规则"
    )
    assert served(shift, (at(9), at(9, 29))) == [(29, 0, 0)]
