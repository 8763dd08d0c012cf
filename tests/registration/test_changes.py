"""A reviewer asks for a correction; a passed person's name or document changes."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.registration.actions import (
    ask_for_change,
    ask_for_correction,
    make_change,
    pass_identity,
    refuse_identity,
    register_volunteer,
    withdraw_consent,
)
from apps.registration.models import IdentityCase, Volunteer
from tests.factories import ConsentFactory, OfficerFactory, UserFactory, VolunteerFactory, citizen_number

pytestmark = pytest.mark.django_db

BORN = datetime.date(1990, 5, 4)
NUMBER, OTHER = citizen_number(7, BORN), citizen_number(8, datetime.date(1991, 6, 5))
IDENTITY = reverse("registration:identity")
SAID = {"name": "乌云其木格", "document_type": "id_card", "number": OTHER, "story": "登记时打错了号码"}


@pytest.fixture
def reviewer():
    return OfficerFactory().user


@pytest.fixture
def passed():
    return VolunteerFactory(document=NUMBER, name="乌云")


def url(name, case):
    return reverse(f"registration:{name}", args=["150430", case.pk])


# --- a correction of what waits --------------------------------------------------------------------------------


@pytest.fixture
def waiting(person, nowhere):
    register_volunteer(person=person(name="其其格"), belonging=nowhere, by=UserFactory())
    return IdentityCase.objects.get()


def test_a_reviewer_says_what_to_correct_and_the_case_keeps_its_place(
    client, waiting, reviewer, person, nowhere
):
    earlier = timezone.now() - datetime.timedelta(days=3)
    IdentityCase.objects.update(submitted_at=earlier)
    client.force_login(reviewer)

    client.post(url("ask", waiting), {"ask-reason": "名字少了“·巴雅尔”。"})
    waiting.refresh_from_db()
    asked = (waiting.state, waiting.volunteer.identity_state, list(IdentityCase.objects.pending()))
    register_volunteer(person=person(name="其其格·巴雅尔"), belonging=nowhere, by=waiting.beneficiary)

    again = IdentityCase.objects.get()
    assert asked == ("correction", "correction", [])
    assert (again.pk, again.state, again.submitted_at, again.reason) == (waiting.pk, "pending", earlier, "")
    assert again.volunteer.name == "其其格·巴雅尔"
    assert "名字少了" in Message.objects.get(recipient=waiting.beneficiary).body


def test_the_person_reads_what_to_correct_and_goes_on_from_there(client, waiting, reviewer):
    ask_for_correction(waiting, by=reviewer, reason="名字少了一截。")
    client.force_login(waiting.beneficiary)

    page = client.get(reverse("registration:file")).content.decode()

    assert ("名字少了一截。" in page, "待更正" in page) == (True, True)
    assert client.get(reverse("registration:start")).url == reverse("registration:step", args=["who"])


def test_a_correction_says_what(client, waiting, reviewer):
    client.force_login(reviewer)

    assert list(client.post(url("ask", waiting), {"ask-reason": ""}).context["ask_form"].errors) == ["reason"]


def test_what_waits_for_a_correction_is_not_passed(waiting, reviewer):
    ask_for_correction(waiting, by=reviewer, reason="名字少了一截。")

    with pytest.raises(Refused) as refusal:
        pass_identity(IdentityCase.objects.all(), by=reviewer)

    assert refusal.value.code == "already_decided"


def test_nobody_asks_themselves_for_a_correction(waiting):
    with pytest.raises(Refused) as refusal:
        ask_for_correction(waiting, by=waiting.beneficiary, reason="改一下。")

    assert refusal.value.code == "own_case"


# --- another name or document on a passed file -----------------------------------------------------------------


def test_a_change_is_asked_for_and_nothing_changes_until_it_passes(client, passed, reviewer):
    client.force_login(passed.user)
    answer = client.post(IDENTITY, SAID)
    passed.refresh_from_db()
    before = (answer.url, passed.name, passed.document_number, passed.identity_state)
    case = IdentityCase.objects.get()
    client.force_login(reviewer)
    page = client.get(url("case", case)).content.decode()

    client.post(url("make_change", case))

    passed.refresh_from_db()
    case.refresh_from_db()
    assert before == (reverse("registration:file"), "乌云", NUMBER, "passed")
    assert [words for words in ("乌云其木格", "乌云", "登记时打错了号码") if words not in page] == []
    assert (NUMBER in page, OTHER in page) == (False, False)
    assert (passed.name, passed.document_number, passed.birth_date) == (
        "乌云其木格",
        OTHER,
        datetime.date(1991, 6, 5),
    )
    assert (case.state, passed.identity_state) == ("passed", "passed")
    row = AuditRow.objects.get(action="identity.changed")
    assert OTHER not in str(row.detail)
    assert row.detail["before"]["name"] == "乌*"


def test_the_old_and_new_number_are_shown_on_request(client, passed, reviewer, person):
    case = ask_for_change(passed, identity=person(OTHER).identity, story="打错了", by=passed.user)
    client.force_login(reviewer)

    page = client.post(url("reveal", case), {"purpose": "和户口簿核对"}).content.decode()

    assert (NUMBER in page, OTHER in page) == (True, True)


def test_a_refused_change_leaves_the_file_as_it_was(passed, reviewer, person):
    case = ask_for_change(passed, identity=person(OTHER).identity, story="打错了", by=passed.user)

    refuse_identity(case, by=reviewer, reason="证件不清楚。")

    passed.refresh_from_db()
    assert (passed.identity_state, passed.document_number) == ("passed", NUMBER)


def test_taking_back_the_agreement_does_not_unpass_somebody(passed, person):
    ask_for_change(passed, identity=person(OTHER).identity, story="打错了", by=passed.user)

    withdraw_consent(ConsentFactory(user=passed.user, purpose="identity"), by=passed.user)

    passed.refresh_from_db()
    assert (passed.identity_state, IdentityCase.objects.get().state) == ("passed", "refused")


def test_a_document_that_has_a_file_is_nobody_elses(passed, reviewer, person):
    VolunteerFactory(document=OTHER)
    case = ask_for_change(passed, identity=person(OTHER).identity, story="打错了", by=passed.user)

    with pytest.raises(Refused) as refusal:
        make_change(case, by=reviewer)

    passed.refresh_from_db()
    assert (refusal.value.code, passed.document_number) == ("document_already_passed", NUMBER)


def test_nobody_makes_their_own_change(passed, person):
    case = ask_for_change(passed, identity=person(OTHER).identity, story="打错了", by=passed.user)

    with pytest.raises(Refused) as refusal:
        make_change(case, by=passed.user)

    assert refusal.value.code == "own_case"


def test_one_change_is_asked_for_at_a_time_and_only_if_something_changes(passed, person):
    with pytest.raises(Refused) as same:
        ask_for_change(passed, identity=person(NUMBER).identity, story="没有变", by=passed.user)
    ask_for_change(passed, identity=person(OTHER).identity, story="打错了", by=passed.user)
    with pytest.raises(Refused) as twice:
        ask_for_change(passed, identity=person(OTHER).identity, story="打错了", by=passed.user)

    assert (same.value.code, twice.value.code) == ("nothing_changed", "already_asked")


def test_who_has_not_passed_asks_for_no_change(client, person):
    waiting = VolunteerFactory(identity_state="pending", number=None, passed_at=None)
    client.force_login(waiting.user)

    with pytest.raises(Refused) as refusal:
        ask_for_change(waiting, identity=person(OTHER).identity, story="打错了", by=waiting.user)

    assert refusal.value.code == "identity_not_passed"
    assert client.get(IDENTITY).url == reverse("registration:file")


def test_a_change_goes_back_for_a_correction_as_well(client, passed, reviewer, person):
    case = ask_for_change(passed, identity=person(OTHER).identity, story="打错了", by=passed.user)
    ask_for_correction(case, by=reviewer, reason="姓名和证件再对一遍。")
    client.force_login(passed.user)

    assert "姓名和证件再对一遍。" in client.get(IDENTITY).content.decode()
    client.post(IDENTITY, {**SAID, "name": "乌云其其格"})

    again = IdentityCase.objects.get()
    assert (again.pk, again.state, again.new_identity.name) == (case.pk, "pending", "乌云其其格")
    assert Volunteer.objects.passed().get() == passed


# --- full numbers ----------------------------------------------------------------------------------------------


def test_after_twenty_full_numbers_a_day_it_is_over(client, reviewer, waiting):
    from apps.core.models import PolicyRow

    PolicyRow.objects.filter(topic="identity", item="numbers_a_day").update(value=2)
    client.force_login(reviewer)
    number = waiting.volunteer.document_number

    shown = [
        number in client.post(url("reveal", waiting), {"purpose": "核对"}).content.decode() for _ in range(3)
    ]

    assert shown == [True, True, False]
    assert AuditRow.objects.filter(action="identity.document_shown").count() == 2


def test_a_full_number_is_asked_for_shortly_after_signing_in(client, reviewer, waiting):
    from tests.signing_in import sign_in_with

    sign_in_with(client, reviewer, minutes_ago=30)

    answer = client.post(url("reveal", waiting), {"purpose": "核对"})

    assert answer.status_code == 302
    assert not AuditRow.objects.filter(action="identity.document_shown").exists()
