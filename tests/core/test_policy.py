import datetime

import pytest
from django.db import IntegrityError

from apps.core.models import PolicyRow

pytestmark = pytest.mark.django_db


def row(day, value, item="limit"):
    return PolicyRow.objects.create(
        topic="test", item=item, value=value, unit="x", valid_from=datetime.date(2026, 1, day), source="s"
    )


def test_the_version_in_force_on_the_day_decides():
    row(1, 10), row(10, 20), row(1, 5, item="other")
    on = {day: PolicyRow.objects.values_of("test", datetime.date(2026, 1, day)) for day in (1, 9, 10, 31)}
    assert on == {
        1: {"limit": 10, "other": 5},
        9: {"limit": 10, "other": 5},
        10: {"limit": 20, "other": 5},
        31: {"limit": 20, "other": 5},
    }


def test_a_rule_without_its_row_says_so():
    with pytest.raises(LookupError, match="test/nothing"):
        PolicyRow.objects.value("test", "nothing")


def test_one_value_a_day():
    row(1, 10)
    with pytest.raises(IntegrityError, match="core_policyrow_one_value_a_day"):
        row(1, 11)


def test_the_notices_thresholds_and_goals_are_seeded():
    """内团联发〔2020〕17号: stars at 100, 300, 600, 1000, 1500 hours; 20, 40 and 20 hours a year."""
    stars = PolicyRow.objects.values_of("star_minutes")
    goals = PolicyRow.objects.values_of("goal_minutes")
    assert {k: v // 60 for k, v in stars.items()} == {"1": 100, "2": 300, "3": 600, "4": 1000, "5": 1500}
    assert {k: v // 60 for k, v in goals.items()} == {
        "employee": 20,
        "university": 40,
        "pupil": 20,
        "other": 0,
    }
