"""The world of the long tables can be built whatever was made before it."""

from itertools import pairwise

import pytest

from apps.activities.models import Signup
from tests.factories import HourRecordFactory, an_hour_and_a_half, nine_oclock
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("made_before", [3, 4, 84])
def test_hours_made_one_after_the_other_fall_on_no_other_place_of_the_same_person(made_before):
    """Three and four days ago somebody has a place of their own already; eighty records later the days come again."""
    HourRecordFactory.reset_sequence(made_before, force=True)

    world = build()

    helper = world.foreign.helper
    held = [signup.during for signup in Signup.objects.filter(volunteer=helper, state="joined")]
    assert all(a.upper <= b.lower or b.upper <= a.lower for a in held for b in held if a is not b)
    assert len(held) > 3


def test_hours_by_number_leave_the_mornings_free_and_do_not_meet_each_other():
    made = sorted((an_hour_and_a_half(n) for n in range(480)), key=lambda during: during.lower)

    assert all(before.upper <= after.lower for before, after in pairwise(made))
    for days_ago in range(1, 81):
        noon = nine_oclock(-days_ago).replace(hour=12)
        assert not [one for one in made if one.lower.date() == noon.date() and one.lower < noon]
