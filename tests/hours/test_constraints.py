"""What the database itself refuses, by the name of the rule."""

import datetime

import pytest
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from apps.hours.actions import confirm_hours, reject_hours, void_hours
from apps.hours.models import Basis, HourRecord, LedgerLine, YearTotal
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


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"source": "by_hand"}, "stands_on_what_its_source_says"),
        ({"source": "backfill"}, "stands_on_what_its_source_says"),
        ({"source": "appeal"}, "stands_on_what_its_source_says"),
        ({"organization": None}, "somebody_here_unless_from_elsewhere"),
        ({"counts_to_year": False}, "only_from_elsewhere_stays_out_of_the_year"),
        ({"break_minutes": 1}, "never_longer_than_its_stretch"),
        ({"minutes": 91}, "never_longer_than_its_stretch"),
    ],
)
def test_a_record_stands_on_what_it_says(record, fields, rule):
    given = {
        "organization": record.organization,
        "organization_region": record.organization_region,
        "came_noted_by": StaffFactory().user,
        **fields,
    }
    with pytest.raises(IntegrityError, match=rule):
        HourRecordFactory(signup=record.signup, **given)


def test_a_paper_says_who_handed_it_in(record):
    basis = paper(record)
    with pytest.raises(IntegrityError, match="papers_say_who_handed_them_in"):
        HourRecordFactory(signup=record.signup, basis=basis, source="by_hand")


@pytest.mark.parametrize("end", ["lower", "upper"])
def test_hours_lie_in_their_shift(record, end):
    minute = datetime.timedelta(minutes=1)
    start, until = record.during.lower, record.during.upper
    outside = (start - minute, until - minute) if end == "lower" else (start + minute, until + minute)
    fields = {
        field.attname: getattr(record, field.attname)
        for field in HourRecord._meta.concrete_fields
        if field.name != "id"
    }

    with pytest.raises(IntegrityError, match="hours_hourrecord_lies_in_its_shift"):
        HourRecord.objects.create(**fields | {"during": DateTimeTZRange(*outside, "[)")})


def test_nothing_is_confirmed_before_it_is_over_by_the_clock_of_the_database(manager):
    soon = timezone.now().replace(second=0, microsecond=0) - datetime.timedelta(minutes=30)
    running = HourRecordFactory(
        during=DateTimeTZRange(soon, soon + datetime.timedelta(minutes=90), "[)"), served_on=soon.date()
    )

    with pytest.raises(IntegrityError, match="never_confirmed_before_it_is_over"):
        HourRecord.objects.filter(pk=running.pk).update(
            state="confirmed",
            counted=90,
            decided_by=manager,
            decided_at=timezone.now() + datetime.timedelta(days=1),
        )


def paper(record, **fields):
    given = {
        "kind": "by_hand",
        "organization": record.organization,
        "region": record.organization_region,
        "shift": record.signup.shift,
        "title": "清理河滩",
        "reason": "没有信号",
        "people": 1,
        "minutes": 90,
        "made_by": record.beneficiary,
    }
    return Basis.objects.create(**given | fields)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"shift": None}, "hours_basis_by_hand_is_of_a_shift"),
        (
            {"kind": "transfer", "organization": None, "issuer": "外地"},
            "hours_basis_by_hand_is_of_a_shift",
        ),
        ({"kind": "backfill", "shift": None}, "hours_basis_backfill_says_all_and_is_declared"),
        ({"kind": "transfer", "shift": None, "organization": None}, "hours_basis_transfer_names_the_issuer"),
        ({"kind": "transfer", "shift": None, "issuer": "外地"}, "hours_basis_transfer_names_the_issuer"),
        ({"reason": ""}, "hours_basis_says_why"),
    ],
)
def test_a_paper_says_all_it_has_to(record, fields, rule):
    with pytest.raises(IntegrityError, match=rule):
        paper(record, **fields)


def test_no_more_of_a_total_stays_apart_than_there_is(confirmed):
    with pytest.raises(IntegrityError, match="hours_yeartotal_not_more_apart_than_there_is"):
        YearTotal.objects.update(apart=1000)
