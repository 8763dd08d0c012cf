"""Parents, parts and tags by API; and that every kind of the rules is there with what it is asked for."""

import json

import pytest

from apps.organizations.models import Organization, OrganizationKind, TeamTag
from tests.factories import OfficerFactory, OrganizationFactory, ParentRequestFactory, StaffFactory

pytestmark = pytest.mark.django_db


def send(client, address, body=None, method="POST"):
    sent = "" if body is None else json.dumps(body)
    return client.generic(method, f"/api/v1/{address}", sent, content_type="application/json")


@pytest.fixture
def owner(client):
    post = StaffFactory()
    client.force_login(post.user)
    return post


def test_a_child_takes_its_question_back_and_leaves_its_parent(client, owner):
    child, parent = owner.organization, OrganizationFactory()
    asked = ParentRequestFactory(child=child, parent=parent)
    base = f"managed-organizations/{child.pk}"

    taken_back = send(client, f"{base}/parent-requests/{asked.pk}/withdraw/")
    Organization.objects.filter(pk=child.pk).update(parent=parent)
    left = send(client, f"{base}/parts/{child.pk}/leave/")
    again = send(client, f"{base}/parts/{child.pk}/leave/")

    child.refresh_from_db()
    assert (taken_back.json()["state"], left.status_code, child.parent) == ("withdrawn", 200, None)
    assert again.status_code == 404


def test_a_parent_lists_its_parts_and_lets_one_go_but_no_other(client, owner):
    part = OrganizationFactory(parent=owner.organization)
    foreign = OrganizationFactory(parent=OrganizationFactory())
    base = f"managed-organizations/{owner.organization_id}/parts"

    rows = client.get(f"/api/v1/{base}/").json()["results"]

    assert [row["id"] for row in rows] == [part.pk]
    assert send(client, f"{base}/{foreign.pk}/leave/").status_code == 404
    assert send(client, f"{base}/{part.pk}/leave/").status_code == 200
    assert list(Organization.objects.exclude(parent=None)) == [foreign]


def test_an_office_adds_a_tag_for_its_region_and_removes_no_tag_of_everywhere(client):
    client.force_login(OfficerFactory().user)
    everywhere = TeamTag.objects.get(name="助学支教")

    made = send(client, "team-tags/", {"region": "150430", "name": "草原防火"})
    above = send(client, "team-tags/", {"region": "1504", "name": "草原防火"})
    here = {row["name"] for row in client.get("/api/v1/team-tags/?region=150430").json()["results"]}
    elsewhere = {row["name"] for row in client.get("/api/v1/team-tags/?region=150102").json()["results"]}

    assert (made.status_code, above.status_code) == (201, 400)
    assert here - elsewhere == {"草原防火"}
    assert send(client, f"team-tags/{everywhere.pk}/", method="DELETE").status_code == 404
    assert send(client, f"team-tags/{made.json()['id']}/", method="DELETE").status_code == 204


def test_every_kind_of_organization_is_there_with_what_it_is_asked_for():
    asked = dict(OrganizationKind.objects.values_list("name", "group"))
    assert asked == {
        "志愿者联合会": "association",
        "青年志愿者协会": "association",
        "义工联、志愿者协会": "association",
        "社会团体": "registered",
        "社会服务机构": "registered",
        "基金会": "registered",
        "志愿服务队（未登记）": "team",
        "高等学校": "school",
        "中等职业学校": "school",
        "普通高中": "school",
        "初中": "school",
        "小学": "school",
        "党政机关": "unit",
        "人民团体、群团组织": "unit",
        "事业单位": "unit",
        "国有企业": "unit",
        "民营企业": "unit",
        "医院": "unit",
        "其他公共服务机构": "unit",
        "嘎查村（居）委会": "station",
        "新时代文明实践中心": "station",
        "新时代文明实践所、站": "station",
        "党群活动中心": "station",
        "青年之家": "station",
        "文化站": "station",
    }
    kinds = OrganizationKind.objects
    assert set(kinds.filter(needs_guiding_unit=True).values_list("pk", flat=True)) == {"team"}
    without_code = kinds.filter(needs_credit_code=False).exclude(pk="team")
    assert set(without_code.values_list("group", "may_have_credit_code")) == {("station", True)}
    registered = kinds.filter(has_registration=True).values_list("group", flat=True)
    assert set(registered) == {"association", "registered"}
