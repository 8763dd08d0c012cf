"""What a school or unit states of one of its people: signed, with a number that anybody can check."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.certificates import checking
from apps.certificates.actions import begin_batch, issue_statement
from apps.certificates.archives import joined
from apps.certificates.models import Batch, Certificate
from apps.core import invariants, outbox, uploads
from apps.core.errors import Refused
from apps.core.models import AuditRow, PolicyRow
from apps.hours.models import HourRecord
from apps.hours.signals import hours_changed
from apps.messaging.models import Message
from apps.registration.models import Affiliation
from tests.certificates.conftest import pages_of
from tests.factories import AffiliationFactory, OrganizationFactory, StaffFactory
from tests.reports.conftest import confirmed

pytestmark = pytest.mark.django_db
ALL = {"since": datetime.date(2024, 9, 1), "until": datetime.date(2025, 12, 31)}


@pytest.fixture
def state(school, teacher):
    def make(person, **how):
        given = {"by": teacher, "purpose": "league", **ALL, **how}
        return issue_statement(person, organization=school, **given)

    return make


def test_a_statement_is_about_the_time_there_and_anybody_can_check_it(client, school, teacher, enrol, state):
    person = enrol(school, 600, "苏日娜", student_number="7", until=datetime.date(2025, 7, 1))
    AffiliationFactory(
        volunteer=person,
        organization=OrganizationFactory(kind_id="middle_school"),
        since=datetime.date(2025, 9, 1),
    )
    confirmed(person, 300, datetime.date(2025, 10, 6))
    made = state(person)
    claims = json.loads(made.claims)

    assert (made.kind, made.issuer, made.minutes, made.number[:2]) == ("stated", school, 600, "SM")
    assert (claims["purpose"], claims["place"], claims["there"]) == (
        "推优入团",
        "新惠第一小学",
        "（三年级2班，学号7）",
    )
    stay = Affiliation.objects.get(
        volunteer=person, organization=school
    )  # of the two years that were asked for
    assert (claims["since"], claims["until"]) == (max(stay.since, ALL["since"]).isoformat(), "2025-06-30")
    paper = uploads.content(made.pdf)
    text = "".join(pages_of(paper))
    for words in ("志愿服务情况说明", made.number, "苏日娜", "新惠第一小学", "用于推优入团", "10小时"):
        assert words in text
    found = checking.by_paper(paper)
    assert (found.certificate, found.genuine) == (made, "whole")
    shown = client.get(reverse("certificates:check", args=[made.token])).content.decode()
    assert ("推优入团" in shown, "苏**" in shown, "苏日娜" in shown) == (True, True, False)
    assert Certificate.objects.cared_for_by(person.user).get() == made
    assert list(Message.objects.filter(recipient=person.user).values_list("kind", "title")) == [
        ("paper.stated", "“新惠第一小学”给你开了志愿服务情况说明")
    ]
    names = [name for name in invariants.names() if name.startswith("certificates_")]
    assert [invariants.bad_rows(name) for name in names] == [[]] * len(names)


def test_the_newer_one_takes_the_place_of_the_same(school, enrol, state):
    person = enrol(school, 600)
    first, other = state(person), state(person, purpose="party")
    confirmed(person, 60, datetime.date(2025, 5, 6))
    second = state(person)
    for row in (first, other, second):
        row.refresh_from_db()

    assert [row.state for row in (first, other, second)] == ["replaced", "valid", "valid"]


def test_stated_twice_within_a_minute_it_is_one_paper(school, teacher, enrol, state):
    person = enrol(school, 600)
    PolicyRow.objects.filter(topic="certificates", item="a_day").update(value=2)
    first = state(person)

    assert state(person) == first
    assert Message.objects.filter(kind="paper.stated").count() == 1
    colleague = StaffFactory(organization=school).user
    assert state(person, by=colleague) != first
    with pytest.raises(Refused, match="今天已经开了2份"):
        state(person)


def test_a_name_that_was_corrected_meanwhile_makes_another_paper(school, enrol, state):
    person = enrol(school, 600, "苏日那")
    first = state(person)
    type(person).objects.update(name="苏日娜")

    assert json.loads(state(person).claims)["name"] == "苏日娜"
    first.refresh_from_db()
    assert first.state == "replaced"


def test_it_falls_with_its_hours(school, enrol, state):
    person = enrol(school, 600)
    made = state(person)
    HourRecord.objects.update(
        state="voided", voided_by=StaffFactory().user, voided_at=timezone.now(), reason="记错了"
    )
    hours_changed.send(sender=None, volunteer_ids=[person.pk], years=[2025])
    made.refresh_from_db()

    assert made.state == "revoked"


def test_what_was_revoked_is_not_handed_out_any_more(client, school, teacher, enrol, state):
    person = enrol(school, 600)
    made = state(person)
    client.force_login(teacher)

    def answers():
        page = client.post(reverse("reports:statement", args=[school.pk, made.pk])).status_code
        program = client.post(f"/api/v1/managed-organizations/{school.pk}/statements/{made.pk}/file/")
        listed = client.get(reverse("reports:person", args=[school.pk, person.pk])).content.decode()
        return page, program.status_code, f"下载{made.number}" in listed, made.number in listed

    assert answers() == (200, 200, True, True)
    Certificate.objects.update(state="revoked", ended_at=timezone.now(), why="时长被撤销")
    assert answers() == (404, 404, False, True)


def test_without_hours_there_is_none(client, school, teacher, enrol):
    person = enrol(school, 0)
    confirmed(person, 60, datetime.date(2024, 8, 31))
    client.force_login(teacher)
    body = {"purpose": "league", "since": "2024-01-01", "until": "2025-12-31"}

    page = client.post(reverse("reports:state", args=[school.pk, person.pk]), body)

    assert "还没有确认的服务时长，开不了。" in page.content.decode()
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"purpose": "x"}, ["purpose"]),
        ({"since": "2025-06-01", "until": "2025-05-01"}, ["until"]),
        ({"since": ""}, ["since"]),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    client, school, teacher, enrol, body, wrong
):
    person = enrol(school, 60)
    client.force_login(teacher)
    sent = {"purpose": "party", "since": "2025-01-01", "until": "2025-12-31", **body}

    form = client.post(reverse("reports:state", args=[school.pk, person.pk]), sent).context["form"]

    assert (list(form.errors), form["purpose"].value()) == (wrong, sent["purpose"])


def test_the_page_has_it_made_and_hands_it_out(client, school, teacher, enrol):
    person = enrol(school, 600, "苏日娜")
    client.force_login(teacher)
    address = reverse("reports:person", args=[school.pk, person.pk])
    client.post(
        reverse("reports:state", args=[school.pk, person.pk]),
        {"purpose": "party", "since": "2025-01-01", "until": "2025-12-31"},
    )
    made = Certificate.objects.get()

    page = client.get(address, {"period": "2025"})
    paper = client.post(reverse("reports:statement", args=[school.pk, made.pk]))

    assert (page.context["line"].minutes, list(page.context["stated"])) == (600, [made])
    assert f'href="/org/{school.pk}/report/?period=2025"' in page.content.decode()
    assert (paper.headers["Content-Type"], paper.content) == ("application/pdf", uploads.content(made.pdf))
    assert AuditRow.objects.filter(action="statement.taken", actor=teacher, subject_id=made.pk).count() == 1
    client.force_login(StaffFactory(organization__kind_id="primary_school").user)
    assert client.post(reverse("reports:statement", args=[school.pk, made.pk])).status_code == 404


def test_a_class_gets_them_in_one_file(client, school, teacher, enrol):
    first, second = enrol(school, 600, "甲"), enrol(school, 300, "乙")
    enrol(school, 0, "丙")
    enrol(school, 60, "丁", class_name="三年级1班")
    batch = begin_batch(
        school, by=teacher, kind="stated", purpose="league", group="primary/3/三年级2班", **ALL
    )
    while outbox.sweep():
        pass
    batch.refresh_from_db()
    told = Message.objects.filter(kind="paper.stated").values_list("recipient", flat=True)
    assert set(told) == {first.user_id, second.user_id}

    assert (batch.state, batch.made, batch.left_out) == ("done", 2, 1)
    text = "".join(pages_of(joined(batch)))
    assert [name in text for name in ("甲", "乙", "丙", "丁")] == [True, True, False, False]
    client.force_login(teacher)
    answer = client.post(reverse("certificates:printed", args=[school.pk, batch.pk]))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert {row.volunteer for row in Certificate.objects.all()} == {first, second}


def test_only_schools_and_units_state_something_and_say_what_for(school, teacher, enrol):
    team = StaffFactory()
    with pytest.raises(Refused, match="由学校、单位开给自己的人"):
        begin_batch(team.organization, by=team.user, kind="stated", purpose="league", **ALL)
    with pytest.raises(Refused, match="由学校、单位开给自己的人"):
        begin_batch(school, by=teacher, kind="stated", **ALL)
    with pytest.raises(ValidationError, match="情况说明要写明用在哪里"):
        Batch(organization=school, kind="stated", **ALL, made_by=teacher, rows=1).validate_constraints()
