"""How many people-hours a month an organisation may give by its level of trust (D15)."""

import datetime

import pytest

from apps.core.models import PolicyRow
from apps.hours.actions import confirm_hours
from apps.organizations.actions.standing import change_trust
from apps.organizations.models import TrustLevel
from tests.factories import HourRecordFactory, OfficerFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(record):
    """Another hour and a half in the same month, beyond what a new organisation may give in this test."""
    PolicyRow.objects.filter(topic="trust_minutes", item="new").update(value=100)
    return HourRecordFactory(
        signup__shift__position__activity__organization=record.organization,
        during=record.during,
        served_on=record.served_on,
    )


@pytest.mark.parametrize("kind", ["team", "society", "youth_assoc"])
def test_everybody_begins_as_new(kind):
    assert OrganizationFactory(kind_id=kind).trust_id == "new"


def test_a_new_organization_waits_for_those_above_beyond_its_month(record, second, manager, records_of):
    assert confirm_hours(records_of(record, second), by=manager).confirmed == [record.pk]


def test_what_an_office_trusts_more_gives_more(record, second, manager, records_of):
    level = TrustLevel.objects.get(pk="ordinary")
    change_trust(record.organization, level=level, by=OfficerFactory().user, reason="办得稳")

    outcome = confirm_hours(records_of(record, second), by=manager)

    assert sorted(outcome.confirmed) == [record.pk, second.pk]


def test_each_month_begins_anew(record, second, manager, records_of):
    before = record.during.lower - datetime.timedelta(days=record.served_on.day)
    earlier = HourRecordFactory(
        signup__shift__position__activity__organization=record.organization,
        during=type(record.during)(before, before + datetime.timedelta(minutes=90), "[)"),
    )

    outcome = confirm_hours(records_of(record, earlier), by=manager)

    assert sorted(outcome.confirmed) == [record.pk, earlier.pk]
