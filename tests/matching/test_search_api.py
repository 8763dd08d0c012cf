"""The talent pool by API."""

import pytest

from apps.activities.models import Invitation
from apps.core.models import AuditRow
from apps.matching.actions import search_people
from apps.matching.following import follow
from apps.matching.models import Search
from tests.factories import (
    VolunteerFactory,
)
from tests.matching.conftest import HOME, WHY

pytestmark = pytest.mark.django_db


def test_search_read_and_ask(client, officer, volunteer, shift):
    client.force_login(officer)
    base = f"/api/v1/regions/{HOME}/people-searches/"
    made = client.post(base, {"reason": WHY, "language": "mn-s"}, content_type="application/json")
    assert made.status_code == 201
    search = f"{base}{made.json()['id']}/"
    assert client.get(f"{search}people/").json() == {
        "results": [
            {
                "number": volunteer.number,
                "masked_name": volunteer.masked_name,
                "place": "敖汉旗",
                "matches": ["蒙古语（会说）"],
                "km": None,
            }
        ],
        "next": None,
        "is_cut": False,
    }
    sent = {"shift": shift.pk, "numbers": [volunteer.number]}
    assert client.post(f"{search}invite/", sent, content_type="application/json").status_code == 204
    assert Invitation.objects.get().volunteer == volunteer
    assert [row["reason"] for row in client.get(base).json()["results"]] == [WHY]


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"language": "mn-s"}, "reason"),
        ({"reason": WHY, "language": "xx"}, "language"),
        ({"reason": WHY, "place": "150102"}, "place"),
        ({"reason": WHY, "phone": "13900000000"}, "phone"),
        ({"reason": WHY, "star": 6}, "star"),
        ({"reason": WHY, "is_checked": True}, "skill"),
    ],
)
def test_what_does_not_fit_is_said_by_field(client, officer, sent, name):
    client.force_login(officer)
    base = f"/api/v1/regions/{HOME}/people-searches/"
    answer = client.post(base, sent, content_type="application/json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [name])
    assert Search.objects.count() == 0


def test_without_a_condition_it_is_refused(client, officer):
    client.force_login(officer)
    base = f"/api/v1/regions/{HOME}/people-searches/"
    answer = client.post(base, {"reason": WHY}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"], Search.objects.count()) == (409, "no_condition", 0)


def test_pages_follow_by_cursor_and_a_bad_one_is_refused(client, officer, home):
    people = [VolunteerFactory(region=home) for _n in range(21)]
    follow([one.pk for one in people])
    search = search_people(by=officer, region=home, reason=WHY, wanted={"field": "03"})
    client.force_login(officer)
    url = f"/api/v1/regions/{HOME}/people-searches/{search.pk}/people/"
    first = client.get(url).json()
    second = client.get(first["next"]).json()
    numbers = [one["number"] for one in first["results"] + second["results"]]
    assert (numbers, second["next"]) == ([one.number for one in people], None)
    assert [row.detail for row in AuditRow.objects.filter(action="people.read_on")] == [{"after": 20}]
    assert client.get(f"{url}?cursor=x").status_code == 400
    assert client.get(f"{url}?ordering=name").status_code == 400
