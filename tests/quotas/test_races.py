"""The nightly recompute meets people who change their school or are verified meanwhile; nobody is thrown out."""

import datetime

import pytest
from django.db import transaction

from apps.core import days
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord, YearTotal
from apps.hours.recompute import recompute_totals
from apps.quotas.models import YearStanding
from apps.quotas.recompute import recompute_goals
from apps.registration.actions.identities import pass_identity
from apps.registration.actions.registering import change_affiliation
from apps.registration.belonging import Belonging
from apps.registration.models import IdentityCase, Volunteer
from tests.factories import (
    AffiliationFactory,
    HourRecordFactory,
    IdentityCaseFactory,
    OfficerFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pupil():
    """Somebody at a school, with no standing yet for this year: the night of 31 December."""
    return AffiliationFactory(since=datetime.date(2025, 9, 1)).volunteer


def leave_school(person):
    return change_affiliation(person, belonging=Belonging(identity="other"), political="", by=person.user)


def test_the_new_year_opens_while_somebody_changes_school(pupil, until_it_waits):
    with transaction.atomic():
        assert recompute_goals() > 0
        changing = until_it_waits(lambda: leave_school(pupil))
    changing.join()

    now = YearStanding.objects.get(volunteer=pupil, year=days.this_year())
    assert (now.affiliation, now.identity) == (changing.result, "other")


def test_the_new_year_opens_while_somebody_is_verified(until_it_waits):
    case = IdentityCaseFactory()
    AffiliationFactory(volunteer=case.volunteer, since=datetime.date(2025, 9, 1))
    officer = OfficerFactory().user

    with transaction.atomic():
        assert recompute_goals() > 0
        passing = until_it_waits(lambda: pass_identity(IdentityCase.objects.all(), by=officer))
    passing.join()

    assert (passing.result.passed, Volunteer.objects.get(pk=case.volunteer_id).is_passed) == ([case.pk], True)


def test_a_lost_total_is_mended_while_its_volunteer_changes_school(until_it_waits):
    record = HourRecordFactory()
    person = AffiliationFactory(volunteer=record.volunteer).volunteer
    manager = StaffFactory(organization=record.organization).user
    confirm_hours(HourRecord.objects.all(), by=manager)
    YearTotal.objects.all().delete()

    with transaction.atomic():
        assert recompute_totals() == 1
        changing = until_it_waits(lambda: leave_school(person))
    changing.join()

    standing = YearStanding.objects.get(volunteer=person, year=days.this_year())
    assert (standing.affiliation, standing.minutes) == (changing.result, 90)
