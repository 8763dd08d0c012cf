"""Each invariant is broken on purpose, by the back door, and must name the row."""

import datetime
from contextlib import contextmanager

import pytest
from django.db import connection

from apps.activities.models import Position
from apps.core import days, invariants, uploads
from apps.core.models import PolicyRow
from apps.hours.actions import Line, confirm_hours, enter_by_hand, void_hours
from apps.hours.models import HourRecord, Referral
from tests.factories import (
    CompletionFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.files import uploaded

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
        "UPDATE hours_yeartotal SET apart = 30",
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
    with back_door("hours_hourrecord_never_longer_than_its_stretch") as cursor:
        cursor.execute(f"UPDATE hours_hourrecord SET {change}")  # noqa: S608 -- our own words

    assert broken() == {"hours_last_as_long_as_they_say": [record.pk]}


def test_hours_lie_in_their_shift(record):
    with back_door() as cursor:
        cursor.execute("UPDATE activities_shift SET ends_at = ends_at - interval '1 minute'")

    assert broken() == {"hours_lie_in_their_shift": [record.pk]}


@pytest.mark.parametrize(
    ("completed", "is_found"),
    [
        (None, True),
        ({}, False),
        ({"kind_id": "basic"}, True),
        ({"passed": 1, "expires_on": None}, True),
        ({"expires": -1}, True),
        ({"voided": -1}, True),
        ({"voided": 1}, False),
    ],
    ids=["none", "in force", "another kind", "too late", "run out", "voided before", "voided later"],
)
def test_hours_were_served_by_people_trained_for_it(confirmed, completed, is_found):
    """Counted by the day of the shift, in days from it; when they signed up does not matter."""
    shift = confirmed.signup.shift
    Position.objects.update(required_trainings=["first_aid"])
    if completed is not None:
        day, held = days.day_of(shift.starts_at), dict(completed)
        held["passed_on"] = day + held.pop("passed", -9) * days.ONE
        if "expires" in held:
            held["expires_on"] = day + held.pop("expires") * days.ONE
        if "voided" in held:
            at = shift.starts_at + held.pop("voided") * days.ONE
            held |= {"voided_at": at, "voided_by": UserFactory(), "voided_why": "没有来"}
        CompletionFactory(volunteer=confirmed.volunteer, **{"kind_id": "first_aid", **held})

    assert broken() == ({"hours_were_served_by_people_trained_for_it": [confirmed.pk]} if is_found else {})


@pytest.mark.parametrize(
    "change",
    [
        "decided_at = lower(during)",
        "state = 'voided', voided_by_id = decided_by_id, voided_at = decided_at - interval '1 second', reason = 'x'",
    ],
)
def test_hours_come_before_their_decision(confirmed, change):
    with back_door() as cursor:
        cursor.execute(f"UPDATE hours_hourrecord SET {change}")  # noqa: S608 -- our own words

    assert broken()["hours_come_before_their_decision"] == [confirmed.pk]


@pytest.fixture
def on_paper(record):
    """Hours entered by hand, confirmed by an office."""
    staff, officer = StaffFactory(organization=record.organization).user, OfficerFactory().user
    shift = record.signup.shift
    line = Line(VolunteerFactory(), record.during.lower, record.during.upper)
    proof = uploads.keep(uploaded(), kind="document", by=staff)
    basis = enter_by_hand(
        shift,
        [line],
        by=staff,
        reason="没有信号",
        proofs=[proof],
        at=shift.ends_at + datetime.timedelta(days=1),
    )
    confirm_hours(HourRecord.objects.filter(basis=basis), by=officer)
    return HourRecord.objects.get(basis=basis)


def test_hours_on_paper_were_confirmed_outside(on_paper):
    StaffFactory(organization=on_paper.organization, user=on_paper.decided_by, role="reader")

    assert broken() == {"hours_on_paper_were_confirmed_outside": [on_paper.pk]}


def test_hours_on_paper_were_not_confirmed_by_who_handed_them_in(on_paper):
    on_paper.basis.made_by = on_paper.decided_by
    on_paper.basis.save(update_fields=["made_by"])

    assert broken() == {"hours_on_paper_were_confirmed_outside": [on_paper.pk]}


def test_hours_held_were_not_confirmed(confirmed):
    Referral.objects.create(record=confirmed, why="held", words="同一秒签到")

    assert broken() == {"hours_held_were_not_confirmed": [confirmed.pk]}


def test_long_days_were_confirmed_above(confirmed):
    PolicyRow.objects.filter(item="day_organization").update(value=60)

    assert broken() == {
        "hours_long_days_were_confirmed_above": [f"{confirmed.volunteer_id}/{confirmed.served_on}"]
    }


def holder(**post):
    """Somebody with a post, by which they may or may not decide the hours."""
    return (StaffFactory if "organization" in post else OfficerFactory)(**post).user


def test_hours_were_decided_by_who_might_on_that_day(confirmed):
    """Another role, another organisation, a region beside it, a post before or after that day: each is nobody's."""
    home, day = confirmed.organization, days.day_of(confirmed.decided_at)
    long_ago, yesterday = day - datetime.timedelta(days=30), day - datetime.timedelta(days=1)
    parent = OrganizationFactory()
    home.parent = parent
    home.save()
    might = [
        holder(organization=home, role="staff"),
        holder(organization=home, since=long_ago, until=day),
        holder(organization=parent),
        holder(region="1504", office_kind="civilization"),
    ]
    might_not = [
        UserFactory(),
        holder(organization=home, role="leader"),
        holder(organization=home, since=long_ago, until=yesterday),
        holder(organization=home, since=day + datetime.timedelta(days=1)),
        holder(organization=OrganizationFactory()),
        holder(region="150421"),
        holder(role="reader"),
        holder(office_kind="education"),
    ]
    for who in (*might, *might_not):
        with back_door() as cursor:
            cursor.execute("UPDATE hours_hourrecord SET decided_by_id = %s", [who.pk])
        expected = {} if who in might else {"hours_were_decided_by_who_might_on_that_day": [confirmed.pk]}
        assert broken() == expected, who.pk


def test_hours_were_voided_by_who_might(confirmed, manager):
    void_hours(confirmed, by=manager, reason="重复")
    assert broken() == {}
    with back_door() as cursor:
        cursor.execute("UPDATE hours_hourrecord SET voided_by_id = %s", [UserFactory().pk])

    assert broken() == {"hours_were_decided_by_who_might_on_that_day": [confirmed.pk]}


def test_each_invariant_of_hours_is_broken_above():
    assert [name.removeprefix("hours_") for name in NAMES] == [
        "totals_equal_the_ledger",
        "ledger_matches_the_records",
        "confirmed_time_counts_once",
        "nobody_decided_their_own",
        "belong_to_whom_they_say",
        "last_as_long_as_they_say",
        "lie_in_their_shift",
        "were_served_by_people_trained_for_it",
        "come_before_their_decision",
        "on_paper_were_confirmed_outside",
        "held_were_not_confirmed",
        "long_days_were_confirmed_above",
        "were_decided_by_who_might_on_that_day",
    ]
