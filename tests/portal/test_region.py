"""The dashboard of an office: its own region and what lies below, from kept figures."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.charts import quintile_bounds
from apps.portal.dashboard import Trend
from apps.portal.region_map import key_of
from apps.regions.models import Population, Region
from apps.reports.measures import BY_NAME
from apps.reports.models import RegionFigures, percentage
from tests.factories import (
    ActivityFactory,
    CommendationFactory,
    ComplaintFactory,
    EvaluationFactory,
    IdentityCaseFactory,
    OfficerFactory,
    OrganizationFactory,
    OutsideTrainingFactory,
    PolicyFactory,
    QualificationFactory,
    SealFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db

AOHAN, CHIFENG, TONGLIAO = "150430", "1504", "1505"


@pytest.fixture
def figures():
    call_command("rebuild_figures", verbosity=0)


def dashboard(client, code):
    return client.get(reverse("portal:region", args=[code]))


@pytest.mark.parametrize(
    ("office", "answers"),
    [
        ("15", {"15": 200, CHIFENG: 200, AOHAN: 200, TONGLIAO: 200}),
        (CHIFENG, {"15": 404, CHIFENG: 200, AOHAN: 200, TONGLIAO: 404}),
        (AOHAN, {"15": 404, CHIFENG: 404, AOHAN: 200, TONGLIAO: 404}),
    ],
)
@pytest.mark.parametrize("role", ["officer", "reader"])
@pytest.mark.usefixtures("figures")
def test_an_office_sees_its_subtree_and_nothing_else(client, office, answers, role):
    client.force_login(OfficerFactory(region=office, role=role).user)

    assert {code: dashboard(client, code).status_code for code in answers} == answers


@pytest.mark.usefixtures("figures")
def test_without_an_office_there_is_no_dashboard(client):
    assert dashboard(client, "15").status_code == 302
    for user in (VolunteerFactory().user, StaffFactory().user):
        client.force_login(user)
        assert dashboard(client, "15").status_code == 404


@pytest.mark.parametrize("code", ["1599", "9", "x", "150430999"])
@pytest.mark.usefixtures("figures")
def test_a_region_that_is_not_there(client, code):
    client.force_login(OfficerFactory(region="15").user)

    assert dashboard(client, code).status_code == 404


@pytest.mark.parametrize(("code", "below", "tiles"), [("15", 12, 103), (CHIFENG, 12, 12), (AOHAN, 0, 0)])
def test_the_regions_below_are_there_to_drill_down(client, code, below, tiles):
    VolunteerFactory()
    call_command("rebuild_figures", verbosity=0)
    client.force_login(OfficerFactory(region=code).user)

    context = dashboard(client, code).context

    assert len(context["children"]) == below
    assert sum(len(league["tiles"]) for league in context["leagues"]) == tiles
    assert context["figures"].figures["people"]["passed"] == 1


def test_without_population_no_share_is_shown(client):
    VolunteerFactory()
    call_command("rebuild_figures", verbosity=0)
    client.force_login(OfficerFactory(region=CHIFENG).user)

    words = dashboard(client, CHIFENG).content.decode()
    banner = dashboard(client, AOHAN).content.decode()

    assert words.count("这些地区没有人口数据") == 1
    assert ("占人口不到1%，目标15%" in words, "个百分点" in words) == (True, False)
    assert ("无人口数据" in banner, "占人口不到" in banner) == (True, False)


def test_where_only_leagues_are_known_their_banners_have_their_shade(client):
    """The census tells the population of leagues, and of no banner."""
    VolunteerFactory()
    call_command("rebuild_figures", verbosity=0)
    client.force_login(OfficerFactory(region="15").user)

    def seen():
        page = client.get("/region/15/?by=share")
        [chifeng] = [league for league in page.context["leagues"] if league["code"] == CHIFENG]
        return (
            page.content.decode(),
            {(tile["step"], tile["text"]) for tile in chifeng["tiles"]},
            page.context,
        )

    words, tiles, context = seen()
    assert [("所在盟市" in text, step == "q0") for step, text in tiles] == [(True, False)]
    assert ("每一格的颜色是所在盟市的" in words, len(context["numbers"])) == (True, 12)
    Population.objects.create(
        region_id=AOHAN, year=2025, caliber=Population.Caliber.RESIDENT, value=50, source="公报"
    )
    call_command("rebuild_figures", verbosity=0)
    words, tiles, context = seen()
    assert ("每一格的颜色是所在盟市的" in words, len(context["numbers"])) == (False, 103)
    assert {step == "q0" for step, _text in tiles} == {True, False}


@pytest.mark.parametrize(("by", "said"), [("share", "人口数由各地区"), ("party_share", "党员总数由各地区")])
def test_a_map_of_nothing_says_why_and_where_its_figures_are_entered(client, by, said):
    VolunteerFactory()
    call_command("rebuild_figures", verbosity=0)
    client.force_login(OfficerFactory(region=CHIFENG).user)

    words = client.get(f"/region/{CHIFENG}/?by={by}").content.decode()

    assert [part in words for part in ("这里没有一个地区算得出这个数", said, "填报的数")] == [True] * 3
    assert 'aria-label="图例"' not in words


def test_a_share_below_one_percent_is_told_as_that(client):
    VolunteerFactory()
    Population.objects.create(
        region_id=AOHAN, year=2025, caliber=Population.Caliber.RESIDENT, value=500_000, source="公报"
    )
    call_command("rebuild_figures", verbosity=0)
    client.force_login(OfficerFactory(region=CHIFENG).user)

    pages = [dashboard(client, code).content.decode() for code in (CHIFENG, AOHAN)]

    found = [("个百分点" in words, "占人口不到1%，目标15%" in words) for words in pages]
    assert found == [(False, True), (False, True)]


def test_a_share_that_says_something_is_held_against_the_target(client):
    VolunteerFactory()
    Population.objects.create(
        region_id=AOHAN, year=2025, caliber=Population.Caliber.RESIDENT, value=50, source="公报"
    )
    call_command("rebuild_figures", verbosity=0)
    client.force_login(OfficerFactory(region=CHIFENG).user)

    league, banner = [dashboard(client, code).content.decode() for code in (CHIFENG, AOHAN)]

    assert "差13.0个百分点" in league
    assert "占人口2%，目标15%" in banner
    assert league.count("无人口数据") == 11  # the other banners


def test_banners_without_a_youth_association_are_named(client):
    for banner in Region.objects.filter(parent=CHIFENG).exclude(pk="150429"):
        OrganizationFactory(kind_id="youth_assoc", region=banner)
    call_command("rebuild_figures", verbosity=0)
    client.force_login(OfficerFactory(region=CHIFENG).user)

    response = dashboard(client, CHIFENG)

    assert [region.pk for region in response.context["uncovered"]] == ["150429"]
    assert "1个旗县还没有青年志愿者协会" in response.content.decode()


def test_all_banners_without_an_association_can_be_reached(client):
    call_command("rebuild_figures", verbosity=0)
    client.force_login(OfficerFactory(region=CHIFENG).user)

    words = dashboard(client, CHIFENG).content.decode()
    watch = words.split('id="un"')[1].split("</section>")[0]

    assert [f'href="/region/{banner.pk}/"' in watch for banner in Region.objects.filter(parent=CHIFENG)] == [
        True
    ] * 12


def test_kinds_of_organizations_that_are_not_there_are_left_out(client):
    OrganizationFactory()
    call_command("rebuild_figures", verbosity=0)
    client.force_login(OfficerFactory().user)

    assert dashboard(client, AOHAN).context["kinds"] == [("志愿服务队（未登记）", 1)]


@pytest.mark.parametrize(
    ("shares", "key"),
    [
        ([], []),
        ([None, None], []),
        ([98.7], ["98.7%"]),
        ([98.2, 98.7], ["98.2%–98.7%"]),
        ([40.0, 50.0], ["40%", "50%"]),
        ([10.0, 20.5, 30.0, 40.0, 50.0], ["20%以下", "20%–30%", "30%–40%", "40%–50%", "50%以上"]),
        ([10.0, 10.0, 10.0, 10.0, 70.0, None], ["10%", "70%"]),
    ],
)
def test_the_key_of_the_map_says_where_the_shades_begin(shares, key):
    assert key_of(shares, quintile_bounds(shares), BY_NAME["active_share"]) == key


def test_who_said_no_township_stands_in_a_line_of_its_own(client):
    for region in (AOHAN, AOHAN, "150430100"):
        VolunteerFactory(region=Region.objects.get(pk=region))
    call_command("rebuild_figures", verbosity=0)
    client.force_login(OfficerFactory().user)

    page = dashboard(client, AOHAN)
    lines = [child.row.figures["people"]["registered"] for child in page.context["children"]]
    assert (sum(lines), page.context["elsewhere"]["registered"]) == (1, 2)
    assert "没填苏木乡镇（街道）" in page.content.decode()


def test_before_the_first_count_the_page_says_so(client):
    client.force_login(OfficerFactory().user)

    assert "数字还在统计" in dashboard(client, AOHAN).content.decode()


@pytest.mark.usefixtures("figures")
def test_the_time_of_the_figures_is_shown(client):
    RegionFigures.objects.filter(pk="15").update(computed_at="2026-11-23T01:30Z")
    client.force_login(OfficerFactory().user)

    assert "截至2026年11月23日 09:30" in dashboard(client, AOHAN).content.decode()


@pytest.mark.usefixtures("figures")
def test_the_queues_are_those_of_the_desk(client):
    IdentityCaseFactory()
    OrganizationFactory(state="applied", decided_by=None, decided_at=None)
    ActivityFactory(state="in_review", decided_by=None, decided_at=None)
    elsewhere = Region.objects.get(pk="150429")
    IdentityCaseFactory(region=elsewhere)
    OrganizationFactory(state="applied", decided_by=None, decided_at=None, region=elsewhere)
    CommendationFactory()
    EvaluationFactory()
    ComplaintFactory.create_batch(2)
    SealFactory()
    QualificationFactory()
    OutsideTrainingFactory()
    PolicyFactory(organization=OrganizationFactory(), state="checking", serves="activity")

    def queues(code, **post):
        client.force_login(OfficerFactory(**post).user)
        return [(queue.count, queue.url) for queue in dashboard(client, code).context["queues"]]

    assert queues(AOHAN) == [
        (1, f"/region/{AOHAN}/identities/"),
        (1, f"/region/{AOHAN}/certificates/"),
        (1, f"/region/{AOHAN}/organizations/"),
        (1, f"/region/{AOHAN}/seals/"),
        (1, f"/region/{AOHAN}/activities/"),
        (1, f"/region/{AOHAN}/training/outside/"),
        (1, f"/region/{AOHAN}/insurance/"),
        (1, f"/region/{AOHAN}/awards/"),
        (1, f"/region/{AOHAN}/awards/evaluations/"),
        (2, f"/region/{AOHAN}/complaints/"),
    ]
    assert [count for count, _url in queues(CHIFENG, region=CHIFENG)] == [2, 1, 2, 1, 1, 1, 1, 1, 1, 2]
    assert queues(AOHAN, role="reader") == []
    assert queues(AOHAN, office_kind="education") == []


def test_the_dashboard_costs_the_same_whatever_the_number(client):
    def cost():
        call_command("rebuild_figures", verbosity=0)
        with CaptureQueriesContext(connection) as seen:
            assert dashboard(client, "15").status_code == 200
        return len(seen)

    client.force_login(OfficerFactory(region="15").user)
    VolunteerFactory()
    one = cost()
    IdentityCaseFactory.create_batch(30)

    assert cost() == one


def row(passed, population):
    return RegionFigures(
        figures={
            "people": {"passed": passed, "active": 0},
            "population": population and {"value": population},
        }
    )


@pytest.mark.parametrize(
    ("passed", "population", "share", "short"),
    [
        (15, 100, 15.0, 0.0),
        (137, 1000, 13.7, 1.3),
        (16, 100, 16.0, 0.0),
        (14_980, 100_000, 15.0, 0.02),
        (149_999, 1_000_000, 15.0, 0.01),
        (9_951, 1_000_000, 1.0, None),
        (1, 10000, 0.01, None),
        (5, None, None, None),
    ],
)
def test_share_of_the_population_and_what_is_short_of_the_target(passed, population, share, short):
    assert (row(passed, population).share, row(passed, population).short_of(15)) == (share, short)


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(0, 0, None), (0, 10, 0.0), (1, 3, 33.3), (1, 300, 0.33), (10, 10, 100.0), (1999, 2000, 99.9)],
)
def test_percentage(part, whole, share):
    assert percentage(part, whole) == share


@pytest.mark.parametrize(
    ("now", "before", "percent"), [(120, 100, 20), (80, 100, -20), (100, 100, 0), (100, 0, None)]
)
def test_growth(now, before, percent):
    minutes = {"whole_months": now, "same_months_last_year": before}

    assert RegionFigures(figures={"minutes": minutes}).growth == percent


def months(now, was):
    return {
        "year": 2026,
        "months": {
            **{f"2026-{n:02}": value for n, value in enumerate(now, 1)},
            **{f"2025-{n:02}": value for n, value in enumerate(was, 1)},
        },
    }


def test_the_trend_ends_with_the_last_month_that_has_hours():
    trend = Trend(months([60, 120, 90] + [0] * 9, [30] * 12))

    assert (trend.now, trend.was, trend.unit) == ([1.0, 2.0, 1.5], [0.5] * 12, "小时")
    assert trend.summary == "2026年每月服务时长，最高的是2月，2小时"


def test_large_numbers_of_hours_are_shown_in_ten_thousands():
    trend = Trend(months([1_200_000] + [0] * 11, [0] * 12))

    assert (trend.now, trend.unit) == ([2.0], "万小时")
