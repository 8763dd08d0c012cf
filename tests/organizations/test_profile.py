"""What an organisation says of itself: profile, stations, tags, parents and children."""

import threading
import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.organizations.actions import (
    add_tag,
    agree_to_child,
    ask_parent,
    change_profile,
    leave_parent,
    refuse_child,
    remove_tag,
    withdraw_request,
)
from apps.organizations.models import Organization, ParentRequest, Station, Step, TeamTag
from apps.regions.models import Region
from tests.factories import (
    OfficerFactory,
    OrganizationFactory,
    ParentRequestFactory,
    StaffFactory,
    StationFactory,
    TeamTagFactory,
)
from tests.files import picture, uploaded

pytestmark = pytest.mark.django_db

ABOUT = {"contact_name": "白音", "contact_phone": "13900000000"}
STATION = {
    "name": "惠州社区站",
    "kind": "practice",
    "level": "station",
    "league": "1504",
    "banner": "150430",
    "address": "惠州街12号",
    "is_open": "on",
}


@pytest.fixture
def owner(client):
    post = StaffFactory()
    client.force_login(post.user)
    return post


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def page(name, organization, *args):
    return reverse(f"organizations:{name}", args=[organization.pk, *args])


# --- profile ----------------------------------------------------------------------------------------


def test_the_owner_changes_the_profile_and_everybody_sees_it(client, owner):
    tag = TeamTag.objects.get(name="助学支教")
    typed = {
        **ABOUT,
        "introduction": "<img src=x onerror=alert(1)><svg onload=alert(2)>",
        "service_fields": ["01", "03"],
        "service_regions": ["150430", "1504"],
        "tags": [tag.pk],
        "joining": "code",
        "join_code": "ao-2026",
        "picture": uploaded(picture(), "标志.jpg"),
    }

    answer = client.post(page("edit_profile", owner.organization), typed)

    assert answer.status_code == 302, answer.context["form"].errors
    stored = Organization.objects.get(pk=owner.organization_id)
    assert (stored.service_fields, stored.joining, stored.picture.is_public) == (["01", "03"], "code", True)
    assert sorted(stored.service_regions.values_list("pk", flat=True)) == ["1504", "150430"]
    public = client.get(page("detail", stored)).content.decode()
    assert ("<svg onload" in public, "<img src=x" in public) == (False, False)
    assert ("助学支教" in public, str(stored.picture_id) in public, "ao-2026" in public) == (
        True,
        True,
        False,
    )
    assert client.get(f"/pictures/{stored.picture_id}.jpg").headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"),
        (b"not a picture", "a.jpg"),
    ],
)
def test_what_is_no_picture_is_no_picture_of_an_organization(client, owner, data, name):
    answer = client.post(page("edit_profile", owner.organization), {**ABOUT, "picture": uploaded(data, name)})

    assert list(answer.context["form"].errors) == ["picture"]


def test_staff_change_no_profile_and_no_one_takes_the_picture_of_another(client, owner):
    staff = StaffFactory(organization=owner.organization, role="staff").user

    assert refusal_code(change_profile, owner.organization, links={}, by=staff) == "not_yours"


def test_the_name_and_the_papers_are_not_the_owners_to_change(client, owner):
    client.post(
        page("edit_profile", owner.organization),
        {**ABOUT, "name": "改名队", "credit_code": "X", "state": "closed", "trust": "trusted"},
    )

    stored = Organization.objects.get(pk=owner.organization_id)
    assert (stored.name, stored.state, stored.trust_id) == (owner.organization.name, "approved", "new")


# --- stations ---------------------------------------------------------------------------------------


def test_a_station_is_opened_changed_and_seen(client, owner):
    client.post(
        page("add_station", owner.organization), {**STATION, "longitude": "119.907", "latitude": "42.287"}
    )
    station = Station.objects.get()
    client.post(page("edit_station", owner.organization, station.pk), {**STATION, "opening": "每天9点"})

    station.refresh_from_db()
    assert (station.region_id, station.longitude, station.opening) == ("150430", None, "每天9点")
    assert "惠州社区站" in client.get(page("detail", owner.organization)).content.decode()
    assert "惠州社区站" in client.get(page("stations", owner.organization)).content.decode()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"longitude": "119.9"}, "latitude"),
        ({"longitude": "NaN", "latitude": "42"}, "longitude"),
        ({"longitude": "0", "latitude": "0"}, "__all__"),
        ({"longitude": "42.287", "latitude": "119.907"}, "latitude"),
        ({"banner": "150102"}, "banner"),
        ({"level": "village"}, "level"),
        ({"name": ""}, "name"),
    ],
)
def test_a_station_that_cannot_be_comes_back_as_typed(client, owner, fields, wrong):
    answer = client.post(page("add_station", owner.organization), {**STATION, **fields})

    assert (list(answer.context["form"].errors), Station.objects.count()) == ([wrong], 0)
    assert answer.context["form"]["address"].value() == "惠州街12号"


def test_the_database_keeps_stations_in_the_region_and_their_names_apart(owner):
    first = StationFactory(organization=owner.organization)

    for fields, name in (
        ({"longitude": "0", "latitude": "0"}, "organizations_station_lies_in_the_region"),
        ({"latitude": None}, "organizations_station_lies_in_the_region"),
        ({"name": first.name}, "organizations_station_one_name_an_organization"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            StationFactory(organization=owner.organization, **fields)


def test_a_second_station_of_a_name_is_said_beside_the_field(client, owner):
    StationFactory(organization=owner.organization, name=STATION["name"])

    answer = client.post(page("add_station", owner.organization), STATION)

    assert list(answer.context["form"].errors) == ["name"]


# --- tags -------------------------------------------------------------------------------------------


def test_eight_tags_are_everywhere_and_an_office_adds_its_own(client):
    officer = OfficerFactory().user
    client.force_login(officer)

    client.post("/region/150430/organizations/tags/", {"name": "草原防火"})
    again = client.post("/region/150430/organizations/tags/", {"name": "草原防火"})
    taken = client.post("/region/150430/organizations/tags/", {"name": "助学支教"})

    assert [list(answer.context["form"].errors) for answer in (again, taken)] == [["name"], ["name"]]
    here, elsewhere = (
        [tag.name for tag in TeamTag.objects.for_region(code)] for code in ("150430", "150102")
    )
    assert (len(elsewhere), set(here) - set(elsewhere)) == (8, {"草原防火"})
    client.post(f"/region/150430/organizations/tags/{TeamTag.objects.get(name='草原防火').pk}/remove/")
    assert TeamTag.objects.count() == 8


def test_an_office_adds_nothing_above_or_beside_it():
    officer = OfficerFactory().user
    own = TeamTagFactory(region=Region.objects.get(pk="1504"))

    for code in ("1504", "150421", "15"):
        assert refusal_code(add_tag, Region.objects.get(pk=code), name="N", by=officer) == "not_yours"
    assert refusal_code(remove_tag, own, by=officer) == "not_yours"
    assert refusal_code(remove_tag, TeamTag.objects.get(name="助学支教"), by=officer) == "not_yours"


# --- parents and children ---------------------------------------------------------------------------


def test_a_child_asks_a_parent_agrees_and_lists_it(client, owner):
    parent = StaffFactory()
    asked = ask_parent(owner.organization, parent=parent.organization, by=owner.user)
    assert Message.objects.get().recipient == parent.user
    assert Organization.objects.get(pk=owner.organization_id).parent is None

    agree_to_child(asked, by=parent.user)

    assert list(Organization.objects.children_of(parent.organization)) == [owner.organization]
    assert owner.organization.name in client.get(page("detail", parent.organization)).content.decode()
    assert Step.objects.get().after == parent.organization.name


def test_a_parent_refuses_with_a_reason_and_a_child_takes_its_question_back(owner):
    parent = StaffFactory()
    asked = ask_parent(owner.organization, parent=parent.organization, by=owner.user)
    assert refusal_code(ask_parent, owner.organization, parent=OrganizationFactory(), by=owner.user) == (
        "already_asked"
    )
    assert refusal_code(refuse_child, asked, by=parent.user, reason=" ") == "no_reason"
    refuse_child(asked, by=parent.user, reason="不在一个系统")

    again = ask_parent(owner.organization, parent=parent.organization, by=owner.user)
    withdraw_request(again, by=owner.user)

    assert list(ParentRequest.objects.order_by("pk").values_list("state", flat=True)) == [
        "refused",
        "withdrawn",
    ]
    assert refusal_code(agree_to_child, again, by=parent.user) == "already_answered"


def test_either_side_ends_it(owner):
    parent = StaffFactory()
    for by in (owner.user, parent.user):
        Organization.objects.filter(pk=owner.organization_id).update(parent=parent.organization)
        assert leave_parent(owner.organization, by=by).parent is None
    assert refusal_code(leave_parent, owner.organization, by=owner.user) == "no_parent"


def test_only_owners_ask_and_agree(owner):
    parent = StaffFactory()
    staff = StaffFactory(organization=owner.organization, role="staff").user
    assert refusal_code(ask_parent, owner.organization, parent=parent.organization, by=staff) == "owners_only"

    asked = ask_parent(owner.organization, parent=parent.organization, by=owner.user)
    assert refusal_code(agree_to_child, asked, by=owner.user) == "already_answered"


def test_nobody_is_above_themselves(owner):
    middle = OrganizationFactory(parent=owner.organization)
    low = StaffFactory(organization=OrganizationFactory(parent=middle))

    for above in (owner.organization, middle, low.organization):
        assert refusal_code(ask_parent, owner.organization, parent=above, by=owner.user) == "circle"
    with pytest.raises(IntegrityError, match="above itself"), transaction.atomic():
        Organization.objects.filter(pk=owner.organization_id).update(parent=low.organization)
    with pytest.raises(IntegrityError, match=r"above itself|not_its_own_parent"), transaction.atomic():
        Organization.objects.filter(pk=owner.organization_id).update(parent=owner.organization_id)


@pytest.mark.django_db(transaction=True)
def test_two_that_become_each_others_parents_at_once_do_not_make_a_circle(someone_waits_for_me):
    one, other = StaffFactory(), StaffFactory()
    first = ParentRequestFactory(child=one.organization, parent=other.organization, asked_by=one.user)
    second = ParentRequestFactory(child=other.organization, parent=one.organization, asked_by=other.user)
    outcome = []

    def agree_too():
        try:
            agree_to_child(second, by=one.user)
        except Refused as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    thread = threading.Thread(target=agree_too)
    with transaction.atomic():
        agree_to_child(first, by=other.user)
        thread.start()
        while thread.is_alive() and not someone_waits_for_me():
            time.sleep(0.01)
    thread.join()

    assert outcome == ["circle"]


def test_the_family_is_walked_on_the_pages(client, owner):
    parent = StaffFactory(organization__name="红山志愿者联合会")
    client.post(page("ask_parent", owner.organization), {"parent": "没有这个"})
    client.post(page("ask_parent", owner.organization), {"parent": "红山志愿者联合会"})
    asked = ParentRequest.objects.get()
    client.force_login(parent.user)
    assert owner.organization.name in client.get(page("family", parent.organization)).content.decode()
    client.post(page("answer_child", parent.organization, asked.pk), {f"r{asked.pk}-reason": ""})
    client.post(page("answer_child", parent.organization, asked.pk), {"agree": "1"})
    client.post(page("part", parent.organization, owner.organization_id))

    asked.refresh_from_db()
    assert asked.state == "agreed"
    assert Organization.objects.get(pk=owner.organization_id).parent is None
