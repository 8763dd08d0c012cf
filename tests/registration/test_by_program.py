"""The register by program: the same actions, the same refusals."""

import datetime

import pytest
from rest_framework.test import APIClient

from apps.registration.models import IdentityCase, Qualification, Volunteer
from tests.factories import (
    IdentityCaseFactory,
    OfficerFactory,
    QualificationFactory,
    UserFactory,
    VolunteerFactory,
    citizen_number,
)
from tests.files import kept

pytestmark = pytest.mark.django_db

BORN = datetime.date(1990, 5, 4)
NUMBER, OTHER = citizen_number(7, BORN), citizen_number(8, datetime.date(1991, 6, 5))
SELF = "/api/v1/me/file/"
PERSON = {
    "name": "Anna Müller",
    "document_type": "passport",
    "document_number": "c01x00t47",
    "nationality": "DEU",
    "birth_date": "1990-05-04",
    "sex": 2,
    "region": "150430",
    "service_fields": ["03"],
    "skill_codes": [],
    "belonging": {"identity": "other"},
    "consent": True,
}


@pytest.fixture
def speak():
    """A program that speaks for somebody."""

    def program(user):
        client = APIClient()
        client.force_login(user)
        return client

    return program


def post(client, path, body=None):
    return client.post(path, body or {}, format="json")


def test_somebody_registers_with_a_passport(speak):
    answer = post(speak(UserFactory()), SELF, PERSON)

    volunteer = Volunteer.objects.get()
    assert (answer.status_code, volunteer.document_number, volunteer.nationality_id) == (
        201,
        "C01X00T47",
        "DEU",
    )
    assert "C01X00T47" not in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nationality": None}, "nationality"),
        ({"nationality": "XXX"}, "nationality"),
        ({"birth_date": "2999-01-01"}, "birth_date"),
        ({"birth_date": "0000-00-00"}, "birth_date"),
        ({"sex": 3}, "sex"),
        ({"document_number": "护照"}, "document_number"),
        ({"document_type": "id_card"}, "document_number"),
        ({"name": "乌\u202e云"}, "name"),
        ({"name": "<b>"}, "name"),
        ({"skill_codes": ["zz"]}, "skill_codes"),
    ],
)
def test_what_cannot_be_is_refused_by_field(speak, changes, field):
    answer = post(speak(UserFactory()), SELF, {**PERSON, **changes})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not Volunteer.objects.exists()


def test_no_answer_about_skills_is_no_answer(speak):
    said = {name: value for name, value in PERSON.items() if name != "skill_codes"}

    assert list(post(speak(UserFactory()), SELF, said).json()["fields"]) == ["skill_codes"]


def test_a_known_number_is_answered_like_an_unknown_one(speak):
    VolunteerFactory(document=NUMBER)
    answers = []
    for number in (NUMBER, OTHER):
        said = {**PERSON, "document_type": "id_card", "document_number": number}
        for name in ("nationality", "birth_date", "sex"):
            said.pop(name)
        answer = post(speak(UserFactory()), SELF, said)
        answers.append((answer.status_code, sorted(answer.json()), answer.json()["identity_state"]))

    assert answers[0] == answers[1]


def test_what_is_sent_is_changed_and_nothing_else(speak):
    somebody = VolunteerFactory(skills="会修马具")

    answer = speak(somebody.user).patch(
        SELF, {"languages": ["mn-s", "mn-s"], "free_times": [24, 1, 1], "ethnicity": "02"}, format="json"
    )

    somebody.refresh_from_db()
    assert answer.status_code == 200
    assert (somebody.languages, somebody.free_times, somebody.ethnicity_id, somebody.skills) == (
        ["mn-s"],
        [1, 24],
        "02",
        "会修马具",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"free_times": [0]},
        {"free_times": [1.5]},
        {"free_times": "1"},
        {"service_regions": ["1504"]},
        {"invitations": "maybe"},
        {"service_fields": []},
        {"contact": "0" * 61},
        {"identity_state": "passed"},
        {"number": "150400000001"},
        {"name": "别人"},
    ],
)
def test_what_is_no_profile_is_refused(speak, wrong):
    somebody = VolunteerFactory()

    answer = speak(somebody.user).patch(SELF, wrong, format="json")

    wrong_fields = {field.split(".")[0] for field in answer.json()["fields"]}
    assert (answer.status_code, wrong_fields) == (400, set(wrong))


def test_a_changed_document_is_asked_for_and_shown_masked_to_the_office(speak):
    somebody = VolunteerFactory(document=NUMBER)
    said = {"name": "乌云", "document_type": "id_card", "document_number": OTHER, "story": "打错了"}
    assert post(speak(somebody.user), f"{SELF}identity/", said).status_code == 201
    case = IdentityCase.objects.get()
    office = speak(OfficerFactory().user)

    shown = office.get(f"/api/v1/identity-cases/{case.pk}/").json()
    answer = post(office, f"/api/v1/identity-cases/{case.pk}/change/")

    somebody.refresh_from_db()
    assert (shown["kind"], shown["changes_to"]["name"], OTHER in str(shown)) == ("change", "乌*", False)
    assert (answer.status_code, somebody.document_number) == (200, OTHER)


def test_a_claim_is_handed_over(speak):
    file = VolunteerFactory(document=NUMBER, user=UserFactory(phone="13900001111"))
    said = {"name": "乌云", "document_type": "id_card", "document_number": NUMBER, "region": "150430"}
    claimant = UserFactory(phone="13900002222")
    assert (
        post(speak(claimant), "/api/v1/me/claim/", {**said, "story": "换号", "consent": False}).status_code
        == 400
    )
    assert (
        post(speak(claimant), "/api/v1/me/claim/", {**said, "story": "换号", "consent": True}).status_code
        == 201
    )
    case = IdentityCase.objects.get()

    answer = post(speak(OfficerFactory().user), f"/api/v1/identity-cases/{case.pk}/hand-over/")

    file.user.refresh_from_db()
    assert (answer.status_code, file.user.phone) == (200, "13900002222")


def test_a_correction_is_asked_for(speak):
    case = IdentityCaseFactory()

    answer = post(
        speak(OfficerFactory().user), f"/api/v1/identity-cases/{case.pk}/ask/", {"reason": "名字少了一截。"}
    )

    assert (answer.status_code, answer.json()["state"]) == (200, "correction")


def test_a_certificate_is_handed_in_and_passed(speak):
    somebody = VolunteerFactory()
    program = speak(somebody.user)
    proof = kept(by=somebody.user, used=False, kind="document")
    said = {"skill": "02", "number": "急救20250301", "issued_on": "2025-03-01", "proof": str(proof.pk)}

    made = post(program, "/api/v1/me/qualifications/", said)
    twice = post(
        program,
        "/api/v1/me/qualifications/",
        {**said, "proof": str(kept(by=somebody.user, used=False, kind="document").pk)},
    )
    passed = post(speak(OfficerFactory().user), f"/api/v1/qualifications/{made.json()['id']}/pass/")

    assert (made.status_code, twice.status_code, twice.json()["code"]) == (201, 409, "already_waiting")
    assert passed.json()["state"] == "passed"
    assert "急救20250301" not in made.content.decode() + passed.content.decode()


def test_somebody_elses_file_proves_nothing(speak):
    somebody = VolunteerFactory()
    proof = kept(used=False, kind="document")
    said = {"skill": "02", "number": "急救20250301", "issued_on": "2025-03-01", "proof": str(proof.pk)}

    answer = post(speak(somebody.user), "/api/v1/me/qualifications/", said)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["proof"])
    assert not Qualification.objects.exists()


def test_how_long_people_wait(speak):
    QualificationFactory()
    IdentityCaseFactory()

    answer = speak(OfficerFactory(region="1504").user).get("/api/v1/regions/1504/identity-waits/")

    assert {row["region"]: row["waiting"] for row in answer.json() if row["waiting"]} == {
        "1504": 1,
        "150430": 1,
    }
