import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.activities.models import Signup
from apps.hours.actions import confirm_hours, propose_hours, reject_hours, void_hours
from apps.hours.models import HourRecord, YearTotal
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    OrganizationFactory,
    PositionFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

NINE = nine_oclock(-3)


def at(hour, minute=0):
    return NINE + datetime.timedelta(hours=hour - 9, minutes=minute)


@pytest.fixture
def shift():
    activity = ActivityFactory(starts_at=at(9), ends_at=at(12))
    return ShiftFactory(position=PositionFactory(activity=activity), capacity=50)


@pytest.fixture
def pair(shift):
    """Came at nine, left at twelve, by code."""
    return PresenceFactory(signup=SignupFactory(shift=shift))


@pytest.fixture
def staff(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


def propose(*presences):
    return propose_hours(Signup.objects.filter(pk__in=[presence.signup_id for presence in presences]))


def everything():
    return HourRecord.objects.all()


def test_a_pair_becomes_a_record_with_all_that_is_to_be_known_of_it(pair, shift):
    assert propose(pair) == 1

    record = HourRecord.objects.get()
    activity = shift.position.activity
    assert (record.signup, record.volunteer, record.beneficiary) == (
        pair.signup,
        pair.signup.volunteer,
        pair.signup.volunteer.user,
    )
    assert (record.during.lower, record.during.upper, record.minutes) == (at(9), at(12), 180)
    assert (record.served_on, record.source, record.came_noted_by, record.state) == (
        NINE.date(),
        "code",
        None,
        "pending",
    )
    assert record.organization == activity.organization


def test_three_regions_stand_on_the_record():
    activity = ActivityFactory(
        organization=OrganizationFactory(region_id="1504"),
        region=Region.objects.get(pk="150421"),
        starts_at=at(9),
        ends_at=at(12),
    )
    shift = ShiftFactory(position=PositionFactory(activity=activity))
    volunteer = VolunteerFactory(region=Region.objects.get(pk="150430"))
    propose(PresenceFactory(signup=SignupFactory(shift=shift, volunteer=volunteer)))

    record = HourRecord.objects.get()
    volunteer.region = Region.objects.get(pk="150402")  # moving later changes nothing of what was
    volunteer.save()
    record.refresh_from_db()
    assert (record.volunteer_region_id, record.activity_region_id, record.organization_region_id) == (
        "150430",
        "150421",
        "1504",
    )


def test_proposing_again_changes_nothing(pair):
    propose(pair)

    assert propose(pair) == 0
    assert HourRecord.objects.count() == 1


def test_a_check_in_without_a_check_out_gives_nothing(shift):
    assert propose(PresenceFactory(signup=SignupFactory(shift=shift), left_at=None, left_how="")) == 0


@pytest.mark.parametrize(("came_how", "left_how"), [("roll", "code"), ("code", "roll"), ("roll", "roll")])
def test_if_either_end_was_called_the_source_is_the_roll(shift, staff, came_how, left_how):
    propose(
        PresenceFactory(
            signup=SignupFactory(shift=shift),
            came_how=came_how,
            left_how=left_how,
            came_noted_by=staff if came_how == "roll" else None,
            left_noted_by=staff if left_how == "roll" else None,
        )
    )

    record = HourRecord.objects.get()
    assert record.source == "roll"
    assert {record.came_noted_by, record.left_noted_by} - {None} == {staff}


def test_coming_twice_makes_two_records(shift):
    signup = SignupFactory(shift=shift)
    PresenceFactory(signup=signup, came_at=at(9), left_at=at(10))
    propose(PresenceFactory(signup=signup, came_at=at(10, 30), left_at=at(12)))

    assert sorted(HourRecord.objects.values_list("minutes", flat=True)) == [60, 90]


@pytest.mark.usefixtures("open_books")
def test_a_shift_over_new_year_counts_in_both_years():
    evening = datetime.datetime(2025, 12, 31, 15, 30, tzinfo=datetime.UTC)  # half past eleven in Shanghai
    activity = ActivityFactory(starts_at=evening, ends_at=evening + datetime.timedelta(hours=1))
    pair = PresenceFactory(
        signup=SignupFactory(shift=ShiftFactory(position=PositionFactory(activity=activity)))
    )
    propose(pair)

    confirm_hours(everything(), by=UserFactory())

    days = HourRecord.objects.order_by("served_on").values_list("served_on", "minutes")
    assert list(days) == [(datetime.date(2025, 12, 31), 30), (datetime.date(2026, 1, 1), 30)]
    totals = YearTotal.objects.of(pair.signup.volunteer).order_by("year")
    assert list(totals.values_list("year", "minutes")) == [(2025, 30), (2026, 30)]


@pytest.mark.parametrize("end", ["rejected", "voided"])
def test_what_was_turned_down_or_voided_is_not_proposed_again(pair, staff, end):
    propose(pair)
    if end == "rejected":
        reject_hours(everything(), by=staff, reason="没到")
    else:
        confirm_hours(everything(), by=staff)
        void_hours(HourRecord.objects.get(), by=staff, reason="名单有误")

    assert propose(pair) == 0


def test_what_is_noted_after_a_rejection_is_proposed(pair, staff):
    propose(pair)
    reject_hours(everything(), by=staff, reason="时间不对")
    later = timezone.now() + datetime.timedelta(minutes=1)
    again = PresenceFactory(signup=pair.signup, left_at=at(11), noted_at=later)

    assert propose(again) == 1
    assert HourRecord.objects.pending().get().minutes == 120


def test_what_waits_or_counts_is_not_noted_twice(pair, staff):
    propose(pair)
    later = timezone.now() + datetime.timedelta(minutes=1)
    again = PresenceFactory(signup=pair.signup, left_at=at(11), noted_at=later)

    assert propose(again) == 0
    confirm_hours(everything(), by=staff)
    assert propose(again) == 0


def test_thirty_pairs_cost_as_much_as_one(shift, pair):
    pairs = [
        PresenceFactory(
            signup=SignupFactory(shift=shift), came_at=shift.starts_at + datetime.timedelta(seconds=second)
        )
        for second in range(30)
    ]

    def cost(*presences):
        with CaptureQueriesContext(connection) as queries:
            assert propose(*presences) == len(presences)
        return len(queries)

    assert cost(pair) == cost(*pairs)
