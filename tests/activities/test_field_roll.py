"""The roll tapped on a phone: late, twice, out of order, by a wrong clock."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Consent
from apps.activities.attendance import Tap, appoint_leader, dismiss_leader, shifts_led_by, take_taps
from apps.activities.models import Presence, ShiftLeader
from apps.booking.codes import IN, OUT
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.hours.models import HourRecord
from apps.messaging.models import Message
from apps.organizations.models import Organization, Post
from tests.factories import (
    ConsentFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

NINE = nine_oclock(2)


def at(hour, minute=0):
    """A moment on the day of the shift, which lasts from nine to twelve."""
    return NINE + datetime.timedelta(hours=hour - 9, minutes=minute)


ONE = at(13)


@pytest.fixture
def shift():
    return ShiftFactory(capacity=50)


@pytest.fixture
def leader(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


@pytest.fixture
def signup(shift):
    return SignupFactory(shift=shift)


@pytest.fixture
def send(shift, leader):
    """Send taps when the network is back, at one o'clock unless said otherwise."""

    def act(*taps, moment=ONE, by=leader, sent_at=None):
        return [answer.code for answer in take_taps(shift, taps, by=by, sent_at=sent_at or moment, at=moment)]

    return act


def tap(signup, direction, moment, mark=None):
    return Tap(mark or uuid.uuid4(), signup.pk, direction, moment)


def test_taps_say_when_somebody_came_and_left_and_when_that_arrived(signup, leader, send):
    came, left = tap(signup, IN, at(9, 5)), tap(signup, OUT, at(11, 50))

    assert send(came, left) == ["noted", "noted"]

    presence = signup.presences.get()
    assert (presence.came_at, presence.came_marked_at, presence.came_mark) == (at(9, 5), at(9, 5), came.mark)
    assert (presence.left_at, presence.left_marked_at, presence.left_noted_at) == (
        at(11, 50),
        at(11, 50),
        at(13),
    )
    assert (presence.came_noted_by, presence.left_noted_by) == (leader, leader)
    assert (presence.came_how, presence.left_how) == ("roll", "roll")
    assert list(HourRecord.objects.values_list("minutes", "state")) == [(165, "pending")]


def test_sending_again_changes_nothing(signup, send):
    taps = [tap(signup, IN, at(9, 5)), tap(signup, OUT, at(11, 50))]
    send(*taps)
    before = list(Presence.objects.values()), AuditRow.objects.count(), Message.objects.count()

    assert send(*taps, moment=at(14)) == ["noted_before", "noted_before"]

    assert (list(Presence.objects.values()), AuditRow.objects.count(), Message.objects.count()) == before


def test_half_of_it_came_through_and_all_is_sent_again(signup, send):
    came, left = tap(signup, IN, at(9, 5)), tap(signup, OUT, at(11, 50))
    send(came)

    assert send(came, left) == ["noted_before", "noted"]
    assert signup.presences.get().left_at == at(11, 50)


def test_taps_that_arrive_out_of_order_are_read_in_order(signup, send):
    assert send(tap(signup, OUT, at(11, 50)), tap(signup, IN, at(9, 5))) == ["noted", "noted"]


def test_three_days_later_is_not_too_late(signup, send):
    assert send(tap(signup, IN, at(9, 5)), moment=at(13) + datetime.timedelta(days=3)) == ["noted"]


def test_long_afterwards_nobody_remembers(signup, send):
    with pytest.raises(Refused) as refusal:
        send(tap(signup, IN, at(9, 5)), moment=at(12) + datetime.timedelta(days=30, minutes=1))
    assert refusal.value.code == "roll_too_late"


def test_a_phone_whose_clock_is_slow_is_set_right_by_the_time_of_sending(signup, send):
    slow = datetime.timedelta(minutes=40)

    send(tap(signup, IN, at(9, 5) - slow), moment=at(13), sent_at=at(13) - slow)

    presence = signup.presences.get()
    assert (presence.came_at, presence.came_marked_at) == (at(9, 5), at(9, 5) - slow)


def test_a_phone_that_is_days_off_is_set_right_first(signup, send):
    with pytest.raises(Refused) as refusal:
        send(tap(signup, IN, at(9, 5)), sent_at=at(13) - datetime.timedelta(days=2))
    assert refusal.value.code == "clock_wrong"


def test_a_tap_from_the_future_is_not_noted(signup, send):
    assert send(tap(signup, IN, at(9, 20)), moment=at(9, 10), sent_at=at(9, 10)) == ["not_yet"]


@pytest.mark.parametrize(("direction", "moment"), [(IN, at(8, 29)), (IN, at(12, 1)), (OUT, at(12, 31))])
def test_a_tap_outside_the_shift_is_not_noted(signup, send, direction, moment):
    if direction == OUT:
        send(tap(signup, IN, at(9)))
    assert send(tap(signup, direction, moment)) == ["outside_the_shift"]


def test_one_that_cannot_be_noted_keeps_back_no_other(shift, signup, leader, send):
    own, other_shift = SignupFactory(shift=shift, volunteer__user=leader), SignupFactory()
    minor = SignupFactory(shift=shift, volunteer__birth_date=days.today() - datetime.timedelta(days=15 * 366))

    answers = send(
        tap(own, IN, at(9)),
        tap(other_shift, IN, at(9, 1)),
        tap(minor, IN, at(9, 2)),
        tap(signup, OUT, at(9, 3)),
        tap(signup, IN, at(9, 4)),
        tap(signup, IN, at(9, 5)),
        tap(signup, OUT, at(9, 30)),
        tap(signup, IN, at(9, 20)),
    )

    assert answers == [
        "own_roll",
        "not_on_the_list",
        "guardian_consent_missing",
        "not_in",
        "noted",
        "already_in",
        "already_in",
        "noted",
    ]


def test_a_child_whose_guardian_agrees_is_noted(shift, send):
    child = SignupFactory(shift=shift, volunteer__birth_date=days.today() - datetime.timedelta(days=15 * 366))
    ConsentFactory(user=child.volunteer.user, purpose=Consent.Purpose.MINOR, given_by=UserFactory())
    assert send(tap(child, IN, at(9))) == ["noted"]


def test_at_most_three_pairs_a_day(signup, send):
    pairs = [
        tap(signup, direction, at(9, 10 * n + (5 if direction == OUT else 0)))
        for n in range(4)
        for direction in (IN, OUT)
    ]
    assert send(*pairs) == ["noted"] * 6 + ["too_many_pairs", "not_in"]


def test_it_costs_the_same_for_one_and_for_thirty(shift, send):
    def cost(taps):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            send(*taps)
        return len(queries)

    one = [tap(SignupFactory(shift=shift), IN, at(9))]
    thirty = [tap(SignupFactory(shift=shift), IN, at(9)) for _ in range(30)]
    assert cost(one) == cost(thirty)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("came_mark", "activities_presence_a_mark_brings_in_once"),
        ("left_mark", "activities_presence_a_mark_lets_out_once"),
    ],
)
def test_the_database_takes_each_mark_once(signup, send, field, name):
    send(
        tap(signup, IN, at(9)),
        tap(signup, OUT, at(10)),
        tap(signup, IN, at(10, 10)),
        tap(signup, OUT, at(11)),
    )
    first, second = signup.presences.all()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Presence.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})


# --- who leads a shift ---------------------------------------------------------------------------------


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def test_one_of_those_who_come_leads_the_shift_and_is_told(shift, signup, leader):
    appointed = appoint_leader(shift, signup, by=leader)

    user = signup.volunteer.user
    assert list(shifts_led_by(user)) == [shift]
    assert Message.objects.to(user).values_list("kind", "key").get() == (
        "attendance.leader",
        f"leader:{appointed.pk}",
    )
    dismiss_leader(appointed, by=leader)
    assert list(shifts_led_by(user)) == []


@pytest.mark.parametrize(("role", "leads"), [("owner", 1), ("staff", 1), ("leader", 1), ("reader", 0)])
def test_leaders_of_the_organization_lead_its_shifts_and_readers_do_not(shift, role, leads):
    post = StaffFactory(organization=shift.position.activity.organization, role=Post.Role(role))
    assert shifts_led_by(post.user).count() == leads


def test_whom_one_cannot_ask_to_lead(shift, signup, leader):
    child = SignupFactory(shift=shift, volunteer__birth_date=days.today() - datetime.timedelta(days=17 * 365))
    own = SignupFactory(shift=shift, volunteer__user=leader)
    appoint_leader(shift, signup, by=leader)

    assert refusal_of(appoint_leader, shift, SignupFactory(), by=leader) == "not_on_the_list"
    assert refusal_of(appoint_leader, shift, child, by=leader) == "leader_too_young"
    assert refusal_of(appoint_leader, shift, own, by=leader) == "own_appointment"
    assert refusal_of(appoint_leader, shift, signup, by=leader) == "already_leader"


def test_the_leader_of_a_shift_leads_no_other_and_not_for_an_organization_that_was_stopped(
    shift, signup, leader
):
    appoint_leader(shift, signup, by=leader)
    tomorrow = datetime.timedelta(days=1)
    other = ShiftFactory(
        position=shift.position, starts_at=shift.starts_at + tomorrow, ends_at=shift.ends_at + tomorrow
    )

    assert not shifts_led_by(signup.volunteer.user).filter(pk=other.pk).exists()
    organization = shift.position.activity.organization
    Organization.objects.filter(pk=organization.pk).update(state="suspended", reason="停")
    assert list(shifts_led_by(signup.volunteer.user)) == []


def test_nobody_is_their_own_leader_by_the_database(shift, leader):
    with pytest.raises(IntegrityError, match="activities_shiftleader_nobody_appoints_themselves"):
        ShiftLeader.objects.create(shift=shift, user=leader, appointed_by=leader)


def test_nobody_leads_a_shift_twice_by_the_database(shift, leader):
    user = UserFactory()
    ShiftLeader.objects.create(shift=shift, user=user, appointed_by=leader)
    with pytest.raises(IntegrityError, match="activities_shiftleader_appointed_once"):
        ShiftLeader.objects.create(shift=shift, user=user, appointed_by=leader)
