"""A record that is put into the database ready confirmed is judged there like one that is confirmed later."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max

from apps.core import days
from apps.core.models import PolicyRow
from apps.hours.actions import reject_hours
from apps.hours.models import HourRecord, Referral
from tests.factories import BasisFactory, HourRecordFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def outsider():
    return StaffFactory().user


def put_up(record, by, **said):
    """The same record once more, confirmed at once, by words of SQL alone."""
    said = {"state": "'confirmed'", "counted": "minutes", "decided_at": "now()", **said}
    said["decided_by_id"] = str(by.pk)
    columns = [
        field.column for field in HourRecord._meta.concrete_fields if field.column != "id" or "id" in said
    ]
    values = ", ".join(said.get(column, column) for column in columns)
    sql = f"INSERT INTO hours_hourrecord ({', '.join(columns)}) SELECT {values} FROM hours_hourrecord WHERE id = %s"  # noqa: S608 -- our own words
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [record.pk])


A_MINUTE_LESS = {
    "during": "tstzrange(lower(during) + interval '1 minute', upper(during))",
    "minutes": "minutes - 1",
    "counted": "minutes - 1",
}


def hold(pk):
    return Referral.objects.create(record_id=pk, why="held", words="同一秒签到", points=100)


def test_while_somebodys_time_is_held_it_does_not_come_in_another_way(record, outsider):
    held = hold(record.pk)
    with pytest.raises(IntegrityError, match="hours_hourrecord_held_is_not_confirmed"):
        put_up(record, outsider, **A_MINUTE_LESS)
    assert HourRecord.objects.get() == record

    held.delete()
    put_up(record, outsider, **A_MINUTE_LESS)
    assert HourRecord.objects.get(state="confirmed").counted == 89


def test_what_is_held_before_it_is_there_does_not_come_confirmed(record, outsider):
    coming = HourRecord.objects.aggregate(Max("pk"))["pk__max"] + 1000
    held = hold(coming)
    with pytest.raises(IntegrityError, match="hours_hourrecord_held_is_not_confirmed"):
        put_up(record, outsider, **A_MINUTE_LESS, id=str(coming))
    held.delete()


def test_time_beside_what_is_held_comes_as_ever(record, outsider):
    hold(record.pk)
    other = HourRecordFactory(signup__volunteer=record.volunteer)
    reject_hours(HourRecord.objects.filter(pk=other.pk), by=outsider, reason="时间不对")
    put_up(other, outsider, reason="''")

    assert HourRecord.objects.get(state="confirmed").during == other.during


@pytest.mark.parametrize("role", ["owner", "staff", "leader", "reader"])
def test_nobody_of_the_organization_puts_up_a_confirmed_paper(record, manager, outsider, role):
    basis = BasisFactory(organization=record.organization)
    said = {"source": "'backfill'", "signup_id": "NULL", "basis_id": str(basis.pk)}
    said |= {"came_noted_by_id": str(basis.made_by_id), **A_MINUTE_LESS}
    inside = StaffFactory(organization=record.organization, role=role).user

    with pytest.raises(IntegrityError, match="papers_are_confirmed_outside_the_organization"):
        put_up(record, inside, **said)
    assert HourRecord.objects.get() == record

    put_up(record, outsider, **said)
    assert HourRecord.objects.get(state="confirmed").source == "backfill"


@pytest.mark.parametrize("decided_at", ["now()", "upper(during) + interval '1 day'"])
def test_nothing_confirmed_is_put_into_a_closed_year_whenever_it_says_it_was(
    outsider, open_books, decided_at
):
    last_year = datetime.date(days.this_year() - 1, 12, 20)
    start = days.start_of(last_year) + datetime.timedelta(hours=9)
    record = HourRecordFactory(
        during=DateTimeTZRange(start, start + datetime.timedelta(minutes=90), "[)"),
        served_on=last_year,
    )
    said = {**A_MINUTE_LESS, "decided_at": decided_at}
    PolicyRow.objects.filter(topic="hours", item="year_open_days").update(value=0)
    with pytest.raises(IntegrityError, match="hours_hourrecord_closed_years_stay"):
        put_up(record, outsider, **said)
    assert HourRecord.objects.get() == record

    PolicyRow.objects.filter(topic="hours", item="year_open_days").update(value=40_000)
    put_up(record, outsider, **said)
    assert HourRecord.objects.get(state="confirmed").served_on == last_year
