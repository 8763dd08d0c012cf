"""Each invariant is broken on purpose, by the back door, and must name the row."""

from contextlib import contextmanager

import pytest
from django.db import connection

from apps.core import invariants
from apps.hours.actions import confirm_hours
from tests.factories import HourRecordFactory, UserFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

NAMES = [name for name in invariants.names() if name.startswith("hours_")]


@pytest.fixture
def confirmed(record, manager, records_of):
    confirm_hours(records_of(record), by=manager)
    record.refresh_from_db()
    return record


@contextmanager
def back_door(*constraints):
    """A cursor for which triggers sleep and some constraints are gone, as after a bad restore."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still due cannot be altered
        for table in ("hours_hourrecord", "hours_ledgerline"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for name in constraints:
            cursor.execute(f"ALTER TABLE hours_hourrecord DROP CONSTRAINT {name}")
        yield cursor


def broken():
    """{name: ids} of what does not hold."""
    found = {name: [row.id for row in invariants.bad_rows(name)] for name in NAMES}
    return {name: ids for name, ids in found.items() if ids}


def test_all_hold_when_people_decide_in_the_ordinary_way(confirmed):
    assert broken() == {}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE hours_yeartotal SET minutes = minutes + 1",
        "DELETE FROM hours_yeartotal",
    ],
)
def test_totals_equal_the_ledger(confirmed, change):
    with back_door() as cursor:
        cursor.execute(change)

    assert broken() == {
        "hours_totals_equal_the_ledger": [f"{confirmed.volunteer_id}/{confirmed.served_on.year}"]
    }


def test_a_total_without_a_ledger_is_found_too(record):
    with back_door() as cursor:
        cursor.execute(
            "INSERT INTO hours_yeartotal (volunteer_id, year, minutes) VALUES (%s, 2026, 5)",
            [record.volunteer_id],
        )

    assert broken() == {"hours_totals_equal_the_ledger": [f"{record.volunteer_id}/2026"]}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE hours_hourrecord SET state = 'pending', counted = NULL, decided_by_id = NULL, decided_at = NULL",
        "UPDATE hours_hourrecord SET counted = 60, reason = '少记'",
        "UPDATE hours_hourrecord SET state = 'voided', voided_by_id = decided_by_id, voided_at = now(), reason = '重复'",
        "UPDATE hours_ledgerline SET kind = 'void', minutes = -90; UPDATE hours_yeartotal SET minutes = 0",
    ],
)
def test_the_ledger_matches_the_records(confirmed, change):
    with back_door() as cursor:
        cursor.execute(change)

    found = broken()
    assert set(found["hours_ledger_matches_the_records"]) == {confirmed.pk}


def test_a_confirmed_record_without_a_line_is_found(confirmed):
    with back_door() as cursor:
        cursor.execute("DELETE FROM hours_ledgerline; DELETE FROM hours_yeartotal")

    assert broken() == {"hours_ledger_matches_the_records": [confirmed.pk]}


def test_confirmed_time_counts_once(confirmed, manager):
    twin = HourRecordFactory(volunteer=confirmed.volunteer, during=confirmed.during)
    with back_door("hours_hourrecord_confirmed_time_counts_once") as cursor:
        cursor.execute(
            "UPDATE hours_hourrecord SET state = 'confirmed', counted = 90, decided_by_id = %s, decided_at = now()"
            " WHERE id = %s",
            [manager.pk, twin.pk],
        )

    assert broken()["hours_confirmed_time_counts_once"] == [twin.pk]


@pytest.mark.parametrize("whose", ["beneficiary_id", "came_noted_by_id", "left_noted_by_id"])
def test_nobody_decided_their_own(confirmed, whose):
    with back_door(
        "hours_hourrecord_nobody_decides_their_own", "hours_hourrecord_nobody_confirms_what_only_they_saw"
    ) as cursor:
        cursor.execute(f"UPDATE hours_hourrecord SET {whose} = decided_by_id")  # noqa: S608 -- our own words

    assert broken()["hours_nobody_decided_their_own"] == [confirmed.pk]


@pytest.mark.parametrize(
    ("column", "somebody"), [("volunteer_id", VolunteerFactory), ("beneficiary_id", UserFactory)]
)
def test_hours_belong_to_whom_they_say(record, column, somebody):
    with back_door() as cursor:
        cursor.execute(
            f"UPDATE hours_hourrecord SET {column} = %s",  # noqa: S608 -- our own words
            [somebody().pk],
        )

    assert broken() == {"hours_belong_to_whom_they_say": [record.pk]}


@pytest.mark.parametrize("change", ["minutes = 91", "served_on = served_on + 1"])
def test_hours_last_as_long_as_they_say(record, change):
    with back_door() as cursor:
        cursor.execute(f"UPDATE hours_hourrecord SET {change}")  # noqa: S608 -- our own words

    assert broken() == {"hours_last_as_long_as_they_say": [record.pk]}


def test_each_invariant_of_hours_is_broken_above():
    assert [name.removeprefix("hours_") for name in NAMES] == [
        "totals_equal_the_ledger",
        "ledger_matches_the_records",
        "confirmed_time_counts_once",
        "nobody_decided_their_own",
        "belong_to_whom_they_say",
        "last_as_long_as_they_say",
    ]
