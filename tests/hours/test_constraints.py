"""What the database itself refuses, by the name of the rule."""

import datetime

import pytest
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from apps.hours.actions import confirm_hours, reject_hours, void_hours
from apps.hours.models import HourRecord, LedgerLine, YearTotal
from tests.factories import HourRecordFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(record, manager, records_of):
    confirm_hours(records_of(record), by=manager)
    record.refresh_from_db()
    return record


def decided(**fields):
    """What a confirmed record holds."""
    return {
        "state": "confirmed",
        "counted": 90,
        "decided_by": StaffFactory().user,
        "decided_at": timezone.now(),
        **fields,
    }


def test_confirmed_time_counts_once_whoever_writes_it(confirmed):
    half_an_hour = datetime.timedelta(minutes=30)
    during = DateTimeTZRange(
        confirmed.during.lower + half_an_hour, confirmed.during.upper + half_an_hour, "[)"
    )

    with pytest.raises(IntegrityError, match="hours_hourrecord_confirmed_time_counts_once"):
        HourRecordFactory(signup=confirmed.signup, during=during, **decided())


def test_one_live_record_of_a_signup_and_stretch(record):
    with pytest.raises(IntegrityError, match="hours_hourrecord_one_live_a_signup_and_start"):
        HourRecordFactory(signup=record.signup, during=record.during)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"decided_by": None}, "decided_means_by_whom_and_when"),
        ({"decided_at": None}, "decided_means_by_whom_and_when"),
        ({"state": "pending", "counted": None}, "decided_means_by_whom_and_when"),
        ({"counted": None}, "confirmed_counts_up_to_what_was_served"),
        ({"counted": 0, "reason": "没到"}, "confirmed_counts_up_to_what_was_served"),
        ({"counted": 91, "reason": "多记"}, "confirmed_counts_up_to_what_was_served"),
        ({"state": "rejected", "reason": "没到"}, "confirmed_counts_up_to_what_was_served"),
        ({"counted": 60}, "less_than_served_says_why"),
        ({"state": "rejected", "counted": None}, "refused_or_voided_says_why"),
        ({"state": "voided", "reason": "重复"}, "voided_means_by_whom_and_when"),
        ({"minutes": 1441, "counted": 90, "reason": "核对"}, "lasts_from_a_minute_to_a_day"),
        (
            {"minutes": 0, "state": "pending", "counted": None, "decided_by": None, "decided_at": None},
            "lasts_from_a_minute",
        ),
    ],
)
def test_a_record_agrees_with_its_decision(record, fields, rule):
    with pytest.raises(IntegrityError, match=rule):
        HourRecordFactory(signup=record.signup, **decided(**fields))


def test_nobody_confirms_what_only_they_saw(record, manager):
    with pytest.raises(IntegrityError, match="nobody_confirms_what_only_they_saw"):
        HourRecordFactory(signup=record.signup, left_noted_by=manager, **decided(decided_by=manager))


def test_nobody_decides_or_voids_their_own(record, manager):
    with pytest.raises(IntegrityError, match="nobody_decides_their_own"):
        HourRecordFactory(signup=record.signup, **decided(decided_by=record.beneficiary))


def test_nobody_voids_their_own(confirmed):
    with pytest.raises(IntegrityError, match="nobody_decides_their_own"):
        void_hours(confirmed, by=confirmed.beneficiary, reason="不想要了")


@pytest.mark.parametrize(
    "change",
    [
        "minutes = 80",
        "served_on = served_on - 1",
        "source = 'roll'",
        "proposed_at = now()",
        "came_noted_by_id = decided_by_id",
        "left_noted_by_id = decided_by_id",
    ],
)
def test_what_was_served_never_changes(confirmed, change):
    with pytest.raises(IntegrityError, match="what was served never changes"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE hours_hourrecord SET {change}")  # noqa: S608 -- our own words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("counted = 60, reason = '少记'", "a decision never changes"),
        ("decided_at = now() + interval '1 day'", "a decision never changes"),
        ("state = 'pending', counted = NULL, decided_by_id = NULL, decided_at = NULL", "is not possible"),
        ("state = 'rejected', counted = NULL, reason = '没到'", "is not possible"),
        (
            "state = 'voided', reason = '重复', voided_by_id = decided_by_id, voided_at = now(), counted = 1",
            "voiding leaves the first decision as it was",
        ),
    ],
)
def test_a_decision_is_only_ever_voided(confirmed, change, words):
    with pytest.raises(IntegrityError, match=words), connection.cursor() as cursor:
        cursor.execute(f"UPDATE hours_hourrecord SET {change}")  # noqa: S608 -- our own words


@pytest.mark.parametrize("end", ["rejected", "voided"])
def test_what_is_rejected_or_voided_stays_so(record, manager, records_of, end):
    if end == "rejected":
        reject_hours(records_of(record), by=manager, reason="没到")
    else:
        confirm_hours(records_of(record), by=manager)
        void_hours(record, by=manager, reason="重复")

    with pytest.raises(IntegrityError, match=f"from {end} to confirmed is not possible"):
        records_of(record).update(state="confirmed", counted=90, voided_by=None, voided_at=None)


def test_records_are_never_removed(record):
    with pytest.raises(IntegrityError, match="records are never removed"):
        record.delete()


@pytest.mark.parametrize("sql", ["UPDATE hours_ledgerline SET minutes = 1", "DELETE FROM hours_ledgerline"])
def test_ledger_lines_are_only_ever_added(confirmed, sql):
    with pytest.raises(IntegrityError, match="rows are only ever added"), connection.cursor() as cursor:
        cursor.execute(sql)


def line(record, **fields):
    return LedgerLine.objects.create(
        **{
            "record": record,
            "volunteer": record.volunteer,
            "year": 2026,
            "kind": "confirm",
            "minutes": 90,
            **fields,
        }
    )


def test_one_line_of_each_kind_a_record(confirmed):
    with pytest.raises(IntegrityError, match="hours_ledgerline_each_kind_once_a_record"):
        line(confirmed)


@pytest.mark.parametrize(("kind", "minutes"), [("confirm", -90), ("void", 90), ("confirm", 0)])
def test_the_sign_of_a_line_follows_its_kind(record, kind, minutes):
    with pytest.raises(IntegrityError, match="hours_ledgerline_sign_follows_kind"):
        line(record, kind=kind, minutes=minutes)


def test_one_total_a_volunteer_and_year(confirmed):
    with pytest.raises(IntegrityError, match="hours_yeartotal_one_a_volunteer_and_year"):
        YearTotal.objects.create(volunteer=confirmed.volunteer, year=confirmed.served_on.year, minutes=0)


def test_totals_never_fall_below_nothing(confirmed):
    with pytest.raises(IntegrityError, match="minutes_check"):
        YearTotal.objects.update(minutes=-1)


def test_states_of_the_record_are_the_four(record):
    assert {state for state, _ in HourRecord.State.choices} == {"pending", "confirmed", "rejected", "voided"}
