"""Regions side by side, a region and its own past, the workbook, the one page, the same by API."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import days
from apps.core.models import PolicyRow
from apps.reports.figures import forget_old_days, rebuild_figures
from apps.reports.models import RegionDay, RegionFigures
from tests.factories import OfficerFactory, RegionDayFactory, VolunteerFactory
from tests.pdf_text import pages_of

pytestmark = pytest.mark.django_db

AOHAN, CHIFENG, NEXT, FAR = "150430", "1504", "150429", "1505"
YESTERDAY = days.today() - days.ONE


@pytest.fixture
def officer(client):
    user = OfficerFactory(region=CHIFENG, role="reader").user
    client.force_login(user)
    return user


@pytest.fixture
def counted():
    VolunteerFactory.create_batch(2)
    rebuild_figures()


def compare(client, code, *regions):
    return client.get(reverse("reports:compare", args=[code]), {"region": regions} if regions else {})


def line_of(response, name):
    return next(line for line in response.context["lines"] if line.measure.name == name)


@pytest.mark.usefixtures("officer", "counted")
def test_regions_stand_side_by_side(client):
    response = compare(client, CHIFENG, CHIFENG, AOHAN, NEXT)

    assert [region.pk for region in response.context["columns"]] == [CHIFENG, AOHAN, NEXT]
    assert line_of(response, "passed").values == [2, 2, 0]
    assert line_of(response, "share").words == ["0%", "无数据", "无数据"]


@pytest.mark.usefixtures("officer", "counted")
def test_more_than_six_are_too_many_and_none_is_lost(client):
    banners = [f"15042{n}" for n in range(1, 7)] + [AOHAN]
    response = compare(client, CHIFENG, *banners)

    assert "最多选6个，你选了7个" in response.content.decode()
    assert response.context["form"]["region"].value() == banners


@pytest.mark.usefixtures("officer", "counted")
def test_regions_of_others_are_not_offered(client):
    offered = [code for code, _name in compare(client, CHIFENG).context["form"].fields["region"].choices]

    assert (CHIFENG in offered, AOHAN in offered, "15" in offered, FAR in offered) == (
        True,
        True,
        False,
        False,
    )
    assert list(compare(client, CHIFENG, FAR).context["form"].errors) == ["region"]
    assert compare(client, FAR).status_code == 404


@pytest.mark.usefixtures("officer")
def test_comparing_costs_the_same_whatever_is_chosen(client):
    rebuild_figures()

    def cost(*regions):
        with CaptureQueriesContext(connection) as seen:
            assert compare(client, CHIFENG, *regions).status_code == 200
        return len(seen)

    assert cost(AOHAN) == cost(AOHAN, NEXT, CHIFENG)


def stands(passed, day, code=AOHAN):
    kept = RegionFigures.objects.get(pk=code).figures
    people = kept["people"] | {"passed": passed}
    return RegionDayFactory(region_id=code, day=day, figures=kept | {"people": people})


@pytest.mark.usefixtures("officer", "counted")
def test_a_region_stands_beside_its_own_past(client):
    week_ago = days.today() - datetime.timedelta(days=7)
    stands(1, week_ago)
    stands(5, YESTERDAY)

    def asked(**query):
        return client.get(reverse("reports:past", args=[AOHAN]), query)

    page = asked(day=(week_ago + days.ONE).isoformat())
    assert page.context["then"].day == week_ago  # the last day kept before it
    assert (line_of(page, "passed").values, line_of(page, "passed").change) == ([1, 2], "多1")
    assert page.context["line"]["now"] == [1, 5, 2]
    assert line_of(asked(day=YESTERDAY.isoformat()), "passed").change == "少3"
    assert asked(day="没有", by="nothing").context["then"].day == week_ago


@pytest.mark.usefixtures("officer", "counted")
def test_a_day_from_before_something_was_counted_says_nothing_about_it(client):
    """What was kept stays as it was; page, workbook and API show the rest of it."""
    RegionDayFactory(figures={"people": {"passed": 7}})

    page = client.get(reverse("reports:past", args=[AOHAN]), {"day": YESTERDAY.isoformat()})
    told = client.get(f"/api/v1/regions/{AOHAN}/figures/").json()["results"][0]["measures"]
    book = client.get(reverse("reports:workbook", args=[AOHAN])).getvalue()

    assert (line_of(page, "passed").values, line_of(page, "active").values) == ([7, 2], [None, 0])
    assert (told["passed"], told["active"], told["share"]) == (7, None, None)
    assert book.startswith(b"PK")


@pytest.mark.usefixtures("officer", "counted")
def test_without_a_past_the_page_says_so(client):
    assert "还没有留下过去的数" in client.get(reverse("reports:past", args=[AOHAN])).content.decode()


@pytest.mark.usefixtures("counted")
def test_the_last_figures_of_a_day_are_kept():
    RegionFigures.objects.update(computed_at=days.start_of(YESTERDAY))
    before = RegionFigures.objects.get(pk=AOHAN).figures
    VolunteerFactory()
    rebuild_figures()
    rebuild_figures()

    assert RegionDay.objects.filter(region=AOHAN).values_list("day", "figures").get() == (YESTERDAY, before)
    assert RegionDay.objects.count() == 116


@pytest.mark.usefixtures("counted")
def test_old_days_go_and_ends_of_months_stay_longer():
    PolicyRow.objects.filter(topic="figures", item="days_kept").update(value=30)
    PolicyRow.objects.filter(topic="figures", item="months_kept").update(value=12)
    today = datetime.date(2026, 11, 29)
    for day in ("2026-11-20", "2026-08-30", "2026-08-31", "2025-08-31"):
        stands(1, datetime.date.fromisoformat(day))

    assert forget_old_days(today) == 2
    assert [str(day) for day in RegionDay.objects.order_by("day").values_list("day", flat=True)] == [
        "2026-08-31",
        "2026-11-20",
    ]


@pytest.mark.usefixtures("officer", "counted")
def test_the_region_on_one_page(client):
    response = client.get(reverse("reports:sheet", args=[CHIFENG]))
    [page] = pages_of(response.content)

    assert response.headers["Content-Type"] == "application/pdf"
    assert ("赤峰市志愿服务数据" in page, "2人" in page) == (True, True)
    said = "".join(page.split())
    assert ("占人口不到1%，目标15%" in said, "中小学生达到年度目标无目标" in said) == (True, True)


@pytest.mark.usefixtures("counted")
def test_the_whole_region_on_one_page_says_how_many_are_to_be_active(client):
    client.force_login(OfficerFactory(region="15").user)
    PolicyRow.objects.filter(topic="figures", item="active_people").update(value=1500)
    RegionFigures.objects.filter(pk="15").update(figures=active_people(300))

    [page] = pages_of(client.get(reverse("reports:sheet", args=["15"])).content)
    [below] = pages_of(client.get(reverse("reports:sheet", args=[CHIFENG])).content)

    assert "近一年服务过的300人，目标1,500人，到了20%。" in "".join(page.split())
    assert "1,500" not in below


def active_people(count):
    kept = RegionFigures.objects.get(pk="15").figures
    return kept | {"people": kept["people"] | {"active": count}}


@pytest.mark.usefixtures("officer", "counted")
def test_what_the_notice_asks_for_by_api_is_what_the_page_says(client):
    PolicyRow.objects.filter(topic="figures", item="active_people").update(value=1500)
    PolicyRow.objects.filter(topic="figures", item="population_share").update(value=16)

    def told(code):
        return client.get(f"/api/v1/figures/{code}/").json()["targets"]

    with CaptureQueriesContext(connection) as seen:
        listed = client.get("/api/v1/figures/", {"parent": CHIFENG}).json()["results"]
    asked = [query["sql"] for query in seen if "core_policyrow" in query["sql"]]

    assert told("15") == {"population_share": 16, "active_people": 1500}
    assert told(CHIFENG) == {"population_share": 16, "active_people": None}
    assert [row["targets"] for row in listed] == [told(CHIFENG)] * 12
    assert len(asked) == 1
    page = client.get(reverse("portal:region", args=[CHIFENG])).context
    assert (page["target"], page["active_target"]) == (16, None)


@pytest.mark.usefixtures("officer", "counted")
def test_figures_of_now_and_of_days_gone_by_by_api(client):
    stands(1, YESTERDAY)
    now = client.get(f"/api/v1/figures/{AOHAN}/").json()
    gone = client.get(f"/api/v1/regions/{AOHAN}/figures/", {"until": YESTERDAY.isoformat()}).json()["results"]

    assert (now["measures"]["passed"], now["measures"]["share"]) == (2, None)
    assert [(row["day"], row["measures"]["passed"]) for row in gone] == [(YESTERDAY.isoformat(), 1)]
    assert client.get(f"/api/v1/regions/{FAR}/figures/").status_code == 404


@pytest.mark.usefixtures("officer", "counted")
def test_figures_that_did_not_change_are_true_as_of_the_last_rebuild(client):
    long_ago = days.start_of(YESTERDAY)
    RegionFigures.objects.filter(pk=AOHAN).update(computed_at=long_ago)
    rebuild_figures()
    last = RegionFigures.objects.get(pk=RegionFigures.TOP).computed_at

    one = client.get(f"/api/v1/figures/{AOHAN}/").json()
    listed = client.get("/api/v1/figures/", {"parent": CHIFENG}).json()["results"]

    assert [datetime.datetime.fromisoformat(one[name]) for name in ("computed_at", "as_of")] == [
        long_ago,
        last,
    ]
    assert {row["as_of"] for row in listed} == {one["as_of"]}
