import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Consent
from apps.core import days
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.registration.actions import (
    end_guardianship,
    find_child,
    give_guardian_consent,
    link_child,
    register_volunteer,
    withdraw_guardian_consent,
)
from apps.registration.models import Guardianship, Volunteer
from tests.factories import GuardianshipFactory, UserFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

BOTH = ["minor", "minor_data"]
CHILDREN = reverse("registration:children")
LINK = reverse("registration:link")


@pytest.fixture
def guardian():
    return VolunteerFactory()


@pytest.fixture
def child_of_age(person, nowhere, years_ago):
    """Registers somebody who turns so many years old in so many days."""

    def make(age, *, in_days=0):
        volunteer = register_volunteer(
            person=person(born=years_ago(age, in_days=in_days)), belonging=nowhere, by=UserFactory()
        )
        volunteer.refresh_from_db()
        return volunteer

    return make


@pytest.fixture
def child(child_of_age):
    return child_of_age(12)


@pytest.fixture
def linked(guardian, child):
    return link_child(child.guardian_code, relation="parent", purposes=BOTH, by=guardian.user)


def test_a_child_is_shown_a_code_and_an_adult_is_not(child_of_age):
    assert len(child_of_age(12).guardian_code) == 8
    assert child_of_age(18).guardian_code is None


@pytest.mark.parametrize(
    ("age", "in_days", "needed"),
    [(14, 1, BOTH), (14, 0, ["minor"]), (18, 1, ["minor"]), (18, 0, [])],
)
def test_what_a_guardian_agrees_to_changes_on_the_birthday(child_of_age, age, in_days, needed):
    assert child_of_age(age, in_days=in_days).consents_needed() == needed


def test_linking_lets_the_child_take_part_and_uses_the_code_up(guardian, child, linked):
    child.refresh_from_db()
    assert child.has_guardian_consent()
    assert child.guardian_code is None
    given = Consent.objects.filter(user=child.user, given_by=guardian.user)
    assert sorted(given.values_list("purpose", flat=True)) == BOTH
    assert Message.objects.get(recipient=child.user).title == "监护人同意你参加志愿服务了"


def test_a_code_works_once(guardian, child, linked):
    with pytest.raises(Refused) as refusal:
        link_child(
            linked.child.guardian_code or "", relation="parent", purposes=BOTH, by=VolunteerFactory().user
        )

    assert refusal.value.code == "unknown_code"


def test_under_fourteen_both_agreements_are_needed(guardian, child):
    with pytest.raises(Refused) as refusal:
        link_child(child.guardian_code, relation="parent", purposes=["minor"], by=guardian.user)

    assert refusal.value.code == "consent_missing"
    assert not Guardianship.objects.exists()


def test_a_child_of_fourteen_needs_the_agreement_to_take_part_only(guardian, child_of_age):
    child = child_of_age(14)

    link_child(child.guardian_code, relation="parent", purposes=["minor"], by=guardian.user)

    assert child.has_guardian_consent()


@pytest.mark.parametrize(
    ("guardian", "code"),
    [
        ({"identity_state": "pending", "number": None, "passed_at": None}, "guardian_not_passed"),
        ({"birth_date": days.today() - datetime.timedelta(days=17 * 365)}, "guardian_too_young"),
    ],
)
def test_only_a_passed_adult_answers_for_a_child(child, guardian, code):
    with pytest.raises(Refused) as refusal:
        link_child(
            child.guardian_code, relation="parent", purposes=BOTH, by=VolunteerFactory(**guardian).user
        )

    assert refusal.value.code == code


def test_somebody_without_a_file_answers_for_nobody(child):
    with pytest.raises(Refused) as refusal:
        link_child(child.guardian_code, relation="parent", purposes=BOTH, by=UserFactory())

    assert refusal.value.code == "guardian_not_passed"


def test_taking_it_back_stops_the_child_and_makes_a_new_code(guardian, child, linked):
    withdraw_guardian_consent(linked, by=guardian.user)

    child.refresh_from_db()
    assert not child.has_guardian_consent()
    assert len(child.guardian_code) == 8
    assert Message.objects.filter(recipient=child.user).latest("pk").title == "监护人撤回了同意"
    with pytest.raises(Refused) as refusal:
        withdraw_guardian_consent(linked, by=guardian.user)
    assert refusal.value.code == "nothing_to_withdraw"


def test_agreeing_again_after_taking_it_back(guardian, child, linked):
    withdraw_guardian_consent(linked, by=guardian.user)

    give_guardian_consent(linked, purposes=BOTH, by=guardian.user)

    child.refresh_from_db()
    assert (child.has_guardian_consent(), child.guardian_code) == (True, None)
    assert Message.objects.filter(recipient=child.user).count() == 3


def test_another_guardian_may_step_in(guardian, child, linked):
    """Once the one who took the agreement back answers for the child no longer."""
    withdraw_guardian_consent(linked, by=guardian.user)
    end_guardianship(linked, by=guardian.user)
    child.refresh_from_db()

    link_child(child.guardian_code, relation="grandparent", purposes=BOTH, by=VolunteerFactory().user)

    assert child.has_guardian_consent()


def test_turning_eighteen_needs_nobody(guardian, child, linked, years_ago):
    withdraw_guardian_consent(linked, by=guardian.user)
    Volunteer.objects.filter(pk=child.pk).update(birth_date=years_ago(18))

    assert not Volunteer.objects.get(pk=child.pk).is_minor


def test_wrong_codes_get_one_answer_and_are_counted(guardian, child):
    adult = VolunteerFactory(guardian_code="ADUL2345")
    answers = set()
    for text in ["ABCD2345", adult.guardian_code, "x", "\x00", "乌" * 8, "A" * 1_000_000]:
        with pytest.raises(Refused) as refusal:
            find_child(text, by=guardian.user)
        answers.add((refusal.value.code, str(refusal.value)))
    assert answers == {("unknown_code", "没有找到这个码，请和孩子再对一遍。")}

    for _ in range(4):
        with pytest.raises(Refused):
            find_child("ABCD2345", by=guardian.user)
    with pytest.raises(Refused) as refusal:
        find_child(child.guardian_code, by=guardian.user)
    assert refusal.value.code == "too_many_guesses"
    assert find_child(child.guardian_code, by=VolunteerFactory().user) == child


# --- pages ----------------------------------------------------------------------------------------------------


def test_a_parent_links_a_child_by_the_pages(client, guardian, child):
    client.force_login(guardian.user)

    assert client.post(CHILDREN, {"code": child.guardian_code.lower(), "relation": "parent"}).url == LINK
    page = client.get(LINK).content.decode()
    assert child.masked_name in page
    assert "12岁" in page
    assert child.name not in page
    assert set(client.post(LINK, {"minor": "on"}).context["form"].errors) == {"minor_data"}
    assert client.post(LINK, {"minor": "on", "minor_data": "on"}).url == CHILDREN

    (shown,) = client.get(CHILDREN).context["children"]
    assert (shown.child, shown.relation, shown.state) == (child, "parent", "given")
    assert client.get(LINK).url == CHILDREN


def test_a_wrong_code_is_said_beside_its_field(client, guardian):
    client.force_login(guardian.user)

    page = client.post(CHILDREN, {"code": "ABCD2345", "relation": "parent"})

    assert page.context["form"].errors == {"code": ["没有找到这个码，请和孩子再对一遍。"]}


def test_a_parent_takes_it_back_and_agrees_again_by_the_pages(client, guardian, child, linked):
    client.force_login(guardian.user)
    take_back = reverse("registration:child_withdraw", args=[linked.pk])
    agree = reverse("registration:child_consent", args=[linked.pk])

    assert client.get(take_back).status_code == 405
    client.post(take_back)
    assert not child.has_guardian_consent()
    client.post(agree, {"minor": "on", "minor_data": "on"})
    assert child.has_guardian_consent()


def test_other_peoples_children_are_not_there(client, linked):
    client.force_login(VolunteerFactory().user)

    assert client.get(CHILDREN).context["children"] == []
    for name in ("child_withdraw", "child_consent"):
        assert client.post(reverse(f"registration:{name}", args=[linked.pk])).status_code == 404


def test_the_code_is_in_the_file_of_the_child_and_nowhere_else(client, child):
    client.force_login(child.user)

    page = client.get(reverse("registration:file")).content.decode()

    assert f"{child.guardian_code[:4]} {child.guardian_code[4:]}" in page


def test_the_list_of_children_asks_the_same_questions_for_one_and_for_thirty(client, guardian):
    client.force_login(guardian.user)

    def questions():
        with CaptureQueriesContext(connection) as queries:
            client.get(CHILDREN)
        return len(queries)

    GuardianshipFactory(guardian=guardian)
    few = questions()
    GuardianshipFactory.create_batch(29, guardian=guardian)

    assert questions() == few
