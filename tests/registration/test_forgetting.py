"""What was refused is forgotten after a year, unless its person comes back before."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Consent
from apps.core import days, invariants
from apps.core.models import AuditRow, KeptFile
from apps.registration.actions import forget_refused, refuse_identity, register_volunteer
from apps.registration.models import Affiliation, Guardianship, IdentityCase, Qualification, Volunteer
from tests.factories import (
    GuardianshipFactory,
    IdentityCaseFactory,
    OfficerFactory,
    QualificationFactory,
    UserFactory,
    VolunteerFactory,
    citizen_number,
)
from tests.world import handed_in

pytestmark = pytest.mark.django_db
NUMBER = citizen_number(7, datetime.date(1990, 5, 4))


@pytest.fixture
def refused(person, nowhere):
    """Makes somebody who was refused so many days ago."""

    def make(ago, number=NUMBER):
        volunteer = register_volunteer(person=person(number), belonging=nowhere, by=UserFactory())
        refuse_identity(
            IdentityCase.objects.get(volunteer=volunteer), by=OfficerFactory().user, reason="不清楚。"
        )
        when = days.start_of(days.today() - datetime.timedelta(days=ago))
        IdentityCase.objects.filter(volunteer=volunteer).update(submitted_at=when, decided_at=when)
        volunteer.refresh_from_db()
        return volunteer

    return make


@pytest.mark.parametrize(("ago", "stays"), [(364, True), (365, True), (366, False)])
def test_after_a_year_nothing_says_who_it_was(refused, ago, stays):
    volunteer = refused(ago)

    assert (forget_refused(), forget_refused()) == (0 if stays else 1, 0)

    volunteer.refresh_from_db()
    told = (volunteer.name, volunteer.document_number, volunteer.birth_date.year)
    assert told == (("乌云", NUMBER, 1990) if stays else ("", "", 1900))
    assert Volunteer.objects.filter(document_hash=volunteer.document_hash).count() == 1
    assert Affiliation.objects.filter(volunteer=volunteer).exists() is stays
    assert Consent.objects.covers(volunteer.user, "identity") is stays
    assert AuditRow.objects.filter(action="identity.forgotten").count() == (0 if stays else 1)


def test_the_account_stays_and_its_person_registers_again(client, refused, person, nowhere):
    volunteer = refused(400)
    forget_refused()
    client.force_login(volunteer.user)

    assert client.get(reverse("registration:file")).url == reverse("registration:start")
    first = client.get(reverse("registration:start"), follow=True)
    assert first.redirect_chain[-1][0] == reverse("registration:step", args=["who"])
    assert "乌云" not in first.content.decode()
    register_volunteer(person=person(NUMBER), belonging=nowhere, by=volunteer.user)

    volunteer.refresh_from_db()
    assert (volunteer.name, volunteer.identity_state) == ("乌云", "pending")
    assert forget_refused() == 0


def test_who_came_back_or_had_passed_is_not_forgotten(refused, person, nowhere):
    again = refused(400)
    register_volunteer(person=person(NUMBER), belonging=nowhere, by=again.user)
    once_passed = VolunteerFactory(identity_state="voided")
    long_ago = timezone.now() - datetime.timedelta(days=400)
    IdentityCaseFactory(volunteer=once_passed, state="refused", reason="冒用。", decided_at=long_ago)

    assert forget_refused() == 0


def test_a_childs_guardian_and_certificates_go_as_well(refused):
    volunteer = refused(400)
    GuardianshipFactory(child=volunteer)
    proof = handed_in(by=volunteer.user, kind="document")
    QualificationFactory(volunteer=volunteer, proof=proof)

    forget_refused()

    kept = [
        Guardianship.objects.standing(),
        Qualification.objects.all(),
        KeptFile.objects.filter(pk=proof.pk),
    ]
    assert [rows.exists() for rows in kept] == [False, False, False]


def test_the_rules_of_the_register_hold_for_who_is_forgotten(refused):
    refused(400)
    forget_refused()

    names = [name for name in invariants.names() if name.startswith("registration_")]
    assert {name: rows for name in names if (rows := invariants.bad_rows(name))} == {}


def test_it_costs_the_same_for_one_and_for_thirty(refused, django_assert_max_num_queries):
    for serial in range(30):
        refused(400, citizen_number(100 + serial, datetime.date(1990, 5, 4)))

    with django_assert_max_num_queries(60):
        assert forget_refused() == 30
