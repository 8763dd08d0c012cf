"""What the database itself holds, by name."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.registration.models import Affiliation, Guardianship, IdentityCase, Qualification, Volunteer
from tests.factories import (
    SINCE,
    AffiliationFactory,
    GuardianshipFactory,
    IdentityCaseFactory,
    OrganizationFactory,
    QualificationFactory,
    UserFactory,
    VolunteerFactory,
    citizen_number,
)

pytestmark = pytest.mark.django_db

NUMBER = citizen_number(7, datetime.date(1990, 5, 4))


def broken(model, name):
    assert f"{model._meta.label_lower.replace('.', '_')}_{name}" in {c.name for c in model._meta.constraints}
    return pytest.raises(IntegrityError, match=name)


def test_one_person_once():
    VolunteerFactory(document=NUMBER)

    with broken(Volunteer, "one_person_once"):
        VolunteerFactory(document=NUMBER)


def test_claims_that_have_not_passed_may_be_several():
    VolunteerFactory(document=NUMBER)
    for state in ("pending", "refused", "pending"):
        VolunteerFactory(document=NUMBER, identity_state=state, number=None, passed_at=None)

    assert Volunteer.objects.count() == 4


@pytest.mark.parametrize("missing", ["number", "passed_at"])
def test_passed_means_number_and_when(missing):
    with broken(Volunteer, "passed_means_number_and_when"):
        VolunteerFactory(**{missing: None})


def test_lives_in_a_banner():
    VolunteerFactory()

    with broken(Volunteer, "lives_in_a_banner"):
        Volunteer.objects.update(region_id="1504")


def test_one_open_case_a_volunteer():
    case = IdentityCaseFactory()

    with broken(IdentityCase, "one_open_a_volunteer"):
        IdentityCaseFactory(volunteer=case.volunteer)


def test_refused_says_why():
    with broken(IdentityCase, "refused_says_why"):
        IdentityCaseFactory(state="refused", decided_by=UserFactory(), decided_at=timezone.now())


@pytest.mark.parametrize(
    "changes", [{"state": "passed"}, {"decided_at": timezone.now()}, {"state": "refused", "reason": "看不清"}]
)
def test_decided_means_when(changes):
    with broken(IdentityCase, "decided_means_when"):
        IdentityCaseFactory(**changes)


def test_nobody_decides_their_own():
    own = UserFactory()

    with broken(IdentityCase, "nobody_decides_their_own"):
        IdentityCaseFactory(
            volunteer__user=own, state="refused", reason="看不清", decided_by=own, decided_at=timezone.now()
        )


def test_linked_once():
    link = GuardianshipFactory()

    with broken(Guardianship, "linked_once"):
        GuardianshipFactory(guardian=link.guardian, child=link.child)


def test_nobody_guards_themselves():
    volunteer = VolunteerFactory()

    with broken(Guardianship, "nobody_guards_themselves"):
        GuardianshipFactory(guardian=volunteer, child=volunteer)


def test_one_open_place_a_volunteer():
    place = AffiliationFactory()

    with broken(Affiliation, "one_open_a_volunteer"):
        AffiliationFactory(volunteer=place.volunteer)


def test_a_place_ends_after_it_begins():
    with broken(Affiliation, "ends_after_it_begins"):
        AffiliationFactory(until=datetime.date(2024, 9, 1))


@pytest.mark.parametrize("missing", [{"organization": None}, {"stage": ""}, {"class_name": ""}])
def test_a_student_has_school_stage_and_class(missing):
    with broken(Affiliation, "a_student_has_school_stage_and_class"):
        AffiliationFactory(**missing)


def test_an_employee_has_a_unit():
    with broken(Affiliation, "an_employee_has_a_unit"):
        AffiliationFactory(identity="employee", organization=None, stage="", grade=None, class_name="")


def test_the_same_people_within_the_rules_are_taken():
    with transaction.atomic():
        AffiliationFactory(until=datetime.date(2024, 9, 2))
        AffiliationFactory(
            identity="employee", organization=OrganizationFactory(kind_id="agency"), stage="", class_name=""
        )


def test_a_foreign_document_names_a_nationality():
    with broken(Volunteer, "a_foreign_document_names_a_nationality"):
        VolunteerFactory(document_type="passport", document="C01X00T47")


def test_document_is_hashed():
    volunteer = VolunteerFactory()

    with broken(Volunteer, "document_is_hashed"):
        Volunteer.objects.filter(pk=volunteer.pk).update(document_hash=volunteer.document_number)


@pytest.mark.parametrize("times", [[0], [25], [1, 99]])
def test_free_times_stand_in_the_grid(times):
    volunteer = VolunteerFactory()

    with broken(Volunteer, "free_times_stand_in_the_grid"):
        Volunteer.objects.filter(pk=volunteer.pk).update(free_times=times)


@pytest.mark.parametrize("wrong", [{"kind": "change"}, {"document_hash": "0" * 64}])
def test_a_change_says_what_to(wrong):
    with broken(IdentityCase, "a_change_says_what_to"):
        IdentityCaseFactory(**wrong)


def test_a_correction_says_why_as_well():
    with broken(IdentityCase, "refused_says_why"):
        IdentityCaseFactory(state="correction", reason="")


def test_a_correction_is_open_like_what_waits():
    case = IdentityCaseFactory(state="correction", reason="改一处")

    with broken(IdentityCase, "one_open_a_volunteer"):
        IdentityCaseFactory(volunteer=case.volunteer)


def test_one_waits_a_skill():
    row = QualificationFactory()

    with broken(Qualification, "one_waits_a_skill"):
        QualificationFactory(volunteer=row.volunteer)


def test_expires_after_it_is_issued():
    with broken(Qualification, "expires_after_it_is_issued"):
        QualificationFactory(issued_on=SINCE, expires_on=SINCE)


def test_a_refused_certificate_says_why():
    with broken(Qualification, "refused_says_why"):
        QualificationFactory(state="refused", decided_by=UserFactory(), decided_at=timezone.now())


@pytest.mark.parametrize("missing", ["decided_by", "decided_at"])
def test_decided_means_who_and_when(missing):
    decided = {"decided_by": UserFactory(), "decided_at": timezone.now(), missing: None}

    with broken(Qualification, "decided_means_who_and_when"):
        QualificationFactory(state="passed", **decided)


def test_nobody_decides_their_own_certificate():
    somebody = VolunteerFactory()

    with broken(Qualification, "nobody_decides_their_own"):
        QualificationFactory(
            volunteer=somebody, state="passed", decided_by=somebody.user, decided_at=timezone.now()
        )
