"""The schools and units of a region, for its offices: where each one stands this year, and the way to its report."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import days
from apps.hours.models import YearTotal
from apps.quotas import standing
from apps.regions.models import Region
from apps.registration.models import Volunteer
from tests.factories import AffiliationFactory, OfficerFactory, OrganizationFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

AOHAN, CHIFENG = "150430", "1504"


def list_of(client, code=AOHAN, **query):
    return client.get(reverse("reports:region", args=[code]), query)


def names_in(response):
    return [organization.name for organization in response.context["page"]]


@pytest.fixture
def officer(client):
    user = OfficerFactory(region=CHIFENG, office_kind="education", role="reader").user
    client.force_login(user)
    return user


@pytest.fixture
def enrol():
    """A pupil of this year with some minutes."""

    def make(school, minutes=0, **fields):
        person = VolunteerFactory(registered_at="2024-01-01T00:00Z", **fields)
        AffiliationFactory(volunteer=person, organization=school)
        YearTotal.objects.create(volunteer=person, year=days.this_year(), minutes=minutes)
        standing.follow([person.pk])
        return person

    return make


@pytest.mark.usefixtures("officer")
def test_schools_and_units_of_the_region_stand_in_order_of_the_banners(client):
    far = Region.objects.get(pk="150429")
    OrganizationFactory(kind_id="primary_school", name="乙小学")
    OrganizationFactory(kind_id="agency", name="甲局")
    OrganizationFactory(kind_id="primary_school", name="丙小学", region=far)
    OrganizationFactory(kind_id="primary_school", name="外小学", region=Region.objects.get(pk="150502"))
    OrganizationFactory(
        kind_id="primary_school", name="新小学", state="applied", decided_by=None, decided_at=None
    )
    OrganizationFactory(name="志愿队")

    assert names_in(list_of(client, CHIFENG)) == ["丙小学", "乙小学", "甲局"]
    assert names_in(list_of(client)) == ["乙小学", "甲局"]


@pytest.mark.usefixtures("officer")
def test_each_line_says_how_many_have_met_their_goal_and_leads_to_the_report(client, enrol):
    school = OrganizationFactory(kind_id="primary_school", name="新惠第一小学")
    OrganizationFactory(kind_id="primary_school", name="新惠第二小学")
    for minutes in (1200, 60, 0):
        enrol(school, minutes)
    AffiliationFactory(
        volunteer=VolunteerFactory(registered_at="2024-01-01T00:00Z"),
        organization=school,
        identity="other",
        stage="",
        grade=None,
        class_name="",
    )
    standing.follow(Volunteer.objects.values_list("pk", flat=True))
    stranger = enrol(school, 1200)
    type(stranger).objects.filter(pk=stranger.pk).update(
        identity_state="pending", number=None, passed_at=None
    )

    response = list_of(client)

    assert [(line.people, line.with_goal, line.met, line.share) for line in response.context["page"]] == [
        (4, 3, 1, 33.3),
        (0, 0, 0, None),
    ]
    words = response.content.decode()
    address = f"{reverse('reports:roster', args=[school.pk])}?period={days.this_year()}&amp;region=150430"
    assert f'href="{address}"' in words
    assert ("33.3%" in words, stranger.name in words) == (True, False)


@pytest.mark.usefixtures("officer")
def test_one_is_found_by_its_name(client):
    for name in ("新惠第一小学", "贝子府小学"):
        OrganizationFactory(kind_id="primary_school", name=name)
    OrganizationFactory(name="新惠志愿队")

    assert names_in(list_of(client, q="新惠")) == ["新惠第一小学"]
    assert "没有找到" in list_of(client, q="没有的").content.decode()


@pytest.mark.usefixtures("officer")
def test_pages_follow_each_other_without_gap(client):
    for n in range(23):
        OrganizationFactory(kind_id="primary_school", name=f"第{n:02}小学")

    first = list_of(client)
    second = list_of(client, cursor=first.context["page"].next_cursor)

    assert names_in(first) + names_in(second) == [f"第{n:02}小学" for n in range(23)]


@pytest.mark.usefixtures("officer")
def test_the_report_of_an_office_leads_back_to_the_list(client):
    school = OrganizationFactory(kind_id="primary_school")

    words = client.get(reverse("reports:roster", args=[school.pk])).content.decode()

    assert words.count(f'href="/region/{AOHAN}/reports/"') == 2  # the way back, and the tab
    assert f'href="/region/{AOHAN}/reports/" aria-current="true"' in words


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    ("came_from", "status", "leads_back_to"),
    [
        ("", 200, AOHAN),
        (AOHAN, 200, AOHAN),
        (CHIFENG, 200, CHIFENG),
        ("1501", 200, AOHAN),  # not around the school
        ("150499", 200, AOHAN),
        ("x", 200, AOHAN),
        ("15", 404, None),  # around it, but not of one's offices
    ],
)
def test_the_way_back_leads_to_regions_of_ones_own_offices_only(client, came_from, status, leads_back_to):
    school = OrganizationFactory(kind_id="primary_school")

    answer = client.get(reverse("reports:roster", args=[school.pk]), {"region": came_from})

    assert (answer.status_code, answer.context.get("desk") and answer.context["desk"].place.pk) == (
        status,
        leads_back_to,
    )


@pytest.mark.usefixtures("officer")
def test_the_list_costs_the_same_for_one_and_for_thirty(client, enrol):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert list_of(client).status_code == 200
        return len(seen)

    enrol(OrganizationFactory(kind_id="primary_school"))
    one = cost()
    for n in range(30):
        school = OrganizationFactory(kind_id="primary_school")
        if n < 5:
            enrol(school)

    assert cost() == one
