"""What an office does with files, and a school with its classes, works the same by a program."""

import pytest

from apps.registration.models import Affiliation, Guardianship, Promotion
from tests.factories import (
    AffiliationFactory,
    GuardianshipFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
FILES, BONDS = "/api/v1/identity-files", "/api/v1/guardianships"


@pytest.fixture
def office(api):
    return api(OfficerFactory().user)


def test_a_file_is_found_by_its_number_and_masked(office):
    volunteer = VolunteerFactory(name="乌云其木格")

    found = office.post(f"{FILES}/find/", {"number": f" {volunteer.number} "}).json()

    assert found == office.get(f"{FILES}/{volunteer.pk}/").json()
    assert (found["id"], found["name"]) == (volunteer.pk, volunteer.masked_name)
    assert volunteer.document_number not in str(found)


def test_a_number_that_is_elsewhere_is_answered_like_one_that_does_not_exist(office):
    elsewhere, gone = VolunteerFactory(region_id="150102"), VolunteerFactory()
    number = gone.number
    gone.delete()

    answers = [office.post(f"{FILES}/find/", {"number": one}) for one in (elsewhere.number, number)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()


def test_an_identity_is_voided_once_and_with_a_reason(office):
    volunteer = VolunteerFactory()

    answers = [
        office.post(f"{FILES}/{volunteer.pk}/void/", body).status_code
        for body in ({"reason": ""}, {"reason": "冒用。"}, {"reason": "冒用。"})
    ]

    volunteer.refresh_from_db()
    assert (answers, volunteer.identity_state) == ([400, 204, 409], "voided")


def test_a_guardianship_is_listed_and_ended_with_a_reason(office):
    bond = GuardianshipFactory()
    GuardianshipFactory(child__region_id="150102")

    listed = office.get(f"{BONDS}/", {"child": bond.child_id}).json()["results"]
    done = office.post(f"{BONDS}/{bond.pk}/end/", {"reason": "不是监护人"}).status_code

    assert ([one["id"] for one in listed], done) == ([bond.pk], 204)
    assert Guardianship.objects.get(pk=bond.pk).end_reason == "不是监护人"
    assert office.get(f"{BONDS}/").json()["results"] == []


@pytest.fixture
def school(api):
    organization = OrganizationFactory(kind_id="primary_school")
    for grade in (3, 6):
        AffiliationFactory(organization=organization, grade=grade, class_name="1班")
    client = api(StaffFactory(organization=organization).user)
    client.base = f"/api/v1/managed-organizations/{organization.pk}/promotions"
    return client


def usual(school):
    classes = school.get(f"{school.base}/classes/").json()
    return {"classes": [{"key": one["key"], "becomes": one["usual"]} for one in classes]}


def test_classes_move_up_and_back(school):
    before = usual(school)

    made = school.post(f"{school.base}/", before, format="json")
    again = school.post(f"{school.base}/", before, format="json")

    assert (made.status_code, again.json()["code"]) == (201, "classes_changed")
    assert list(Affiliation.objects.filter(until=None).values_list("grade", flat=True)) == [4]

    undone = school.post(f"{school.base}/{made.json()['id']}/undo/").status_code

    listed = school.get(f"{school.base}/").json()["results"]
    assert (undone, [one["undone_at"] is None for one in listed]) == (204, [False])
    assert sorted(Affiliation.objects.filter(until=None).values_list("grade", flat=True)) == [3, 6]


def test_each_class_is_said_once(school):
    body = usual(school)

    twice = school.post(f"{school.base}/", {"classes": body["classes"] + body["classes"][:1]}, format="json")
    short = school.post(f"{school.base}/", {"classes": body["classes"][:1]}, format="json")

    assert (twice.status_code, list(twice.json()["fields"])) == (400, ["classes"])
    assert (short.status_code, short.json()["code"]) == (409, "classes_changed")
    assert Promotion.objects.count() == 0


def test_who_is_no_school_has_no_classes(api):
    staff = StaffFactory()
    base = f"/api/v1/managed-organizations/{staff.organization_id}/promotions"

    assert [api(staff.user).get(url).status_code for url in (f"{base}/", f"{base}/classes/")] == [404, 404]
