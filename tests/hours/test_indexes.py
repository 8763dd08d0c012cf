"""Each index of the records is written at every confirmation: there are just those that somebody asks by."""

import pytest
from django.db import connection

from apps.hours.models import HourRecord

pytestmark = pytest.mark.django_db


def test_the_records_have_these_indexes_and_no_other():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'hours_hourrecord'")
        names = {name for (name,) in cursor.fetchall()}

    (by_signup,) = [name for name in names if name.startswith("hours_hourrecord_signup_id_")]
    assert names - {by_signup} == {
        "hours_hourrecord_pkey",
        "hours_hourrecord_confirmed_time_counts_once",
        "hours_hourrecord_one_live_a_signup_and_start",
        "hours_by_volunteer",
        "hours_ledger_page",
        "hours_decided",
        "hours_decided_by_place",
        "hours_waiting",
        "hours_waiting_in_region",
        "hours_waiting_by_day",
        "hours_of_basis",
        "hours_seen_waiting",
        "hours_turned_down",
    }


@pytest.mark.parametrize(
    ("records", "index"),
    [
        (lambda: HourRecord.objects.confirmed().filter(organization=1), "hours_decided_by_place"),
        (
            lambda: HourRecord.objects.filter(organization=1, state__in=["rejected", "voided"]),
            "hours_decided_by_place",
        ),
    ],
)
def test_the_lists_of_an_organization_are_read_in_their_order(records, index):
    with connection.cursor() as cursor:
        for plan in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{plan} = off")
    plan = records().order_by("-served_on", "-pk")[:20].explain()

    assert f"using {index} " in plan
    assert "Sort" not in plan
