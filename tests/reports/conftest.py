"""A school with a teacher, pupils who serve, and a unit beside it."""

import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from apps.core import days
from apps.hours.models import YearTotal
from apps.quotas import standing
from tests.factories import (
    AffiliationFactory,
    BasisFactory,
    HourRecordFactory,
    OrganizationFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)

YEAR = 2025
SPRING = datetime.date(2025, 5, 5)


@pytest.fixture
def school(open_books):
    return OrganizationFactory(kind_id="primary_school", name="新惠第一小学")


@pytest.fixture
def teacher(school):
    return StaffFactory(organization=school).user


def confirmed(person, minutes, on, **fields):
    """Some confirmed minutes of a day, recorded afterwards unless told otherwise."""
    start = days.start_of(on) + datetime.timedelta(hours=8)
    paper = {"signup": None, "basis": BasisFactory(), "source": "backfill", "came_noted_by": UserFactory()}
    record = paper | fields
    host = record["basis"].organization if record.get("basis") else None
    regions = {"activity_region": person.region, "organization_region": person.region}
    made = HourRecordFactory(
        **({"organization": host} | regions if host else {}),
        **record,
        volunteer=person,
        during=DateTimeTZRange(start, start + datetime.timedelta(minutes=minutes), "[)"),
        served_on=on,
        minutes=minutes,
        counted=minutes,
        state="confirmed",
        decided_by=UserFactory(),
        decided_at=timezone.now(),
    )
    total, _new = YearTotal.objects.get_or_create(volunteer=person, year=on.year, defaults={"minutes": 0})
    YearTotal.objects.filter(pk=total.pk).update(minutes=total.minutes + minutes)
    standing.follow([person.pk])
    return made


@pytest.fixture
def enrol(open_books):
    """Somebody at a school or unit in 2025, with confirmed minutes of its spring."""

    def make(school, minutes=0, name="苏日娜", **fields):
        person = VolunteerFactory(name=name, registered_at="2024-01-01T00:00Z")
        AffiliationFactory(volunteer=person, organization=school, **fields)
        if minutes:
            confirmed(person, minutes, SPRING)
        standing.follow([person.pk])
        return person

    return make
