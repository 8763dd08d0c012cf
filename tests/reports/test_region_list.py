"""The schools and units of a region, for its offices: where each one stands in a year, and the way to its report."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import days
from apps.hours.models import YearTotal
from apps.organizations.models import Organization, OrganizationKind
from apps.quotas import standing
from apps.regions.models import Region
from apps.registration.models import Affiliation, Volunteer
from tests.factories import AffiliationFactory, OfficerFactory, OrganizationFactory, VolunteerFactory
from tests.reports.conftest import confirmed

pytestmark = pytest.mark.django_db

AOHAN, CHIFENG = "150430", "1504"
SUMS = ["people", "served", "with_goal", "met", "share"]


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

    assert [tuple(line.sums[name] for name in SUMS) for line in response.context["page"]] == [
        (4, 1260, 3, 1, 33.3),
        (0, 0, 0, 0, None),
    ]
    words = response.content.decode()
    address = f"{reverse('reports:roster', args=[school.pk])}?period={days.this_year()}&amp;region=150430"
    assert f'href="{address}"' in words
    assert ("33.3%" in words, '<td class="r nowrap" data-l="他们全年的时长">21小时</td>' in words) == (
        True,
        True,
    )
    assert ("33.3%" in words, stranger.name in words) == (True, False)


@pytest.mark.usefixtures("officer")
def test_one_is_found_by_its_name(client):
    for name in ("新惠第一小学", "贝子府小学"):
        OrganizationFactory(kind_id="primary_school", name=name)
    OrganizationFactory(name="新惠志愿队")

    assert names_in(list_of(client, q="新惠")) == ["新惠第一小学"]
    assert "没有找到" in list_of(client, q="没有的").content.decode()


@pytest.fixture
def two_years_ago(open_books, enrol):
    """A school where somebody served then, and nobody since; a year in between without anything."""
    school = OrganizationFactory(kind_id="primary_school", name="新惠第一小学")
    person = enrol(school)
    year = days.this_year() - 2
    confirmed(person, 90, datetime.date(year, 5, 5))
    Affiliation.objects.update(since=datetime.date(year, 1, 1))
    standing.follow([person.pk])
    return year


@pytest.mark.usefixtures("officer")
def test_the_years_since_anybody_served_may_be_looked_at(client, two_years_ago):
    this_year = days.this_year()

    response = list_of(client, period=two_years_ago)
    now = list_of(client)

    offered = [key for key, _words in response.context["form"].fields["period"].choices]
    assert offered == [str(this_year), str(this_year - 1), str(two_years_ago)]
    assert [[line.sums["served"] for line in one.context["page"]] for one in (response, now)] == [[90], [0]]
    words = response.content.decode()
    assert f"?period={two_years_ago}&amp;region={AOHAN}" in words
    assert f'<input type="hidden" name="period" value="{two_years_ago}">' in words


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("key", ["1999", "2999", "2024-2025", "x", ""])
def test_a_year_that_is_not_offered_is_left_out(client, two_years_ago, key):
    response = list_of(client, period=key)

    assert two_years_ago < response.context["period"].year == days.this_year()


@pytest.mark.usefixtures("officer")
def test_the_report_leads_back_to_the_list_of_its_year(client, two_years_ago):
    school = Organization.objects.get(name="新惠第一小学")

    def way_back(**query):
        return client.get(reverse("reports:roster", args=[school.pk]), query).context["back"]

    address = f"/region/{AOHAN}/reports/"
    assert [way_back(period=two_years_ago), way_back(period=days.this_year()), way_back()] == [
        f"{address}?period={two_years_ago}",
        address,
        address,
    ]


@pytest.mark.usefixtures("officer")
def test_those_of_one_kind_are_looked_at(client):
    for kind in ("primary_school", "agency"):
        OrganizationFactory(kind_id=kind, name=f"敖汉旗{kind}")

    kinds = dict(list_of(client).context["form"].fields["kind"].choices)

    assert (names_in(list_of(client, kind="agency")), names_in(list_of(client, kind="youth_assoc"))) == (
        ["敖汉旗agency"],
        ["敖汉旗agency", "敖汉旗primary_school"],
    )
    assert set(kinds) - {""} == set(
        OrganizationKind.objects.filter(group__in=["school", "unit"]).values_list("pk", flat=True)
    )
    assert "没有找到" in list_of(client, kind="hospital").content.decode()


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
