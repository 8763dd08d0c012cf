import datetime
import threading
import time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from stdnum import luhn

from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.registration.actions import Outcome, pass_identity, refuse_identity, register_volunteer
from apps.registration.models import IdentityCase, Volunteer
from tests.factories import (
    GuardianshipFactory,
    IdentityCaseFactory,
    OfficerFactory,
    UserFactory,
    VolunteerFactory,
    citizen_number,
)

pytestmark = pytest.mark.django_db

NUMBER = citizen_number(7, datetime.date(1990, 5, 4))


@pytest.fixture
def reviewer():
    return OfficerFactory().user


def cases_of(*cases):
    return IdentityCase.objects.filter(pk__in=[case.pk for case in cases])


def claim(number=NUMBER):
    """A claim to a document number that waits."""
    return IdentityCaseFactory(
        volunteer=VolunteerFactory(document=number, identity_state="pending", number=None, passed_at=None)
    )


def test_whoever_passes_gets_a_number_and_is_told(reviewer):
    case = IdentityCaseFactory()

    pass_identity(cases_of(case), by=reviewer)

    case.refresh_from_db()
    volunteer = case.volunteer
    volunteer.refresh_from_db()
    assert (case.state, case.decided_by, volunteer.identity_state) == ("passed", reviewer, "passed")
    assert (volunteer.number[:4], len(volunteer.number), luhn.is_valid(volunteer.number)) == (
        "1504",
        12,
        True,
    )
    assert Message.objects.get(recipient=volunteer.user).title == "身份核验通过了"
    assert AuditRow.objects.get(action="identity.passed").subject_id == case.pk


def test_passing_is_the_same_work_for_one_and_for_thirty(reviewer):
    def statements(count):
        cases = IdentityCaseFactory.create_batch(count)
        with CaptureQueriesContext(connection) as queries:
            pass_identity(cases_of(*cases), by=reviewer)
        return len(queries)

    assert statements(1) == statements(30)


def test_numbers_differ(reviewer):
    pass_identity(cases_of(*IdentityCaseFactory.create_batch(3)), by=reviewer)

    assert Volunteer.objects.passed().values("number").distinct().count() == 3


def test_a_case_is_settled_once(reviewer):
    case = IdentityCaseFactory()
    pass_identity(cases_of(case), by=reviewer)

    with pytest.raises(Refused) as refusal:
        pass_identity(cases_of(case), by=reviewer)

    assert refusal.value.code == "already_decided"


def test_a_document_belongs_to_one_person(reviewer):
    there = VolunteerFactory(document=NUMBER)

    with pytest.raises(Refused) as refusal:
        pass_identity(cases_of(claim()), by=reviewer)

    assert refusal.value.code == "document_already_passed"
    assert there.number in str(refusal.value)


def test_of_two_claims_one_may_pass(reviewer):
    first, second = claim(), claim()

    pass_identity(cases_of(second), by=reviewer)

    with pytest.raises(Refused):
        pass_identity(cases_of(first), by=reviewer)
    assert list(Volunteer.objects.passed()) == [second.volunteer]


def test_claims_to_one_number_are_set_aside_and_the_rest_go_through(reviewer):
    first, second, other = claim(), claim(), IdentityCaseFactory()

    outcome = pass_identity(cases_of(first, second, other), by=reviewer)

    assert outcome == Outcome(passed=[other.pk], set_aside=[first.pk, second.pk])


def test_a_refusal_says_why_to_the_person(reviewer):
    case = IdentityCaseFactory()

    refuse_identity(case, by=reviewer, reason="照片看不清。")

    case.refresh_from_db()
    assert (case.state, case.reason) == ("refused", "照片看不清。")
    assert Volunteer.objects.get(pk=case.volunteer_id).identity_state == "refused"
    assert "照片看不清。" in Message.objects.get(recipient=case.volunteer.user).body


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_who_pass_two_claims_at_once_the_second_finds_a_file(someone_waits_for_me):
    reviewers = [OfficerFactory().user, OfficerFactory(region="1504").user]
    first, second = claim(), claim()
    refusals = []

    def pass_second():
        try:
            pass_identity(cases_of(second), by=reviewers[1])
        except Refused as refusal:
            refusals.append(refusal.code)
        finally:
            connection.close()

    with transaction.atomic():
        pass_identity(cases_of(first), by=reviewers[0])
        other = threading.Thread(target=pass_second)
        other.start()
        deadline = time.monotonic() + 60
        while not someone_waits_for_me():
            assert time.monotonic() < deadline
            time.sleep(0.01)
    other.join()

    assert refusals == ["document_already_passed"]
    assert list(Volunteer.objects.passed()) == [first.volunteer]


# --- the queue of an office ---------------------------------------------------------------------------------


def queue(code="150430"):
    return reverse("registration:cases", args=[code])


def test_the_queue_shows_the_oldest_first_with_what_is_compared_and_masked_numbers(client, reviewer):
    cases = IdentityCaseFactory.create_batch(3)
    client.force_login(reviewer)

    page = client.get(queue())

    assert [case.pk for case in page.context["page"]] == [case.pk for case in cases]
    for case in cases:
        born = case.volunteer.birth_date
        shown = [
            *[case.volunteer.name, case.volunteer.get_sex_display(), case.volunteer.masked_document],
            f"{born.year}年{born.month}月{born.day}日",
        ]
        assert [words for words in shown if words not in page.content.decode()] == []
        assert case.volunteer.document_number not in page.content.decode()
    assert page.context["oldest"] == cases[0].submitted_at


def test_the_queue_asks_the_same_questions_for_one_and_for_thirty(client, reviewer):
    client.force_login(reviewer)

    def questions():
        with CaptureQueriesContext(connection) as queries:
            client.get(queue())
        return len(queries)

    IdentityCaseFactory()
    few = questions()
    IdentityCaseFactory.create_batch(29)

    assert questions() == few


@pytest.mark.parametrize(
    ("post", "status"),
    [
        ({"region": "150430"}, 200),
        ({"region": "1504"}, 200),
        ({"region": "15"}, 200),
        ({"region": "1504", "role": "reader"}, 404),
        ({"region": "1504", "office_kind": "education"}, 404),
        ({"region": "1505"}, 404),
        ({"region": "150429"}, 404),
    ],
)
def test_only_reviewers_of_the_region_see_the_queue(client, post, status):
    client.force_login(OfficerFactory(**post).user)
    case = IdentityCaseFactory()

    assert client.get(queue()).status_code == status
    assert client.get(reverse("registration:case", args=["150430", case.pk])).status_code == status


def test_nobody_settles_their_own_case_or_that_of_their_child(client, reviewer):
    own = IdentityCaseFactory(volunteer__user=reviewer)
    child = GuardianshipFactory(
        guardian=own.volunteer, child__identity_state="pending", child__number=None, child__passed_at=None
    ).child
    childs = IdentityCaseFactory(volunteer=child)
    client.force_login(reviewer)

    assert list(client.get(queue()).context["page"]) == []
    for case in (own, childs):
        assert client.get(reverse("registration:case", args=["150430", case.pk])).status_code == 404
    client.post(reverse("registration:pass", args=["150430"]), {"case": [own.pk, childs.pk]})
    assert IdentityCase.objects.pending().count() == 2


def test_a_second_account_of_the_same_person_is_their_own(client, reviewer):
    VolunteerFactory(user=reviewer, document=NUMBER)
    second = claim()
    client.force_login(reviewer)

    assert list(client.get(queue()).context["page"]) == []
    client.post(reverse("registration:pass", args=["150430"]), {"case": [second.pk]})
    assert list(IdentityCase.objects.decidable_by(OfficerFactory().user)) == [second]


@pytest.mark.parametrize(
    "settle",
    [
        lambda case, own: pass_identity(cases_of(case), by=own),
        lambda case, own: refuse_identity(case, by=own, reason="看不清。"),
    ],
)
def test_nobody_says_of_themselves_who_they_are(settle):
    case = IdentityCaseFactory()
    own = case.volunteer.user

    with pytest.raises(Refused) as refusal:
        settle(case, own)

    assert refusal.value.code == "own_case"


def test_ticked_cases_pass_together(client, reviewer):
    cases = IdentityCaseFactory.create_batch(2)
    elsewhere = IdentityCaseFactory(region_id="150429")
    client.force_login(reviewer)

    ticked = [case.pk for case in [*cases, elsewhere]]
    client.post(reverse("registration:pass", args=["150430"]), {"case": [*ticked, "x", "9" * 30]})

    assert list(IdentityCase.objects.pending()) == [elsewhere]


def test_the_number_is_shown_once_for_a_reason_and_leaves_a_record(client, reviewer):
    case = IdentityCaseFactory()
    client.force_login(reviewer)
    reveal = reverse("registration:reveal", args=["150430", case.pk])
    number = case.volunteer.document_number

    assert client.get(reveal).status_code == 405
    assert number not in client.post(reveal, {"purpose": ""}).content.decode()
    shown = client.post(reveal, {"purpose": "和户口簿核对"})

    assert number in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert number not in client.get(reverse("registration:case", args=["150430", case.pk])).content.decode()
    row = AuditRow.objects.get(action="identity.document_shown")
    assert (row.actor, row.subject_id, row.detail) == (reviewer, case.pk, {"reason": "和户口簿核对"})


def test_a_settled_case_shows_its_number_to_nobody(client, reviewer):
    case = IdentityCaseFactory()
    pass_identity(cases_of(case), by=reviewer)
    client.force_login(reviewer)

    answer = client.post(reverse("registration:reveal", args=["150430", case.pk]), {"purpose": "看看"})

    assert answer.status_code == 404


def test_a_case_is_refused_with_a_reason_only(client, reviewer):
    case = IdentityCaseFactory()
    client.force_login(reviewer)
    refuse = reverse("registration:refuse", args=["150430", case.pk])

    assert set(client.post(refuse, {"reason": " "}).context["refuse_form"].errors) == {"reason"}
    assert client.post(refuse, {"reason": "名字和号码对不上。"}).url == queue()
    assert IdentityCase.objects.get().state == "refused"


def test_the_reviewer_is_warned_of_another_file_and_of_another_claim(client, reviewer):
    VolunteerFactory(document=NUMBER)
    twin = claim()
    rivals = [claim(citizen_number(8, datetime.date(1991, 5, 4))) for _ in range(2)]
    client.force_login(reviewer)

    rows = {case.pk: (case.has_file, case.has_rival) for case in client.get(queue()).context["page"]}

    assert rows == {twin.pk: (True, False), rivals[0].pk: (False, True), rivals[1].pk: (False, True)}


def test_there_is_no_button_to_pass_a_number_that_has_a_file(client, reviewer):
    VolunteerFactory(document=NUMBER)
    client.force_login(reviewer)

    for case, buttons in ((claim(), 0), (IdentityCaseFactory(), 1)):
        page = client.get(reverse("registration:case", args=["150430", case.pk])).content.decode()
        assert page.count(f'name="case" value="{case.pk}"') == buttons


def test_a_new_registration_comes_to_the_queue_of_the_home(client, reviewer, person, nowhere):
    volunteer = register_volunteer(person=person(), belonging=nowhere, by=UserFactory())
    client.force_login(reviewer)

    assert [case.volunteer for case in client.get(queue()).context["page"]] == [volunteer]
