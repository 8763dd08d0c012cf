"""Each invariant is broken on purpose, by the back door, and must name the row."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import Consent
from apps.activities.models import Shift, Signup
from apps.core import days, invariants
from tests.factories import (
    ConsentFactory,
    GuardianshipFactory,
    PresenceFactory,
    SignupFactory,
    WhereaboutsFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

NAMES = [name for name in invariants.names() if name.startswith("activities_")]


@pytest.fixture
def presence():
    return PresenceFactory()


def broken():
    found = {name: [row.id for row in invariants.bad_rows(name)] for name in NAMES}
    return {name: ids for name, ids in found.items() if ids}


def test_all_hold_when_people_sign_up_and_come(presence):
    assert broken() == {}


@pytest.mark.parametrize("taken", [0, 2])
def test_taken_places_equal_sign_ups(presence, taken):
    Shift.objects.update(taken=taken)

    assert broken() == {"activities_taken_places_equal_sign_ups": [presence.signup.shift_id]}


def test_a_place_given_up_without_giving_it_back_is_found(presence):
    gone = SignupFactory()
    Signup.objects.filter(pk=gone.pk).update(state="left", left_at=gone.shift.starts_at)

    assert broken() == {"activities_taken_places_equal_sign_ups": [gone.shift_id]}


def test_sign_ups_are_for_the_time_of_their_shift(presence):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_shift SET ends_at = ends_at + interval '1 hour'")

    assert broken() == {"activities_sign_ups_are_for_the_time_of_their_shift": [presence.signup_id]}


@pytest.mark.parametrize("end", ["came_noted_by", "left_noted_by"])
def test_nobody_called_the_roll_for_themselves(presence, end):
    setattr(presence, end, presence.signup.volunteer.user)
    presence.save()

    assert broken() == {"activities_nobody_called_the_roll_for_themselves": [presence.pk]}


@pytest.mark.parametrize(("on_the_spot", "late"), [(False, "starts_at"), (True, "ends_at")])
def test_people_signed_up_before_it_began(on_the_spot, late):
    presence = PresenceFactory(signup__is_on_the_spot=on_the_spot)
    moment = getattr(presence.signup.shift, late)
    second = datetime.timedelta(seconds=1)

    Signup.objects.update(signed_up_at=moment - second)
    assert broken() == {}
    for too_late in (moment, moment + second):
        Signup.objects.update(signed_up_at=too_late)
        assert broken() == {"activities_people_signed_up_before_it_began": [presence.signup_id]}


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "portrait"},
        {"given_at": nine_oclock(-1)},
        {"withdrawn_at": nine_oclock(-3)},
    ],
)
def test_places_were_noted_with_consent(presence, change):
    user = presence.signup.volunteer.user
    ConsentFactory(user=user, given_by=user, purpose="location", given_at=nine_oclock(-5))
    Consent.objects.filter(user=user).update(given_at=nine_oclock(-5), withdrawn_at=nine_oclock(-1))
    spot = WhereaboutsFactory(presence=presence, noted_at=nine_oclock(-2))
    assert broken() == {}

    Consent.objects.filter(user=user).update(**change)

    assert broken() == {"activities_places_were_noted_with_consent": [spot.pk]}


def child_who_comes(age, purposes):
    """A child of that age on the day of the shift, which is its birthday, with these agreements of a guardian."""
    day = days.day_of(nine_oclock(2))
    birth_date = day.replace(year=day.year - age)
    link = GuardianshipFactory(child__birth_date=birth_date)
    for purpose in purposes:
        ConsentFactory(user=link.child.user, purpose=purpose, given_by=link.guardian.user)
    return SignupFactory(
        volunteer=link.child,
        shift__starts_at=nine_oclock(2),
        shift__ends_at=nine_oclock(2) + datetime.timedelta(hours=2),
    )


@pytest.mark.parametrize(
    ("age", "purposes", "holds"),
    [
        (18, [], True),
        (17, ["minor"], True),
        (17, [], False),
        (14, ["minor"], True),
        (13, ["minor", "minor_data"], True),
        (13, ["minor"], False),
        (13, ["minor_data"], False),
    ],
)
def test_children_come_where_a_guardian_agreed(age, purposes, holds):
    signup = child_who_comes(age, purposes)

    expected = {} if holds else {"activities_children_come_where_a_guardian_agreed": [signup.pk]}
    assert broken() == expected


def test_what_a_guardian_took_back_is_no_agreement():
    signup = child_who_comes(15, ["minor"])
    Consent.objects.update(withdrawn_at=timezone.now())

    assert broken() == {"activities_children_come_where_a_guardian_agreed": [signup.pk]}
