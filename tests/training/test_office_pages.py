"""The desk of an office that keeps training for its region."""

import datetime

import pytest

from apps.core import days
from apps.training.actions import count_trained
from apps.training.models import Standard, TrainingKind
from tests.factories import (
    CompletionFactory,
    CourseFactory,
    OfficerFactory,
    StaffFactory,
    TrainingSessionFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.training.conftest import org, same_for_thirty

pytestmark = pytest.mark.django_db


REGION = "/region/150430/training/"


def test_an_office_adds_a_kind_and_a_standard_for_it(office):
    response = office.post(f"{REGION}kinds/", {"name": "急救救护", "group": "professional"})
    assert "已经有同名" in str(response.context["form"].errors["name"])
    office.post(f"{REGION}kinds/", {"name": "草原防火", "group": "professional"})
    kind = TrainingKind.objects.get(name="草原防火")
    assert kind.region_id == "150430"

    said = {"kind": kind.pk, "name": "防火", "minutes": 90, "valid_months": 12, "in_force_from": "2026-01-01"}
    office.post(f"{REGION}standards/", said)
    standard = Standard.objects.get(kind=kind)
    assert (standard.region_id, standard.organization, standard.valid_months) == ("150430", None, 12)

    response = office.post(f"{REGION}standards/{standard.pk}/end/", {"on": "2025-01-01"})
    assert "要晚于" in str(response.context["end_form"].errors["on"])
    office.post(f"{REGION}standards/{standard.pk}/end/", {"on": days.today().isoformat()})
    standard.refresh_from_db()
    assert standard.ends_on == days.today()


def test_an_office_sees_the_sessions_of_its_region_and_keeps_its_own(office):
    theirs = TrainingSessionFactory()
    own = TrainingSessionFactory(course__organization=None, course__region=theirs.region)
    TrainingSessionFactory(course__organization__region_id="150102", region_id="150102")

    context = office.get(REGION).context

    assert {one.pk for one in context["page"]} == {theirs.pk, own.pk}
    assert context["own"] == {own.pk}
    assert office.get(f"{REGION}sessions/{theirs.pk}/").status_code == 404


def test_the_share_of_the_trained_by_kind_and_place(client):
    client.force_login(OfficerFactory(region="1504").user)
    CompletionFactory()
    VolunteerFactory()
    count_trained()

    context = client.get("/region/1504/training/trained/?kind=first_aid").context

    assert (context["any"].share, context["years"]) == (50.0, [days.this_year()])
    assert {kind.pk: row.trained for kind, row in context["by_kind"]}["first_aid"] == 1
    assert {row.group: row.trained for row in context["by_group"]} == {
        "everyone": 0,
        "backbone": 0,
        "professional": 1,
    }
    aohan = next(row for row in context["places"] if row.region_id == "150430")
    assert (aohan.people, aohan.trained, aohan.share) == (2, 1, 50.0)


@pytest.mark.parametrize("query", ["year=1999", "year=99999999999", "year=²", "kind=%00"])
def test_years_and_kinds_that_are_none_show_nothing(office, query):
    assert office.get(f"{REGION}trained/?{query}").status_code == 200


@pytest.mark.parametrize("below", ["", "completed/", "ending/", "trained/"])
def test_the_desk_of_an_office_costs_the_same_for_thirty(office, below):
    def rows(count):
        for n in range(count):
            course = CourseFactory()
            TrainingSessionFactory(course=course, starts_at=nine_oclock(20 + n))
            CompletionFactory(
                course=course,
                standard=course.standard,
                expires_on=days.today() + datetime.timedelta(days=20),
            )
        count_trained()

    same_for_thirty(office, f"{REGION}{below}", rows)


def test_whoever_keeps_no_training_finds_nothing(client, session):
    client.force_login(OfficerFactory(office_kind="education", role="reader").user)
    assert client.get(REGION).status_code == 404
    client.force_login(StaffFactory(role="leader", organization=session.course.organization).user)
    assert client.get(org(session)).status_code == 404
