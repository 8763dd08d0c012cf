"""What was learnt elsewhere, on the desks and by API: one enters it, another compares it."""

import pytest

from apps.core.models import AuditRow
from apps.training.actions import record_outside
from apps.training.models import Completion, OutsideTraining
from tests.factories import (
    OfficerFactory,
    OutsideTrainingFactory,
    StandardFactory,
)
from tests.files import uploaded
from tests.training.conftest import same_for_thirty
from tests.world_of_recognition import proof_of

pytestmark = pytest.mark.django_db


def test_it_is_entered_and_compared_on_the_desk(client, member, clerk, colleague, team):
    here, standard = f"/org/{team.pk}/training/outside/", StandardFactory()
    typed = {
        "number": member.number,
        "standard": standard.pk,
        "title": "红十字救护员",
        "organizer": "赤峰市红十字会",
        "minutes": 960,
        "passed_on": "2026-03-01",
    }
    client.force_login(clerk)
    form = client.post(f"{here}new/", typed | {"number": "123456789012"}).context["form"]
    assert form.errors == {"number": ["这里没有这个编号，请核对。"], "proof": ["还没选文件。"]}
    assert form["title"].value() == "红十字救护员"
    assert client.post(f"{here}new/", typed | {"proof": certificate()}).url == here
    entry = OutsideTraining.objects.get()
    assert client.get(f"{here}{entry.pk}/").status_code == 404  # not by whoever entered it
    assert "待核对" in client.get(here).content.decode()

    client.force_login(colleague)
    assert client.get(f"{here}{entry.pk}/proof/").status_code == 200
    assert AuditRow.objects.filter(action="training.outside_seen", actor=colleague).count() == 1
    page = client.post(f"{here}{entry.pk}/", {"do": "refuse", "reason": ""})
    assert page.context["form"].errors["reason"]
    assert client.post(f"{here}{entry.pk}/", {"do": "record"}).url == here
    completion = Completion.objects.get()

    voided = client.post(f"/org/{team.pk}/training/completions/{completion.pk}/void/", {"reason": "是假的"})
    assert voided.url == here
    assert Completion.objects.get().is_voided


def certificate():
    return uploaded(name="结业证.jpg")


def test_an_office_sees_what_organisations_of_its_region_entered(client, entry):
    OutsideTrainingFactory(organization__region_id="150102")
    client.force_login(OfficerFactory().user)

    page = client.get("/region/150430/training/outside/?tab=waiting").context["page"]

    assert list(page) == [entry]


def test_the_list_costs_the_same_for_thirty(client, team, colleague):
    client.force_login(colleague)

    def rows(count):
        for entry in OutsideTrainingFactory.create_batch(count, organization=team):
            record_outside(entry, by=colleague)

    same_for_thirty(client, f"/org/{team.pk}/training/outside/", rows)


def test_it_is_entered_and_compared_by_api(client, member, clerk, colleague, team):
    api = "/api/v1/outside-trainings/"
    sent = {
        "organization": team.pk,
        "number": member.number,
        "standard": StandardFactory().pk,
        "title": "红十字救护员",
        "organizer": "赤峰市红十字会",
        "minutes": 960,
        "passed_on": "2026-03-01",
        "proof": str(proof_of(clerk, used=False).pk),
    }
    client.force_login(clerk)
    wrong = client.post(api, sent | {"number": "1"}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["number"])
    made = client.post(api, sent, content_type="application/json").json()
    assert (made["state"], made["name"]) == ("asked", member.masked_name)
    assert client.post(f"{api}{made['id']}/record/").status_code == 404

    client.force_login(colleague)
    assert client.post(f"{api}{made['id']}/record/").json()["kind"] == "first_aid"
    assert client.get(api).json()["results"][0]["state"] == "recorded"
