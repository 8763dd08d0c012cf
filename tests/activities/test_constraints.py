"""What the database itself holds of shifts, by name."""

import datetime

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from apps.activities.models import Shift
from tests.factories import ShiftFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hours", [0, -1])
def test_a_shift_ends_after_it_begins(hours):
    shift = ShiftFactory()
    with connection.cursor() as cursor:  # a break that is shorter than the shift would refuse it first
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE activities_shift DROP CONSTRAINT activities_shift_break_is_shorter_than_the_shift"
        )

    with pytest.raises(IntegrityError, match="activities_shift_ends_after_it_begins"):
        Shift.objects.filter(pk=shift.pk).update(ends_at=F("starts_at") + datetime.timedelta(hours=hours))
