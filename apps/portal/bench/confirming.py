"""Confirming 1,000 records against one INSERT … SELECT of them into the same table. Everything is undone."""

import datetime
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.activities.models import Activity, Position, Shift, Signup
from apps.core import days
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.portal.bench.measuring import Figure, asked, ratio, written
from apps.registration.models import Volunteer

PEOPLE = 1000
RUNS = 7
ONE_HOUR = datetime.timedelta(hours=1)
INSERT = """
    INSERT INTO hours_hourrecord ({columns})
    SELECT {columns} FROM hours_hourrecord_offered
"""


def figures() -> Iterator[Figure]:
    with transaction.atomic():
        organization, records = waiting()
        floor = undone(insert_of(records, organization.applied_by))
        subject = undone(lambda: confirm(records, organization))
        yield ratio(f"confirming {PEOPLE} records / one INSERT of them", floor, subject, goal=2, runs=RUNS)
        statements = asked(subject)
        yield Figure(f"confirming {PEOPLE} records: statements", len(statements), 10, unit="")
        with written() as log:
            subject()
        yield Figure(f"confirming {PEOPLE} records: log a record", log["bytes"] / PEOPLE, unit=" B")
        transaction.set_rollback(True)


def confirm(records, organization):
    outcome = confirm_hours(records, by=organization.applied_by)
    if len(outcome.confirmed) != PEOPLE:
        raise RuntimeError(f"Only {len(outcome.confirmed)} of {PEOPLE} were confirmed: {outcome.words}")


def undone(work):
    def do():
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return do


def waiting():
    """A day of a trusted association to which 1,000 people came who have nothing else on that day."""
    associations = Organization.objects.approved().filter(kind="youth_assoc")
    organization = associations.select_related("applied_by").latest("pk")
    start = days.start_of(days.today() - datetime.timedelta(days=1)) + 21 * ONE_HOUR
    activity = Activity.objects.filter(organization=organization, starts_at__lt=start).latest("starts_at")
    position = Position.objects.create(activity=activity, name="Measured")
    shift = Shift.objects.create(
        position=position, starts_at=start, ends_at=start + 2 * ONE_HOUR, capacity=PEOPLE, taken=PEOPLE
    )
    during, first = (DateTimeTZRange(start, start + hours * ONE_HOUR, "[)") for hours in (2, 1))
    everybody = Volunteer.objects.passed().exclude(user=organization.applied_by).order_by("-pk")
    people = list(everybody.only("user", "region")[:PEOPLE])
    signups = Signup.objects.bulk_create(
        Signup(
            shift=shift,
            volunteer=one,
            during=during,
            signed_up_by_id=one.user_id,
            signed_up_at=start - 30 * ONE_HOUR,
        )
        for one in people
    )
    made = HourRecord.objects.bulk_create(
        HourRecord(
            signup=signup,
            volunteer=signup.volunteer,
            beneficiary_id=signup.volunteer.user_id,
            organization=organization,
            volunteer_region_id=signup.volunteer.region_id,
            activity_region_id=organization.region_id,
            organization_region_id=organization.region_id,
            during=first,
            served_on=days.day_of(start),
            minutes=60,
            source=HourRecord.Source.CODE,
            proposed_at=start + ONE_HOUR,
        )
        for signup in signups
    )
    return organization, HourRecord.objects.filter(pk__in=[one.pk for one in made])


def insert_of(records, by):
    """One statement that writes as many rows, already confirmed, for the hour after."""
    fields = [one for one in HourRecord._meta.concrete_fields if not one.primary_key]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    keys = list(records.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE hours_hourrecord_offered ON COMMIT DROP AS"
            " SELECT * FROM hours_hourrecord WHERE id = ANY(%s)",
            [keys],
        )
        cursor.execute(
            "UPDATE hours_hourrecord_offered SET state = 'confirmed', counted = minutes, decided_by_id = %s,"
            " decided_at = now(), during = tstzrange(upper(during), upper(during) + interval '1 hour')",
            [by.pk],
        )

    def insert():
        with connection.cursor() as cursor:
            cursor.execute(INSERT.format(columns=columns))

    return insert
