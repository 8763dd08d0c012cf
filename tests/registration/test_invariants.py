"""Each invariant is broken on purpose, by the back door, and must name the row."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import Consent
from apps.core import invariants
from apps.registration.actions import pass_identity
from apps.registration.documents import sex_in
from apps.registration.identity import Identity
from apps.registration.models import IdentityCase, Volunteer
from tests.factories import (
    GuardianshipFactory,
    IdentityCaseFactory,
    OfficerFactory,
    QualificationFactory,
    RosterEntryFactory,
    UserFactory,
    VolunteerFactory,
    citizen_number,
)

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
    assert (broken(), len(NAMES)) == ({}, 13)


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


def drop(constraint, table="registration_volunteer"):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")


def test_nobody_passes_twice(case):
    number = citizen_number(7, datetime.date(1990, 5, 4))
    VolunteerFactory(document=number)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX registration_volunteer_one_person_once")
    twice = VolunteerFactory(document=number)

    assert broken() == {"registration_nobody_passes_twice": [twice.pk]}


@pytest.mark.parametrize(
    "told", [{"skill_codes": ["xx"]}, {"languages": ["xx"]}, {"service_regions": ["999999"]}]
)
def test_what_was_told_are_known_codes(case, told):
    Volunteer.objects.update(**told)

    assert broken() == {"registration_skills_languages_and_regions_are_known_codes": [case.volunteer_id]}


def test_a_hash_is_that_of_its_number(case):
    Volunteer.objects.update(document_hash="0" * 64)

    assert broken() == {"registration_hashes_are_those_of_the_numbers": [case.volunteer_id]}


def test_a_passport_is_hashed_in_the_space_of_its_country(case):
    volunteer = case.volunteer
    identity = Identity("Anna", "passport", "C01X00T47", 2, datetime.date(1990, 5, 4), "DEU")
    volunteer.take_identity(identity)
    volunteer.save()
    assert broken() == {}

    Volunteer.objects.update(nationality="FRA")

    assert broken() == {"registration_hashes_are_those_of_the_numbers": [volunteer.pk]}


@pytest.mark.parametrize("wrong", [{"birth_date": datetime.date(1990, 5, 5)}, {"sex": 1}])
def test_birth_date_and_sex_are_those_of_the_document(case, wrong):
    Volunteer.objects.filter(pk=case.volunteer_id).update(sex=sex_in(case.volunteer.document_number))
    if "sex" in wrong:
        wrong = {"sex": 3 - sex_in(case.volunteer.document_number)}
    Volunteer.objects.update(**wrong)

    assert broken() == {"registration_birth_dates_and_sexes_are_those_of_the_documents": [case.volunteer_id]}


def test_a_certificate_had_not_run_out_when_it_passed(case):
    row = QualificationFactory(
        volunteer=case.volunteer,
        expires_on=datetime.date(2025, 6, 1),
        state="passed",
        decided_by=UserFactory(),
        decided_at=timezone.now(),
    )

    assert broken() == {"registration_certificates_had_not_run_out_when_they_passed": [row.pk]}


def test_certificates_belong_to_whom_they_say(case):
    row = QualificationFactory(volunteer=case.volunteer, beneficiary=UserFactory())

    assert broken() == {"registration_certificates_belong_to_whom_they_say": [row.pk]}


def test_nobody_of_age_is_answered_for(case):
    guardianship = GuardianshipFactory(child__birth_date=datetime.date(2001, 3, 2))
    assert broken() == {"registration_nobody_of_age_is_answered_for": [guardianship.pk]}


def test_agreed_proposals_hold_no_number(case):
    entry = RosterEntryFactory(state="accepted", answered_by=UserFactory(), answered_at=timezone.now())
    assert broken() == {"registration_agreed_proposals_hold_no_number": [entry.pk]}


def test_cases_wait_by_consent():
    case = IdentityCaseFactory()
    assert broken() == {}
    Consent.objects.filter(user=case.beneficiary).update(withdrawn_at=timezone.now())

    assert broken() == {"registration_cases_wait_by_consent": [case.pk]}
