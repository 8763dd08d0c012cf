"""Programs change what is published, keep searches and start emergencies by the rules of the pages."""

import json

import pytest

from apps.activities.models import Activity, Change, SavedSearch
from apps.activities.never import CODES
from apps.organizations.models import Office
from tests.factories import (
    ActivityFactory,
    ActivityPictureFactory,
    OfficerFactory,
    OrganizationFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db


def send(client, address, body=None, method="POST"):
    sent = "" if body is None else json.dumps(body)
    return client.generic(method, f"/api/v1/{address}", sent, content_type="application/json")


@pytest.fixture
def activity(client):
    activity = ActivityFactory()
    client.force_login(StaffFactory(organization=activity.organization).user)
    return activity


def test_a_slip_is_mended_at_once_and_the_rest_waits_for_a_reviewer(client, activity):
    address = f"managed-activities/{activity.pk}/change/"

    answer = send(client, address, {"contact_name": "韩队长", "minimum_age": 30}).json()
    again = send(client, address, {"minimum_age": 40})
    client.force_login(OfficerFactory().user)
    waiting = client.get("/api/v1/activity-changes/").json()["results"]
    done = send(client, f"activity-changes/{answer['waiting']['id']}/accept/")

    activity.refresh_from_db()
    assert (answer["waiting"]["values"], again.json()["code"]) == ({"minimum_age": 30}, "change_waits")
    assert [row["id"] for row in waiting] == [answer["waiting"]["id"]]
    assert (done.json()["state"], activity.contact_name, activity.minimum_age) == ("accepted", "韩队长", 30)


def test_a_change_is_refused_with_a_reason(client, activity):
    change = send(client, f"managed-activities/{activity.pk}/change/", {"minimum_age": 30}).json()["waiting"]
    client.force_login(OfficerFactory().user)

    silent = send(client, f"activity-changes/{change['id']}/refuse/", {"reason": ""})
    send(client, f"activity-changes/{change['id']}/refuse/", {"reason": "没有必要"})

    assert silent.status_code == 400
    assert Change.objects.get().reason == "没有必要"


@pytest.mark.parametrize(
    "body", [{"is_hazardous": True}, {"region": "150430"}, {"state": "closed"}, {"minimum_age": "很小"}]
)
def test_what_does_not_change_after_publication_is_refused_by_name(client, activity, body):
    answer = send(client, f"managed-activities/{activity.pk}/change/", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, list(body))


def test_a_shift_is_moved_and_people_keep_their_places(client, activity):
    signup = SignupFactory(shift=ShiftFactory(position__activity=activity))
    times = {"starts_at": nine_oclock(4).isoformat(), "ends_at": nine_oclock(5).isoformat()}

    moved = send(client, f"managed-shifts/{signup.shift_id}/move/", times)

    signup.refresh_from_db()
    assert (moved.status_code, signup.during.lower, signup.state) == (200, nine_oclock(4), "joined")


def test_a_search_is_kept_listed_and_removed(client):
    client.force_login(UserFactory())
    sent = {"region": "150430", "field": ["16"], "part": [1], "weekend": True, "words": "草场"}

    kept = send(client, "me/searches/", sent)
    again = send(client, "me/searches/", sent)
    nothing = send(client, "me/searches/", {})
    rows = client.get("/api/v1/me/searches/").json()["results"]

    assert (again.json()["code"], nothing.json()["code"]) == ("search_there", "nothing_chosen")
    assert [(row["region"], row["field"], row["parts"], row["words"]) for row in rows] == [
        ("150430", ["16"], [16, 19], "草场")
    ]
    assert send(client, f"me/searches/{kept.json()['id']}/", method="DELETE").status_code == 204
    assert SavedSearch.objects.count() == 0


def test_an_office_starts_an_emergency_and_nobody_else(client):
    organization = OrganizationFactory()
    body = {
        "office": Office.objects.get(region_id="150430", kind_id="youth_league").pk,
        "organization": organization.pk,
        "region": "150430",
        "title": "防汛沙袋",
        "description": "装沙袋。",
        "place": "河堤东口",
        "risks": "水边危险，不下水。",
        "service_fields": ["17"],
        "protections": ["07"],
        "contact_name": "韩队长",
        "contact_phone": "13900000000",
        "position": "装袋",
        "starts_at": nine_oclock(1).isoformat(),
        "ends_at": nine_oclock(1).replace(hour=12).isoformat(),
        "capacity": 50,
        "checked": CODES,
    }
    client.force_login(StaffFactory(organization=organization).user)
    denied = send(client, "emergencies/", body)
    client.force_login(OfficerFactory().user)
    unread = send(client, "emergencies/", {**body, "checked": CODES[:5]})
    made = send(client, "emergencies/", body)

    assert (denied.status_code, unread.status_code, made.status_code) == (404, 400, 201)
    assert (made.json()["state"], made.json()["is_emergency"], made.json()["minimum_age"]) == (
        "in_review",
        True,
        18,
    )
    assert Activity.objects.count() == 1


def test_pictures_are_read_with_their_words(client, activity):
    picture = ActivityPictureFactory(activity=activity)
    shown = [{"url": picture.picture.url, "alt": picture.alt, "of_summary": picture.of_summary}]

    assert client.get(f"/api/v1/activities/{activity.pk}/").json()["pictures"] == shown
    assert client.get(f"/api/v1/managed-activities/{activity.pk}/").json()["pictures"] == shown
