"""An activity's own policy: whoever comes is on the way into it, whoever does not come any more is not reported."""

import datetime

import pytest

from apps.activities.actions import cancel_activity, cancel_signup, change_position, sign_up
from apps.activities.actions.absences import remove_signup
from apps.activities.actions.changes import accept_change, change_published
from apps.activities.models import Activity, Signup
from apps.core import outbox
from apps.core.days import today
from apps.insurance import actions
from apps.insurance.models import Cover, Delivery
from apps.registration.actions.leaving import leave
from tests.factories import (
    ActivityFactory,
    ConsentFactory,
    OfficerFactory,
    PolicyFactory,
    ShiftFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

NINE = nine_oclock(5)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STATE_DIR = tmp_path


@pytest.fixture
def staff():
    return StaffFactory()


@pytest.fixture
def own(staff):
    return PolicyFactory(organization=staff.organization, serves="activity", is_named=True)


def shift_of(staff, policy, hours=0):
    begins = NINE + hours * HOUR
    activity = ActivityFactory(
        organization=staff.organization,
        policy=policy,
        is_hazardous=policy is not None,
        starts_at=begins,
        ends_at=begins + 3 * HOUR,
    )
    return ShiftFactory(position__activity=activity, capacity=50)


@pytest.fixture
def shift(staff, own):
    return shift_of(staff, own)


def joined(shift, volunteer=None):
    volunteer = volunteer or VolunteerFactory()
    if not Cover.objects.of(volunteer).exists():
        ConsentFactory(user=volunteer.user, purpose="insurer")
    return sign_up(volunteer, shift, by=volunteer.user)


def states(policy):
    return list(Cover.objects.filter(policy=policy).order_by("pk").values_list("state", flat=True))


def by_themselves(signup, staff):
    cancel_signup(signup, by=signup.volunteer.user)


def by_the_organization(signup, staff):
    remove_signup(signup, reason="人够了", by=staff.user)


def with_the_activity(signup, staff):
    cancel_activity(signup.shift.position.activity, reason="下雪", by=staff.user)


def with_the_account(signup, staff):
    leave(signup.volunteer.user, by=signup.volunteer.user)


@pytest.mark.parametrize(
    "goes",
    [by_themselves, by_the_organization, with_the_activity, with_the_account],
    ids=lambda g: g.__name__,
)
def test_whoever_comes_no_more_is_not_reported_to_the_insurer(shift, own, staff, goes):
    stays, gone = joined(shift), joined(shift)
    if goes is with_the_activity:
        gone, stays = joined(shift_of(staff, own, hours=6)), gone
    assert set(states(own)) == {"eligible"}

    goes(gone, staff)

    assert Cover.objects.get(volunteer=gone.volunteer).state == "ended"
    actions.make_deliveries()
    assert Cover.objects.get(volunteer=gone.volunteer).sent_at is None
    assert Cover.objects.get(volunteer=stays.volunteer).state == "sent"


def test_the_night_finds_what_was_missed_before_the_list_is_made(shift, own):
    gone = joined(shift)
    Signup.objects.filter(pk=gone.pk).update(state="left", left_at=NINE - 99 * HOUR, reason="")

    assert (actions.make_deliveries(), states(own)) == (0, ["ended"])


def test_as_long_as_one_comes_to_another_one_of_that_policy_it_stays(shift, own, staff):
    volunteer = VolunteerFactory()
    first = joined(shift, volunteer)
    second = joined(shift_of(staff, own, hours=6), volunteer)

    by_themselves(first, staff)
    assert states(own) == ["eligible"]
    by_themselves(second, staff)

    assert states(own) == ["ended"]


def test_another_shift_of_the_same_activity_changes_nothing(shift, own):
    signup = joined(shift)
    later = ShiftFactory(position=shift.position, starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR)

    change_position(signup, later, by=signup.volunteer.user)

    assert states(own) == ["eligible"]


def test_whoever_signs_up_again_is_on_the_way_again(shift, own, staff):
    signup = joined(shift)
    by_themselves(signup, staff)

    joined(shift, signup.volunteer)

    assert states(own) == ["ended", "eligible"]


def test_what_the_insurer_knows_of_stays(shift, own, staff):
    signup = joined(shift)
    actions.make_deliveries()

    by_themselves(signup, staff)

    assert states(own) == ["sent"]


def test_the_free_policy_stays_whatever_one_signs_up_to(shift, staff):
    free = PolicyFactory(is_named=True)
    signup = joined(shift)
    Cover.objects.create(policy=free, volunteer=signup.volunteer, during=[today(), free.ends_on])

    by_themselves(signup, staff)

    assert states(free) == ["eligible"]


def test_with_another_policy_everybody_who_comes_is_on_the_way_into_that_one(shift, own, staff):
    signup = joined(shift)
    other = PolicyFactory(organization=staff.organization, serves="activity", is_named=True)

    change = change_published(shift.position.activity, values={"policy_id": other.pk}, by=staff.user)
    accept_change(change, by=OfficerFactory().user)

    assert (states(own), states(other)) == (["ended"], ["eligible"])
    assert Cover.objects.get(policy=other).volunteer == signup.volunteer


def test_the_night_lets_in_whoever_was_missed(shift, own):
    signup = joined(shift)
    Cover.objects.all().delete()

    assert [actions.make_deliveries(), actions.make_deliveries()] == [1, 0]
    outbox.sweep()

    assert Cover.objects.get().volunteer == signup.volunteer
    assert Delivery.objects.get().rows == 1


def test_where_the_policy_names_nobody_one_is_insured_with_the_place(staff):
    unnamed = PolicyFactory(organization=staff.organization, serves="activity")
    signup = joined(shift_of(staff, unnamed))

    assert states(unnamed) == ["accepted"]
    assert Activity.objects.get().policy == unnamed
    assert Cover.objects.get().volunteer == signup.volunteer
