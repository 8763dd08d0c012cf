"""Each invariant is broken on purpose, by the back door, and must name the row."""

import pytest
from django.db import connection

from apps.activities.models import Shift, Signup
from apps.core import invariants
from tests.factories import PresenceFactory, SignupFactory

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
