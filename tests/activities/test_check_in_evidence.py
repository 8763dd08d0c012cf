"""What stands beside a check-in: which code it was, on which phone, and where, if one agreed to say so."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.accounts.models import Consent
from apps.activities.attendance import KIND, Place, check_in, check_out, device_of, forget_old_places
from apps.activities.attendance.places import metres_between
from apps.activities.models import Presence, Whereabouts
from apps.booking import codes
from apps.core.errors import Refused
from tests.factories import ConsentFactory, PresenceFactory, ShiftFactory, SignupFactory, nine_oclock

pytestmark = pytest.mark.django_db

NINE = nine_oclock(2)
HERE = Place(111.75, 40.84, 15)
PHONE, OTHER_PHONE = device_of("phone"), device_of("another phone")


@pytest.fixture
def shift():
    return ShiftFactory(capacity=50)


@pytest.fixture
def come(shift):
    def act(signup=None, moment=NINE, **more):
        signup = signup or SignupFactory(shift=shift)
        code = codes.code_at(KIND, shift.pk, codes.IN, moment)
        return check_in(shift, by=signup.volunteer.user, code=code, at=moment, **more)

    return act


@pytest.fixture
def leave(shift):
    def act(signup, moment, **more):
        code = codes.code_at(KIND, shift.pk, codes.OUT, moment)
        return check_out(shift, by=signup.volunteer.user, code=code, at=moment, **more)

    return act


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def seconds(count):
    return NINE + datetime.timedelta(seconds=count)


def test_a_code_brings_a_person_in_once(come, leave):
    presence = come()
    leave(presence.signup, seconds(5))

    assert refusal_of(come, presence.signup, seconds(10)) == "code_used"
    assert come(presence.signup, seconds(31)).came_step == presence.came_step + 1


def test_a_code_lets_a_person_out_once(come, leave, shift):
    presence = come()
    leave(presence.signup, seconds(40))
    come(presence.signup, seconds(50))
    before = codes.code_at(KIND, shift.pk, codes.OUT, seconds(40))

    refused = refusal_of(check_out, shift, by=presence.signup.volunteer.user, code=before, at=seconds(65))

    assert refused == "code_used"
    assert Presence.objects.filter(left_at=None).count() == 1


def test_somebody_else_may_use_the_same_code(come):
    assert come().came_step == come().came_step


def test_two_people_share_a_phone_and_the_third_asks_the_leader(come):
    come(device=PHONE)
    come(device=PHONE)

    assert refusal_of(come, device=PHONE) == "device_shared"
    assert come(device=OTHER_PHONE).came_device == OTHER_PHONE


def test_the_phone_counts_at_the_check_out_too(come, leave):
    come(device=PHONE)
    come(device=PHONE)
    third = come(device=OTHER_PHONE)

    assert refusal_of(leave, third.signup, seconds(60), device=PHONE) == "device_shared"
    leave(third.signup, seconds(61), device=OTHER_PHONE)


def test_who_came_by_a_phone_leaves_by_it(come, leave):
    first = come(device=PHONE)
    come(device=PHONE)

    assert leave(first.signup, seconds(60), device=PHONE).left_device == PHONE


def test_a_phone_is_counted_anew_in_another_shift(come):
    other = PresenceFactory(came_device=PHONE), PresenceFactory(came_device=PHONE)
    assert len(other) == 2
    assert come(device=PHONE).came_device == PHONE


def agree(signup):
    user = signup.volunteer.user
    return ConsentFactory(user=user, purpose=Consent.Purpose.LOCATION)


def test_a_place_is_noted_where_one_agreed(come, leave, shift):
    signup = SignupFactory(shift=shift)
    agree(signup)

    come(signup, place=HERE)
    leave(signup, seconds(60), place=HERE)

    noted = Whereabouts.objects.order_by("pk").values_list("direction", "longitude", "latitude", "accuracy")
    assert list(noted) == [("in", 111.75, 40.84, 15), ("out", 111.75, 40.84, 15)]


def test_no_place_is_noted_without_a_consent_that_stands(come, shift):
    signup = SignupFactory(shift=shift)
    Consent.objects.filter(pk=agree(signup).pk).update(withdrawn_at=timezone.now())

    assert refusal_of(come, signup, place=HERE) == "location_consent_missing"
    assert come(signup).came_at == NINE
    assert not Whereabouts.objects.exists()


def test_places_are_kept_for_thirty_days():
    presence = PresenceFactory()
    for direction, age in (("in", 31), ("out", 29)):
        kept = Whereabouts.objects.create(
            presence=presence, direction=direction, longitude=1, latitude=1, accuracy=1
        )
        noted_at = timezone.now() - datetime.timedelta(days=age)
        Whereabouts.objects.filter(pk=kept.pk).update(noted_at=noted_at)

    assert forget_old_places() == 1
    assert Whereabouts.objects.get().direction == "out"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"longitude": 181}, "activities_whereabouts_on_earth"),
        ({"latitude": -91}, "activities_whereabouts_on_earth"),
        ({}, "activities_whereabouts_one_a_direction"),
    ],
)
def test_the_database_keeps_the_rules_of_places(fields, name):
    place = {"presence": PresenceFactory(), "direction": "in", "longitude": 1, "latitude": 1, "accuracy": 1}
    if not fields:
        Whereabouts.objects.create(**place)
    with pytest.raises(IntegrityError, match=name):
        Whereabouts.objects.create(**place | fields)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("came_step", "activities_presence_a_code_brings_in_once"),
        ("left_step", "activities_presence_a_code_lets_out_once"),
    ],
)
def test_the_database_takes_each_code_once_a_person(come, leave, field, name):
    first = come()
    leave(first.signup, seconds(40))
    second = come(first.signup, seconds(100))
    leave(first.signup, seconds(140))
    first.refresh_from_db()
    with pytest.raises(IntegrityError, match=name):
        Presence.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})


def test_distances_are_as_the_crow_flies():
    hohhot, baotou = (
        SimpleNamespace(longitude=111.75, latitude=40.84),
        SimpleNamespace(longitude=109.84, latitude=40.66),
    )
    assert 161_000 < metres_between(hohhot, baotou) < 163_000
    assert metres_between(hohhot, hohhot) == 0
