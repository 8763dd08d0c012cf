"""Applying for an organisation, and the review of it."""

import datetime
import threading
import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.organizations.actions import apply_for_organization, approve_organization, return_organization
from apps.organizations.models import Organization, Post
from tests.factories import OfficerFactory, OrganizationFactory, StaffFactory, UserFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

CREDIT_CODE = "91110000600037341L"
NOT_DECIDED = {"decided_by": None, "decided_at": None}


@pytest.fixture
def applicant():
    return VolunteerFactory().user


@pytest.fixture
def waiting(applicant):
    return OrganizationFactory(kind_id="committee", state="applied", applied_by=applicant, **NOT_DECIDED)


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def new(**fields):
    plain = {
        "kind_id": "committee",
        "region_id": "150430",
        "name": "晨光邻里志愿队",
        "contact_name": "白音",
        "contact_phone": "13900000000",
    }
    return Organization(**{**plain, **fields})


def test_an_application_waits_for_a_reviewer(applicant):
    organization = apply_for_organization(new(), by=applicant)

    assert (organization.state, organization.applied_by) == ("applied", applicant)
    assert list(Organization.objects.applied_by(applicant)) == [organization]
    assert list(Organization.objects.approved().named("晨光")) == []


@pytest.mark.parametrize(
    ("volunteer", "code"),
    [
        ({"identity_state": "pending", "number": None, "passed_at": None}, "identity_not_passed"),
        ({"birth_date": datetime.date(2014, 1, 1)}, "too_young"),
    ],
)
def test_only_known_adults_apply(volunteer, code):
    assert refusal_code(apply_for_organization, new(), by=VolunteerFactory(**volunteer).user) == code


def test_who_is_not_registered_does_not_apply():
    assert refusal_code(apply_for_organization, new(), by=UserFactory()) == "not_registered"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind_id": "society", "credit_code": ""},
        {"kind_id": "society", "credit_code": "91110000600037341X"},
        {"kind_id": "society", "credit_code": "1"},
        {"kind_id": "team", "guiding_unit": ""},
        {"kind_id": "team", "guiding_unit": "惠州街道办事处"},
        {"kind_id": "society", "credit_code": CREDIT_CODE, "registered_on": datetime.date(1800, 1, 1)},
        {"founded_on": datetime.date(2999, 1, 1)},
        {"joining": "code"},
    ],
)
def test_the_papers_follow_from_the_kind(applicant, fields):
    assert refusal_code(apply_for_organization, new(**fields), by=applicant) == "incomplete"


def test_a_credit_code_is_used_once(applicant):
    OrganizationFactory(credit_code=CREDIT_CODE)
    again = new(kind_id="society", credit_code=CREDIT_CODE)

    assert refusal_code(apply_for_organization, again, by=applicant) == "credit_code_taken"


@pytest.mark.parametrize("typed", ["９１１１０００060003734１ｌ", "9111 0000 6000 3734 1l"])
def test_a_credit_code_is_kept_in_one_spelling(applicant, typed):
    body = new(kind_id="society", credit_code=typed)

    assert apply_for_organization(body, by=applicant).credit_code == CREDIT_CODE


def test_answers_to_questions_that_a_kind_is_not_asked_do_not_stay(applicant):
    typed = {
        "guiding_unit": "惠州街道",
        "registered_with": "民政局",
        "registered_on": datetime.date(2020, 1, 1),
    }
    school = apply_for_organization(
        new(kind_id="primary_school", credit_code=CREDIT_CODE, **typed), by=applicant
    )

    assert (school.guiding_unit, school.registered_with, school.registered_on) == ("", "", None)
    assert (school.is_registered, new().is_registered) == (True, False)


def test_approving_makes_the_applicant_the_owner(waiting, applicant):
    approve_organization(waiting, by=UserFactory())

    assert list(Organization.objects.managed_by(applicant)) == [waiting]
    assert Post.objects.get().role == Post.Role.OWNER
    assert Message.objects.get().recipient == applicant
    assert AuditRow.objects.get().action == "organization.approved"


def test_nobody_approves_their_own(waiting, applicant):
    OfficerFactory(user=applicant)

    assert list(Organization.objects.decidable_by(applicant)) == []
    assert refusal_code(approve_organization, waiting, by=applicant) == "own_application"


@pytest.mark.parametrize("own", ["itself", "its parent"])
def test_nobody_reviews_for_an_organization_in_which_they_hold_a_post(waiting, own):
    officer, organization = OfficerFactory().user, waiting
    if own == "its parent":
        organization = waiting.parent = OrganizationFactory()
        waiting.save()
    post = StaffFactory(user=officer, organization=organization)

    assert list(Organization.objects.decidable_by(officer).waiting()) == []
    assert refusal_code(approve_organization, waiting, by=officer) == "own_organization"

    post.until = post.since  # they left it long ago
    post.save()
    assert list(Organization.objects.decidable_by(officer).waiting()) == [waiting]


def test_what_comes_back_is_corrected_in_the_same_row(waiting, applicant):
    returned = return_organization(waiting, by=UserFactory(), reason="名称和证照不一样")
    assert Message.objects.get().body == "名称和证照不一样"

    returned.name = "晨光社区邻里志愿队"
    again = apply_for_organization(returned, by=applicant)

    assert (again.pk, again.state, again.reason) == (waiting.pk, "applied", "")
    assert approve_organization(again, by=UserFactory()).name == "晨光社区邻里志愿队"
    assert list(Organization.objects.named("社区邻里")) == [waiting]


def test_returning_says_why(waiting):
    assert refusal_code(return_organization, waiting, by=UserFactory(), reason=" ") == "no_reason"


@pytest.mark.parametrize("state", ["applied", "approved"])
def test_only_what_came_back_is_corrected(waiting, applicant, state):
    if state == "approved":
        approve_organization(waiting, by=UserFactory())

    assert refusal_code(apply_for_organization, waiting, by=applicant) == "not_returned"


def test_nobody_corrects_the_application_of_somebody_else(waiting):
    returned = return_organization(waiting, by=UserFactory(), reason="改")

    assert refusal_code(apply_for_organization, returned, by=VolunteerFactory().user) == "not_returned"


@pytest.mark.parametrize(
    ("region", "kind", "sees"),
    [
        ("150430", "civilization", True),
        ("15", "youth_league", True),
        ("150430", "education", False),
        ("1501", "civilization", False),
    ],
)
def test_reviewers_see_their_region_and_what_lies_below(waiting, region, kind, sees):
    officer = OfficerFactory(region=region, office_kind=kind).user

    assert list(Organization.objects.decidable_by(officer)) == ([waiting] if sees else [])


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_the_second_is_refused(waiting, someone_waits_for_me):
    outcome = []

    def approve_too():
        try:
            approve_organization(waiting, by=OfficerFactory().user)
        except Refused as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    second = threading.Thread(target=approve_too)
    with transaction.atomic():
        return_organization(waiting, by=OfficerFactory().user, reason="改")
        second.start()
        while second.is_alive() and not someone_waits_for_me():
            time.sleep(0.01)
    second.join()

    assert outcome == ["already_decided"]
    assert not Post.objects.filter(organization=waiting).exists()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "returned"}, "organizations_organization_returned_says_why"),
        ({"state": "suspended"}, "organizations_organization_returned_says_why"),
        ({"state": "applied"}, "organizations_organization_decided_means_by_whom_and_when"),
        (NOT_DECIDED, "organizations_organization_decided_means_by_whom_and_when"),
        ({"credit_code": "９１"}, "organizations_organization_credit_code_is_normalised"),
        ({"guidance": "confirmed"}, "organizations_organization_guidance_is_somebodys_word"),
        ({"joining": "code"}, "organizations_organization_joined_by_a_code_that_is_there"),
    ],
)
def test_the_database_keeps_the_rules_of_organizations(fields, name):
    with pytest.raises(IntegrityError, match=name):
        OrganizationFactory(**fields)


def test_the_database_lets_nobody_approve_their_own():
    user = UserFactory()

    with pytest.raises(IntegrityError, match="organizations_organization_nobody_approves_their_own"):
        OrganizationFactory(applied_by=user, decided_by=user)


def test_the_database_lets_nobody_guide_their_own():
    user = UserFactory()

    with pytest.raises(IntegrityError, match="organizations_organization_nobody_guides_their_own"):
        OrganizationFactory(applied_by=user, guidance="confirmed", guided_by=user, guided_at=timezone.now())


def test_the_database_gives_a_successor_only_to_what_is_closed():
    with pytest.raises(
        IntegrityError, match="organizations_organization_only_what_is_closed_has_a_successor"
    ):
        OrganizationFactory(successor=OrganizationFactory())


def test_the_database_keeps_a_credit_code_once():
    OrganizationFactory(credit_code=CREDIT_CODE)

    with pytest.raises(IntegrityError, match="organizations_organization_one_credit_code_once"):
        OrganizationFactory(credit_code=CREDIT_CODE)


def test_the_code_of_a_closed_organization_may_be_used_again():
    OrganizationFactory(credit_code=CREDIT_CODE, state="closed")

    assert OrganizationFactory(credit_code=CREDIT_CODE, decided_at=timezone.now()).pk
