"""Certificates: handed in, looked at by an office, held while they are valid."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.registration.actions import hand_in_certificate, pass_certificate, refuse_certificate
from apps.registration.models import Qualification, Skill
from tests.factories import OfficerFactory, QualificationFactory, UserFactory, VolunteerFactory
from tests.files import kept, uploaded

pytestmark = pytest.mark.django_db

OWN = reverse("registration:qualifications")
SAID = {"skill": "02", "number": "急救20250301", "issued_on": "2025-03-01", "expires_on": ""}


def url(name, row=None):
    return reverse(f"registration:{name}", args=["150430", row.pk] if row else ["150430"])


@pytest.fixture
def reviewer():
    return OfficerFactory().user


@pytest.fixture
def somebody(client):
    volunteer = VolunteerFactory()
    client.force_login(volunteer.user)
    return volunteer


def test_a_certificate_is_handed_in_and_the_skill_stands_from_then_on(client, somebody):
    answer = client.post(OWN, {**SAID, "proof": uploaded(name="证书.jpg")})

    row = Qualification.objects.get()
    somebody.refresh_from_db()
    assert answer.url == OWN
    assert (row.volunteer, row.state, row.number, row.proof.used_at is not None) == (
        somebody,
        "pending",
        "急救20250301",
        True,
    )
    assert somebody.skill_codes == ["02"]
    assert not Qualification.objects.holding(days.today()).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"skill": "05"}, "skill"),
        ({"skill": "zz"}, "skill"),
        ({"number": ""}, "number"),
        ({"number": "1" * 61}, "number"),
        ({"number": "急\x00救"}, "number"),
        ({"issued_on": "2999-01-01"}, "issued_on"),
        ({"issued_on": "2025-02-30"}, "issued_on"),
        ({"expires_on": "2025-03-01"}, "expires_on"),
        ({"expires_on": "2020-03-01"}, "expires_on"),
        ({"proof": ""}, "proof"),
    ],
)
def test_what_is_no_certificate_is_refused_where_it_is_typed(client, somebody, changes, field):
    page = client.post(OWN, {**SAID, "proof": uploaded(name="证书.jpg"), **changes})

    assert field in page.context["form"].errors
    assert not Qualification.objects.exists()


def test_one_certificate_waits_for_a_skill(client, somebody):
    client.post(OWN, {**SAID, "proof": uploaded(name="证书.jpg")})

    page = client.post(OWN, {**SAID, "proof": uploaded(name="证书.jpg")})

    assert "已经有一份证书在审核了" in page.content.decode()
    assert Qualification.objects.count() == 1


def test_no_certificate_is_asked_for_where_none_is_needed(somebody):
    with pytest.raises(Refused) as refusal:
        hand_in_certificate(
            somebody,
            skill=Skill.objects.get(pk="05"),
            number="1",
            proof=kept(by=somebody.user, used=False),
            issued_on=days.today(),
            by=somebody.user,
        )

    assert refusal.value.code == "no_certificate_needed"


def test_an_office_passes_and_the_skill_is_held_until_it_runs_out(client, reviewer):
    until = days.today() + datetime.timedelta(days=30)
    row = QualificationFactory(expires_on=until)
    client.force_login(reviewer)

    client.post(url("certificate_pass", row))

    held = [
        Qualification.objects.holding(day).exists()
        for day in (row.issued_on - datetime.timedelta(days=1), row.issued_on, until)
    ]
    assert held == [False, True, True]
    assert not Qualification.objects.holding(until + datetime.timedelta(days=1)).exists()
    assert Message.objects.get(recipient=row.beneficiary).title == "“急救”的证书通过了"


def test_one_that_ran_out_while_it_waited_does_not_pass(reviewer):
    row = QualificationFactory(expires_on=days.today() - datetime.timedelta(days=1))

    with pytest.raises(Refused) as refusal:
        pass_certificate(row, by=reviewer)

    assert refusal.value.code == "expired"


def test_a_refusal_says_why_and_another_may_be_handed_in(client, reviewer):
    row = QualificationFactory()
    client.force_login(reviewer)

    assert list(
        client.post(url("certificate_refuse", row), {"reason": ""}).context["refuse_form"].errors
    ) == ["reason"]
    client.post(url("certificate_refuse", row), {"reason": "照片看不清。"})
    client.force_login(row.beneficiary)

    assert "照片看不清。" in client.get(OWN).content.decode()
    assert client.post(OWN, {**SAID, "proof": uploaded(name="证书.jpg")}).url == OWN


@pytest.mark.parametrize(
    "settle",
    [
        lambda row: pass_certificate(row, by=row.beneficiary),
        lambda row: refuse_certificate(row, by=row.beneficiary, reason="不行。"),
    ],
)
def test_nobody_settles_their_own(settle):
    row = QualificationFactory()

    with pytest.raises(Refused) as refusal:
        settle(row)

    assert refusal.value.code == "own_certificate"


def test_a_certificate_is_settled_once(reviewer):
    row = QualificationFactory()
    pass_certificate(row, by=reviewer)

    with pytest.raises(Refused) as refusal:
        refuse_certificate(row, by=reviewer, reason="看错了。")

    assert refusal.value.code == "already_decided"


def test_looking_at_the_file_leaves_a_record(client, reviewer):
    row = QualificationFactory(proof=kept(kind="document"))
    client.force_login(reviewer)

    answer = client.get(url("certificate_proof", row))

    assert (answer.status_code, answer.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert AuditRow.objects.get(action="certificate.seen").actor == reviewer


def test_the_own_file_is_the_persons_and_nobody_elses(client, somebody):
    own = QualificationFactory(volunteer=somebody, proof=kept(by=somebody.user, kind="document"))
    other = QualificationFactory(proof=kept(kind="document"))

    answers = [client.get(reverse("registration:proof", args=[row.pk])).status_code for row in (own, other)]

    assert answers == [200, 404]


def test_the_queue_asks_the_same_questions_for_one_and_for_thirty(client, reviewer):
    client.force_login(reviewer)

    def questions():
        with CaptureQueriesContext(connection) as queries:
            client.get(url("certificates"))
        return len(queries)

    QualificationFactory()
    few = questions()
    QualificationFactory.create_batch(29)

    assert questions() == few


def test_a_reviewers_own_certificate_is_not_in_their_queue(client, reviewer):
    QualificationFactory(volunteer=VolunteerFactory(user=reviewer))
    client.force_login(reviewer)

    assert list(client.get(url("certificates")).context["page"]) == []


def test_somebody_who_is_not_registered_has_none(client):
    client.force_login(UserFactory())

    assert client.get(OWN).status_code == 404
