"""Each invariant is broken on purpose, by the back door, and must name the row."""

import pytest
from django.db import connection
from django.utils import timezone

from apps.core import invariants
from apps.registration.actions import pass_identity
from apps.registration.models import IdentityCase, Volunteer
from tests.factories import IdentityCaseFactory, OfficerFactory, UserFactory

pytestmark = pytest.mark.django_db

NAMES = [name for name in invariants.names() if name.startswith("registration_")]


@pytest.fixture
def case():
    case = IdentityCaseFactory()
    pass_identity(IdentityCase.objects.filter(pk=case.pk), by=OfficerFactory().user)
    return case


def broken():
    found = {name: [row.id for row in invariants.bad_rows(name)] for name in NAMES}
    return {name: ids for name, ids in found.items() if ids}


def test_all_hold_when_somebody_passes(case):
    assert (broken(), len(NAMES)) == ({}, 3)


def test_volunteer_fields_are_known_codes(case):
    Volunteer.objects.update(service_fields=["03", "为老服务"])

    assert broken() == {"registration_volunteer_fields_are_known_codes": [case.volunteer_id]}


def test_nobody_decided_their_own(case):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE registration_identitycase"
            " DROP CONSTRAINT registration_identitycase_nobody_decides_their_own"
        )
    IdentityCase.objects.update(decided_by=case.beneficiary, decided_at=timezone.now())

    assert broken() == {"registration_nobody_decided_their_own": [case.pk]}


def test_cases_belong_to_whom_they_say(case):
    IdentityCase.objects.update(beneficiary=UserFactory())

    assert broken() == {"registration_cases_belong_to_whom_they_say": [case.pk]}
