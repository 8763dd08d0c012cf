"""Organisations by API: the same rules, the same refusals."""

import json

import pytest
from django.urls import reverse

from apps.core import days
from apps.organizations.models import Announcement, Follow, Member, Organization, Station
from tests.factories import (
    MemberFactory,
    MemberGroupFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db

BASE = "/api/v1/managed-organizations"


@pytest.fixture
def owner(client):
    post = StaffFactory()
    client.force_login(post.user)
    return post


def send(client, method, address, body=None):
    return client.generic(method, address, body and json.dumps(body), content_type="application/json")


def test_a_person_joins_follows_and_leaves(client):
    organization, person = OrganizationFactory(joining="code", join_code="ao-2026"), VolunteerFactory()
    client.force_login(person.user)
    address = f"/api/v1/organizations/{organization.pk}"

    wrong = send(client, "POST", f"{address}/join/", {"code": "猜的"})
    joined = send(client, "POST", f"{address}/join/", {"code": "AO-2026"})
    send(client, "POST", f"{address}/follow/")

    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_code")
    assert (joined.status_code, joined.json()["state"], Follow.objects.count()) == (201, "member", 1)
    left = send(client, "POST", f"/api/v1/me/memberships/{joined.json()['id']}/leave/")
    assert (left.json()["state"], Member.objects.get().state) == ("left", "left")


def test_members_are_masked_approved_grouped_and_told(client, owner):
    person = VolunteerFactory(name="苏日娜", user__name="苏日娜")
    asked = MemberFactory(organization=owner.organization, user=person.user, state="asked", joined_at=None)
    foreign = MemberFactory(state="asked", joined_at=None)
    group = MemberGroupFactory(organization=owner.organization)
    base = f"{BASE}/{owner.organization_id}"

    rows = client.get(f"{base}/members/").json()["results"]
    both = send(client, "POST", f"{base}/members/approve/", {"ids": [asked.pk, foreign.pk]})
    done = send(client, "POST", f"{base}/members/approve/", {"ids": [asked.pk]})
    send(client, "POST", f"{base}/members/{asked.pk}/groups/", {"groups": [group.pk]})
    told = send(
        client, "POST", f"{base}/announcements/", {"title": "集合", "body": "八点", "group": group.pk}
    )

    assert [(row["name"], row["number"]) for row in rows] == [("苏**", person.number)]
    assert (both.status_code, done.json()[0]["state"], told.json()["told"]) == (404, "member", 1)
    assert Announcement.objects.get().group == group


def test_what_cannot_be_is_said_by_its_field(client, owner):
    base = f"{BASE}/{owner.organization_id}"
    station = {"name": "站", "kind": "practice", "level": "station", "region": "150430", "address": "街"}

    answers = [
        send(client, "POST", f"{base}/stations/", {**station, "longitude": 0, "latitude": 0}),
        send(client, "POST", f"{base}/stations/", {**station, "longitude": "NaN", "latitude": 42}),
        send(client, "POST", f"{base}/stations/", {**station, "longitude": 119.9}),
        send(client, "PATCH", f"{base}/", {"trust": "trusted"}),
        send(client, "PATCH", f"{base}/", {"service_fields": ["zz"]}),
        send(client, "POST", f"{base}/members/invite/", {"numbers": ["１２３"]}),
    ]

    assert [answer.status_code for answer in answers] == [400] * 6
    assert [sorted(answer.json()["fields"]) for answer in answers] == [
        ["latitude", "longitude"],
        ["longitude"],
        ["latitude"],
        ["trust"],
        ["service_fields"],
        ["numbers.0"],
    ]
    assert Station.objects.count() == 0


def test_the_profile_changes_only_what_is_sent(client, owner):
    Organization.objects.update(email="a@example.com")

    answer = send(
        client, "PATCH", f"{BASE}/{owner.organization_id}/", {"tags": ["助学支教"], "address": "新惠镇"}
    )

    stored = Organization.objects.get(pk=owner.organization_id)
    assert (answer.json()["tags"], stored.address, stored.email) == (["助学支教"], "新惠镇", "a@example.com")


def test_an_office_suspends_trusts_and_closes_with_a_successor(client):
    organization, successor = OrganizationFactory(), OrganizationFactory()
    client.force_login(OfficerFactory().user)
    address = f"/api/v1/organization-applications/{organization.pk}"

    trusted = send(client, "POST", f"{address}/trust/", {"level": "trusted", "reason": "办得稳"})
    stopped = send(client, "POST", f"{address}/suspend/", {"reason": "核查中"})
    closed = send(client, "POST", f"{address}/close/", {"reason": "合并", "successor": successor.pk})
    again = send(client, "POST", f"{address}/reinstate/", {"reason": "查过了"})

    assert (trusted.json()["trust"], stopped.json()["state"]) == ("trusted", "suspended")
    assert (closed.json()["state"], closed.json()["successor"]) == ("closed", successor.pk)
    assert (again.status_code, again.json()["code"]) == (409, "other_state")


def test_the_page_of_an_organization_and_the_api_name_the_same_stations(client, owner):
    client.post(
        reverse("organizations:add_station", args=[owner.organization_id]),
        {
            "name": "惠州社区站",
            "kind": "practice",
            "level": "station",
            "league": "1504",
            "banner": "150430",
            "address": "惠州街12号",
            "is_open": "on",
        },
    )

    rows = client.get(f"/api/v1/organizations/{owner.organization_id}/stations/").json()
    assert [(row["name"], row["longitude"]) for row in rows] == [("惠州社区站", None)]


def test_the_owner_marks_the_backbone_and_staff_does_not(client, owner):
    first, second = MemberFactory.create_batch(2, organization=owner.organization)
    base = f"{BASE}/{owner.organization_id}/members"

    marked = send(client, "POST", f"{base}/backbone/", {"ids": [first.pk, second.pk]}).json()
    assert [row["backbone_since"] for row in marked] == [days.today().isoformat()] * 2
    send(client, "POST", f"{base}/end-backbone/", {"ids": [first.pk]})
    found = client.get(f"{base}/?backbone=true").json()["results"]
    assert [row["id"] for row in found] == [second.pk]

    client.force_login(StaffFactory(organization=owner.organization, role="staff").user)
    assert send(client, "POST", f"{base}/backbone/", {"ids": [first.pk]}).status_code == 404
