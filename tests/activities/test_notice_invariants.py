"""What must always hold of notices is broken on purpose, by the back door, and names the row."""

import pytest
from django.db import connection

from apps.activities.models import Activity, ActivityMove
from apps.core import invariants
from tests.factories import DeclarationFactory, ShiftFactory, SignupFactory, nine_oclock

pytestmark = pytest.mark.django_db
NAMES = [name for name in invariants.names() if name.startswith("activities_")]


@pytest.fixture
def signup():
    return SignupFactory()


def broken():
    found = {name: [row.id for row in invariants.bad_rows(name)] for name in NAMES}
    return {name: ids for name, ids in found.items() if ids}


def test_all_hold_of_a_notice_people_signed_up_to(signup):
    assert broken() == {}


@pytest.mark.parametrize("change", [{"became": "closed"}, {"was": "draft"}])
def test_notices_stand_where_their_last_step_led(signup, change):
    ActivityMove.objects.update(**change)

    pk = signup.shift.position.activity_id
    assert broken() == {"activities_notices_stand_where_their_last_step_led": [pk]}


@pytest.mark.parametrize("noted", [None, 5])
def test_the_next_shift_is_noted(signup, noted):
    Activity.objects.update(next_at=noted and nine_oclock(noted))

    assert broken() == {"activities_next_shift_is_noted": [signup.shift.position.activity_id]}


def test_a_shift_that_began_since_it_was_noted_is_no_mistake():
    shift = ShiftFactory()
    Activity.objects.update(next_at=nine_oclock(-1))
    assert (broken(), shift.is_ahead) == ({}, True)


def test_withdrawn_notices_have_no_people(signup):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_activity SET state = 'withdrawn'")

    assert broken() == {"activities_withdrawn_notices_have_no_people": [signup.shift.position.activity_id]}


def test_what_is_published_was_read(signup):
    activity = signup.shift.position.activity
    DeclarationFactory(activity=activity)

    assert broken() == {"activities_what_is_published_was_read": [activity.pk]}
