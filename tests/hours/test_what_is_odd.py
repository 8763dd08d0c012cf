"""What looks odd is held for an office; honest hours are not. Made-up cases of each kind, and honest ones beside them."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.activities.models import Shift, Signup
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours.actions import confirm_hours, propose_hours, reject_hours, release_held
from apps.hours.models import HourRecord, Referral
from apps.hours.spots import drawn
from tests.factories import (
    ActivityFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    WhereaboutsFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db
HOUR, SECOND = datetime.timedelta(hours=1), datetime.timedelta(seconds=1)


@pytest.fixture
def shift():
    return a_shift(nine_oclock(-2))


def a_shift(start, hours=3, capacity=200, **activity):
    notice = ActivityFactory(starts_at=start, ends_at=start + hours * HOUR, **activity)
    return ShiftFactory(position__activity=notice, capacity=capacity)


def served(shift, count, *, apart=7, **presence):
    """So many people came and left, each some seconds after the one before."""
    made = []
    for place in range(count):
        late = place * apart * SECOND
        given = {"came_at": shift.starts_at + late, "left_at": shift.ends_at + late, **presence}
        made.append(PresenceFactory(signup=SignupFactory(shift=shift), **given))
    propose_hours(Signup.objects.filter(shift=shift))
    return made


def held():
    """{words of a rule: how many records}."""
    found = {}
    for words in Referral.objects.holding().values_list("words", flat=True):
        found[words] = found.get(words, 0) + 1
    return found


def test_honest_hours_are_not_held(shift):
    served(shift, 30)
    called = a_shift(nine_oclock(-1), organization=shift.position.activity.organization)
    leader = UserFactory()
    roll = {"came_how": "roll", "left_how": "roll", "came_noted_by": leader, "left_noted_by": leader}
    served(called, 60, apart=0, **roll)

    assert HourRecord.objects.count() == 90
    assert held() == {}


def test_people_of_the_same_second_are_held(shift):
    served(shift, 5, apart=0)

    assert held() == {"5人同一秒签到又同一秒签退": 5}


def test_four_at_a_door_are_not(shift):
    served(shift, 4, apart=0)

    assert held() == {}


def test_very_many_noted_within_minutes_are_held(shift):
    PolicyRow.objects.filter(item="noter_records").update(value=8)
    noter = UserFactory()

    served(shift, 9, came_how="roll", left_how="roll", came_noted_by=noter, left_noted_by=noter)

    assert held() == {"同一人10分钟里记下9条": 9}


def test_a_full_house_at_night_where_all_have_the_same_minutes_is_held():
    """Full alone is no reason, nor is the night; together they are."""
    PolicyRow.objects.filter(item="full_people").update(value=6)
    day = a_shift(nine_oclock(-2), capacity=6)
    night = a_shift(days.start_of(days.today()) - 2 * HOUR - 24 * HOUR, hours=2, capacity=6)
    PolicyRow.objects.filter(item="night_minutes").update(value=60)

    served(day, 6)
    assert held() == {}
    served(night, 6)

    assert [words.startswith("6个名额全满，没有人取消，人人时长一样；其中1") for words in held()] == [True]


def test_where_somebody_cancelled_the_house_is_not_oddly_full():
    PolicyRow.objects.filter(item="full_people").update(value=3)
    PolicyRow.objects.filter(item="full_points").update(value=100)
    shift = a_shift(nine_oclock(-2), capacity=3)
    SignupFactory(shift=shift, state="left", left_at=timezone.now())

    served(shift, 3)

    assert held() == {}


def test_two_places_too_far_apart_are_held_and_near_ones_are_not():
    person = VolunteerFactory()
    here = {"latitude": 40.8, "longitude": 111.7}
    far = {"latitude": 49.2, "longitude": 119.7}  # a thousand kilometres
    first = a_shift(nine_oclock(-2), hours=1, **here)
    near = a_shift(nine_oclock(-2) + 2 * HOUR, hours=1, **here)
    beyond = a_shift(nine_oclock(-2) + 4 * HOUR, hours=1, **far)
    for shift in (first, near, beyond):
        PresenceFactory(signup=SignupFactory(shift=shift, volunteer=person))

    propose_hours(Signup.objects.filter(shift__in=[first, near]))
    assert held() == {}
    propose_hours(Signup.objects.filter(shift=beyond))

    assert [words.startswith("离上一处太远") for words in held()] == [True]


@pytest.mark.parametrize(("degrees", "is_held"), [(0.89, False), (0.92, True)])
def test_a_hundred_kilometres_in_an_hour_can_be_driven_and_more_cannot(degrees, is_held):
    """A degree of latitude is 111.2 kilometres."""
    person = VolunteerFactory()
    first = a_shift(nine_oclock(-2), hours=1, latitude=40.8, longitude=111.7)
    second = a_shift(nine_oclock(-2) + 2 * HOUR, hours=1, latitude=40.8 + degrees, longitude=111.7)
    for shift in (first, second):
        PresenceFactory(signup=SignupFactory(shift=shift, volunteer=person))

    propose_hours(Signup.objects.filter(shift__in=[first, second]))

    assert bool(held()) is is_held


def test_phones_too_far_apart_are_held_wherever_the_activities_are():
    """Of who agreed to say where they are, what the phone said counts, and not the notice."""
    person = VolunteerFactory()
    here = {"latitude": 40.8, "longitude": 111.7}
    phones = [here, {"latitude": 40.81, "longitude": 111.71}, {"latitude": 49.2, "longitude": 119.7}]
    shifts = [a_shift(nine_oclock(-2) + 2 * n * HOUR, hours=1, **here) for n in range(3)]
    for shift, phone in zip(shifts, phones, strict=True):
        presence = PresenceFactory(signup=SignupFactory(shift=shift, volunteer=person))
        WhereaboutsFactory(presence=presence, **phone)

    propose_hours(Signup.objects.filter(shift__in=shifts[:2]))
    assert held() == {}
    propose_hours(Signup.objects.filter(shift=shifts[2]))

    assert [words.startswith("离上一处太远") for words in held()] == [True]


@pytest.mark.parametrize(
    ("apart", "accuracy", "words"),
    [
        (0, 30, {"3人签到的位置分毫不差": 3}),
        (0.0000002, 30, {"3人签到的位置分毫不差": 3}),
        (0.00002, 30, {}),
        (0, 201, {}),
    ],
)
def test_people_at_the_very_same_spot_are_held(shift, apart, accuracy, words):
    """The same to the last digit; phones that stand beside each other differ, and a rough place says nothing."""
    PolicyRow.objects.filter(item="spot_people").update(value=3)
    for place in range(3):
        late = 7 * place * SECOND
        presence = PresenceFactory(
            signup=SignupFactory(shift=shift), came_at=shift.starts_at + late, left_at=shift.ends_at + late
        )
        WhereaboutsFactory(presence=presence, longitude=119.9 + place * apart, accuracy=accuracy)

    propose_hours(Signup.objects.filter(shift=shift))

    assert held() == words


def test_one_phone_for_too_many_people_a_day_is_held(shift):
    served(shift, 5, came_device="a" * 64)

    assert held() == {"同一部手机一天给5个人签到": 5}


def test_two_who_confirm_one_another_are_held():
    organization = OrganizationFactory()
    first, second = VolunteerFactory(), VolunteerFactory()
    for person in (first, second):
        StaffFactory(organization=organization, user=person.user)
    give = {"signup__shift__position__activity__organization": organization}
    for one, other in ((first, second), (second, first)):
        for _ in range(2):
            record = HourRecordFactory(signup__volunteer=one, **give)
            confirm_hours(HourRecord.objects.filter(pk=record.pk), by=other.user)
    for one, other in ((first, second), (second, first)):
        record = HourRecordFactory(signup__volunteer=one, **give)
        outcome = confirm_hours(HourRecord.objects.filter(pk=record.pk), by=other.user)

    assert (outcome.confirmed, outcome.held) == ([], [record.pk])
    assert outcome.words == {record.pk: "近30天里两人互相确认，各3条以上"}


def test_who_confirms_for_a_whole_team_is_no_ring():
    organization = OrganizationFactory()
    leader = StaffFactory(organization=organization).user
    person = VolunteerFactory()
    give = {"signup__volunteer": person, "signup__shift__position__activity__organization": organization}
    records = HourRecordFactory.create_batch(6, **give)

    outcome = confirm_hours(HourRecord.objects.filter(pk__in=[one.pk for one in records]), by=leader)

    assert (len(outcome.confirmed), outcome.held) == (6, [])


def test_looking_at_thirty_costs_as_much_as_looking_at_one(shift):
    def cost(count):
        start = shift.starts_at - count * 24 * HOUR
        other = a_shift(start)
        for place in range(count):
            PresenceFactory(
                signup=SignupFactory(shift=other), came_at=start + place * SECOND, left_at=other.ends_at
            )
        with CaptureQueriesContext(connection) as queries:
            propose_hours(Signup.objects.filter(shift=other))
        return len(queries)

    assert cost(1) == cost(30)


@pytest.fixture
def odd(record):
    Referral.objects.create(record=record, why="held", words="同一秒签到", points=100)
    return record


def test_what_is_held_nobody_confirms_before_an_office_released_it(odd, manager, records_of):
    officer = OfficerFactory().user
    assert not HourRecord.objects.decidable_by(manager).exists()
    assert confirm_hours(records_of(odd), by=manager).held == [odd.pk]

    release_held(HourRecord.objects.releasable_by(officer), by=officer, reason="打电话核实过")
    confirm_hours(HourRecord.objects.decidable_by(manager), by=manager)

    odd.refresh_from_db()
    assert odd.state == "confirmed"


def test_the_database_confirms_nothing_that_is_held(odd, manager):
    with pytest.raises(IntegrityError, match="held_is_not_confirmed"), transaction.atomic():
        HourRecord.objects.filter(pk=odd.pk).update(
            state="confirmed", counted=90, decided_by=manager, decided_at=timezone.now()
        )


def test_what_was_released_is_not_held_anew(shift):
    officer = OfficerFactory().user
    served(shift, 5, apart=0)
    release_held(HourRecord.objects.releasable_by(officer), by=officer, reason="集体扫码，核实过")

    served(shift, 1, apart=0)

    assert held() == {"6人同一秒签到又同一秒签退": 1}


def test_an_office_may_turn_it_down_with_its_reason(odd):
    officer = OfficerFactory().user

    reject_hours(HourRecord.objects.releasable_by(officer), by=officer, reason="本人说没去")

    odd.refresh_from_db()
    assert (odd.state, odd.reason) == ("rejected", "本人说没去")


def test_whoever_has_a_post_in_the_organization_releases_nothing(odd):
    officer = OfficerFactory(user=StaffFactory(organization=odd.organization, role="reader").user).user
    sibling = OfficerFactory(region="150421").user

    assert not HourRecord.objects.releasable_by(officer).exists()
    assert not HourRecord.objects.releasable_by(sibling).exists()


def test_releasing_says_why_once(odd):
    officer = OfficerFactory().user
    with pytest.raises(Refused, match="原因"):
        release_held(HourRecord.objects.releasable_by(officer), by=officer, reason=" ")
    chosen = HourRecord.objects.filter(pk=odd.pk)
    release_held(chosen, by=officer, reason="核实过")

    with pytest.raises(Refused) as refusal:
        release_held(chosen, by=officer, reason="核实过")
    assert refusal.value.code == "already_decided"


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"why": "overdue", "release_reason": "查过"}, "released_says_who_when_and_why"),
        ({"why": "held", "released_at": timezone.now()}, "released_says_who_when_and_why"),
    ],
)
def test_a_release_says_who_when_and_why(record, fields, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Referral.objects.create(record=record, words="x", **fields)


def test_each_reason_stands_once_on_a_record(odd):
    with pytest.raises(IntegrityError, match="each_reason_once"), transaction.atomic():
        Referral.objects.create(record=odd, why="held", words="再来一次")


def test_a_spot_check_draws_at_least_the_share_and_the_same_again(manager, record, records_of, capsys):
    month = nine_oclock(-1).date().replace(day=1)
    start = days.start_of(month - datetime.timedelta(days=1)) + 9 * HOUR
    Shift.objects.filter(pk=record.signup.shift_id).update(starts_at=start - HOUR, ends_at=timezone.now())
    records = [
        HourRecordFactory(
            signup__shift__position__activity__organization=record.organization,
            during=type(record.during)(start, start + 90 * datetime.timedelta(minutes=1), "[)"),
            served_on=days.day_of(start),
        )
        for _ in range(12)
    ]
    confirm_hours(records_of(*records), by=manager)
    PolicyRow.objects.filter(item="spot_share").update(value=25)
    first_day = days.day_of(start).replace(day=1)

    one, again = (list(drawn("150430", first_day, "敖汉10月")) for _ in range(2))

    assert (len(one), one) == (3, again)
    assert list(drawn("150430", first_day, "另一个字")) != one or len(one) == 12
    assert not drawn("150421", first_day, "敖汉10月").exists()
    call_command("spot_check", f"{first_day:%Y-%m}", "--seed", "敖汉10月", "--region", "150430")
    assert len(capsys.readouterr().out.splitlines()) == 3
