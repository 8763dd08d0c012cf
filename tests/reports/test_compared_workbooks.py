"""What pages compare is taken out as a workbook: the same numbers, as numbers."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.core import days
from apps.regions.models import Population
from apps.reports.figures import rebuild_figures
from apps.reports.models import RegionFigures
from tests.factories import OfficerFactory, RegionDayFactory, VolunteerFactory
from tests.seen import book_of

pytestmark = pytest.mark.django_db

AOHAN, CHIFENG, NEXT, FAR = "150430", "1504", "150429", "1505"
YESTERDAY = days.today() - days.ONE


@pytest.fixture(autouse=True)
def officer(client):
    """Two people among fifty in 敖汉旗, seen from 赤峰市."""
    VolunteerFactory.create_batch(2)
    Population.objects.create(
        region_id=AOHAN, year=2025, caliber=Population.Caliber.RESIDENT, value=50, source="公报"
    )
    rebuild_figures()
    client.force_login(OfficerFactory(region=CHIFENG, role="reader").user)


def stood(passed, day):
    kept = RegionFigures.objects.get(pk=AOHAN).figures
    people = kept["people"] | {"passed": passed}
    return RegionDayFactory(region_id=AOHAN, day=day, figures=kept | {"people": people})


def address(name, code, **query):
    return reverse(f"reports:{name}", args=[code], query=query)


def taken(client, url):
    return book_of(client.get(url).getvalue())


def as_cells(line):
    """A line of the page as a workbook holds it: shares as parts of one."""
    part = 100 if line.measure.is_share else 1
    return [line.measure.words(None) if value is None else value / part for value in line.values]


def as_of():
    kept = RegionFigures.objects.get(pk=RegionFigures.TOP).computed_at
    return f"{timezone.localtime(kept):%Y-%m-%d %H:%M}"


def test_regions_side_by_side_are_those_of_the_page(client):
    page = client.get(address("compare", CHIFENG, region=[AOHAN, NEXT]))
    book = taken(client, address("compare_workbook", CHIFENG, region=[AOHAN, NEXT]))

    head, *rows = book["比较"]
    assert head == ["看什么", "单位", "敖汉旗", "宁城县"]
    assert [row[2:] for row in rows] == [as_cells(line) for line in page.context["lines"]]
    assert {row[0]: row[1:] for row in rows}["实名志愿者"] == ["人", 2, 0]
    assert {row[0]: row[1:] for row in rows}["实名志愿者占人口"] == ["", 0.04, "无数据"]
    assert dict(book["说明"][1:])["什么时候算的"] == as_of()


def test_the_button_takes_what_the_page_shows(client):
    page = client.get(address("compare", CHIFENG, region=[AOHAN, NEXT])).content.decode()
    assert f'href="/region/{CHIFENG}/compare.xlsx?region={AOHAN}&amp;region={NEXT}"' in page

    stood(1, YESTERDAY)
    page = client.get(address("past", AOHAN, by="passed")).content.decode()
    assert f'href="/region/{AOHAN}/past.xlsx?day={YESTERDAY}&amp;by=passed"' in page


def test_a_region_and_its_past_are_those_of_the_page(client):
    week_ago = days.today() - datetime.timedelta(days=7)
    stood(5, week_ago), stood(1, YESTERDAY)

    query = {"day": f"{week_ago}", "by": "passed"}
    page = client.get(address("past", AOHAN, **query)).context
    book = taken(client, address("past_workbook", AOHAN, **query))

    head, *rows = book["和过去比"]
    assert head == ["看什么", "单位", f"{week_ago}", "现在", "变化（比例是百分点）"]
    assert [row[2:4] for row in rows] == [as_cells(line) for line in page["lines"]]
    changes = {row[0]: row[1:] for row in rows}
    assert changes["实名志愿者"] == ["人", 5, 2, -3]
    assert changes["实名志愿者占人口"] == ["", 0.1, 0.04, -0.06]
    assert changes["党员注册的比例"] == ["", "无数据", "无数据", ""]
    assert book["走势"] == [
        ["哪天", "实名志愿者（人）"],
        *map(list, zip(page["line"]["labels"], [5, 1, 2], strict=True)),
    ]
    assert dict(book["说明"][1:])["什么时候算的"] == as_of()


def test_without_a_past_the_page_says_so(client):
    answer = client.get(address("past_workbook", AOHAN), follow=True)

    assert "还没有留下过去的数" in answer.content.decode()


@pytest.mark.parametrize("regions", [[FAR], ["nothing"], [""], [f"15042{n}" for n in range(1, 8)]])
def test_what_cannot_be_compared_is_told_on_the_page(client, regions):
    answer = client.get(address("compare_workbook", CHIFENG, region=regions), follow=True)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["region"])
    assert answer.context["form"]["region"].value() == regions


@pytest.mark.parametrize("query", [{"day": "没有"}, {"by": "nothing"}, {"day": "9999-99-99", "by": "\0"}])
def test_a_day_or_measure_that_is_none_is_left_out_of_account(client, query):
    stood(1, YESTERDAY)

    assert taken(client, address("past_workbook", AOHAN, **query)) == taken(
        client, address("past_workbook", AOHAN)
    )


@pytest.mark.parametrize("name", ["compare_workbook", "past_workbook"])
def test_who_may_not_see_the_page_gets_no_file(client, name):
    stood(1, YESTERDAY)
    assert taken(client, address(name, AOHAN))["说明"] != []

    assert client.get(address(name, FAR)).status_code == 404
    client.force_login(VolunteerFactory().user)
    assert client.get(address(name, AOHAN)).status_code == 404


def test_they_cost_the_same_whatever_is_compared(client):
    def cost(url):
        with CaptureQueriesContext(connection) as seen:
            assert taken(client, url)["说明"] != []
        return len(seen)

    banners = [AOHAN, NEXT, CHIFENG]
    few = cost(address("compare_workbook", CHIFENG, region=[AOHAN]))
    assert cost(address("compare_workbook", CHIFENG, region=banners)) == few
    stood(1, YESTERDAY)
    few = cost(address("past_workbook", AOHAN))
    for before in range(2, 30):
        stood(1, days.today() - datetime.timedelta(days=before))
    assert cost(address("past_workbook", AOHAN)) == few
