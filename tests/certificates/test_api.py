"""Programs have certificates made and checked by the same rules."""

import io
import zipfile

import pytest
from rest_framework.test import APIClient

from apps.certificates.models import Batch, Certificate, Seal
from apps.core import days, outbox, uploads
from apps.hours.models import YearTotal
from tests.certificates.conftest import SINCE
from tests.factories import (
    AffiliationFactory,
    CompletionFactory,
    OfficerFactory,
    OrganizationFactory,
    RecognitionFactory,
    SealFactory,
    StaffFactory,
)
from tests.files import kept
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db
PERIOD = {"since": SINCE.isoformat(), "until": days.today().isoformat()}


def program(user):
    client = APIClient()
    sign_in_with(client, user)
    return client


def test_a_service_certificate_is_made_and_fetched(records, volunteer, organization):
    mine = program(volunteer.user)
    made = mine.post("/api/v1/me/certificates/", {**PERIOD, "organization": organization.pk}, format="json")
    assert (made.status_code, made.json()["minutes"], made.json()["issuer_name"]) == (
        201,
        180,
        organization.name,
    )
    row = Certificate.objects.get()
    assert mine.get("/api/v1/me/certificates/").json()["results"][0]["number"] == row.number
    assert mine.get(f"/api/v1/me/certificates/{row.pk}/file/").content == uploads.content(row.pdf)
    assert mine.get(f"/api/v1/me/certificates/{row.pk}/badge/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({}, 400, "since"),
        ({"since": "gestern", "until": "2026-01-01"}, 400, "since"),
        ({**PERIOD, "organization": 10**18}, 400, "organization"),
        ({**PERIOD, "volunteer": "1"}, 400, "volunteer"),
        ({**PERIOD, "detail": "x"}, 400, "detail"),
        ({**PERIOD, "colour": "red"}, 400, "colour"),
    ],
)
def test_what_is_wrong_is_said_by_field(records, volunteer, sent, status, field):
    answer = program(volunteer.user).post("/api/v1/me/certificates/", sent, format="json")
    assert (answer.status_code, next(iter(answer.json()["fields"]))) == (status, field)


def test_a_refusal_has_a_code(records, volunteer):
    sent = {"since": "2020-01-01", "until": "2020-01-02"}
    answer = program(volunteer.user).post("/api/v1/me/certificates/", sent, format="json")
    assert answer.json()["code"] == "no_hours"


def test_stars_and_trainings_have_badges(volunteer):
    YearTotal.objects.create(volunteer=volunteer, year=2026, minutes=6100)
    mine = program(volunteer.user)
    sent = {
        "star": {"recognition": RecognitionFactory(volunteer=volunteer).pk},
        "training": {"completion": CompletionFactory(volunteer=volunteer).pk},
    }
    for kind, body in sent.items():
        made = mine.post(f"/api/v1/me/certificates/{kind}/", body, format="json").json()
        badge = mine.get(f"/api/v1/me/certificates/{made['id']}/badge/").json()
        assert (made["kind"], badge["type"][1]) == (kind, "OpenBadgeCredential")


def test_anyone_checks_what_they_hold(certificate):
    anyone = APIClient()
    sent = {"number": certificate.number, "token": certificate.token}
    found = anyone.post("/api/v1/certificate-checks/", sent, format="json").json()
    assert {name: found[name] for name in ("state", "name", "minutes", "number")} == {
        "state": "valid",
        "name": "苏**",
        "minutes": 180,
        "number": certificate.number,
    }
    for wrong in ({"number": "FW2026-00000-00000"}, {"token": "0" * 26}):
        assert anyone.post("/api/v1/certificate-checks/", sent | wrong, format="json").status_code == 404


def test_nobody_tries_tokens_out(certificate):
    anyone, sent = APIClient(), {"number": certificate.number, "token": "0" * 26}
    said = [anyone.post("/api/v1/certificate-checks/", sent, format="json").status_code for _try in range(31)]
    assert said == [404] * 30 + [429]


def test_a_batch_is_begun_and_followed(records, organization, owner):
    staff = program(owner)
    base = f"/api/v1/managed-organizations/{organization.pk}/certificate-batches/"
    made = staff.post(base, {"kind": "service", **PERIOD}, format="json")
    assert (made.status_code, made.json()["rows"], made.json()["state"]) == (201, 1, "working")
    assert staff.get(f"{base}{Batch.objects.get().pk}/").json()["made"] == 0
    assert staff.post(base, {"kind": "thanks"}, format="json").json()["code"] == "batch_working"


def test_a_seal_is_handed_in_and_looked_at(organization, owner):
    staff, officer = program(owner), program(OfficerFactory(office_kind="civilization").user)
    base = f"/api/v1/managed-organizations/{organization.pk}/seals/"
    made = staff.post(base, {"picture": str(kept(by=owner, used=False).pk)}, format="json").json()
    assert [one["id"] for one in officer.get("/api/v1/waiting-seals/").json()["results"]] == [made["id"]]
    assert officer.post(f"/api/v1/waiting-seals/{made['id']}/approve/").status_code == 204
    assert Seal.objects.get().state == "approved"
    assert staff.post(f"{base}{made['id']}/withdraw/").status_code == 204
    assert Seal.objects.get().state == "withdrawn"


def test_a_list_of_seals_names_no_file(organization, owner):
    assert (
        program(owner).get(f"/api/v1/managed-organizations/{organization.pk}/seals/").json()["results"] == []
    )


def test_a_batch_that_stopped_goes_on_and_is_fetched_as_one_file(records, organization, owner):
    staff = program(owner)
    base = f"/api/v1/managed-organizations/{organization.pk}/certificate-batches/"
    made = staff.post(base, {"kind": "service", **PERIOD}, format="json").json()
    assert staff.post(f"{base}{made['id']}/archive/").status_code == 404
    Batch.objects.filter(pk=made["id"]).update(state="stopped", why="没有做成")
    assert staff.get(f"{base}{made['id']}/").json()["why"] == "没有做成"
    assert staff.post(f"{base}{made['id']}/resume/").json()["state"] == "working"
    assert staff.post(f"{base}{made['id']}/resume/").json()["code"] == "not_stopped"
    outbox.sweep()
    archive = b"".join(staff.post(f"{base}{made['id']}/archive/").streaming_content)
    assert len(zipfile.ZipFile(io.BytesIO(archive)).namelist()) == 1


def test_one_class_is_chosen_by_programs_too(serve, owner):
    school = StaffFactory(user=owner, organization=OrganizationFactory(kind_id="primary_school")).organization
    AffiliationFactory(organization=school)
    AffiliationFactory(organization=school, class_name="三年级1班")
    staff, base = program(owner), f"/api/v1/managed-organizations/{school.pk}/certificate-batches/"
    sent = {"kind": "service", **PERIOD, "group": "primary/3/三年级1班"}
    assert staff.post(base, {**sent, "group": "三年级"}, format="json").json()["code"] == "no_such_group"
    made = staff.post(base, sent, format="json").json()
    assert (made["rows"], made["group"]) == (1, "primary/3/三年级1班")


def test_an_office_sees_the_seal_it_decides_about(organization, owner):
    seal = SealFactory(organization=organization, picture=kept())
    officer = program(OfficerFactory(office_kind="civilization").user)
    assert officer.get(f"/api/v1/waiting-seals/{seal.pk}/picture/").content == uploads.content(seal.picture)
