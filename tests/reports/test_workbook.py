"""The workbook of a region: whatever its dashboard shows, as numbers, for itself and all below it."""

import pytest
from django.urls import reverse

from apps.core import days
from apps.quotas import standing
from apps.registration.models import Volunteer
from apps.reports.figures import rebuild_figures
from apps.reports.measures import MEASURES
from apps.reports.models import RegionFigures
from tests.factories import (
    AffiliationFactory,
    EnteredFigureFactory,
    OfficerFactory,
    OrganizationFactory,
    RegionDayFactory,
    StationFactory,
    VolunteerFactory,
)
from tests.seen import book_of

pytestmark = pytest.mark.django_db

AOHAN, CHIFENG, NEXT = "150430", "1504", "150429"
YESTERDAY = days.today() - days.ONE


@pytest.fixture
def taken(client):
    """The workbook of 赤峰市 as {sheet: rows}."""

    def take():
        rebuild_figures()
        client.force_login(OfficerFactory(region=CHIFENG, role="reader").user)
        response = client.get(reverse("reports:workbook", args=[CHIFENG]))
        return book_of(b"".join(response.streaming_content))

    return take


def test_it_holds_the_region_and_all_below_it(taken):
    VolunteerFactory.create_batch(2)
    EnteredFigureFactory(source="=1+1")
    rebuild_figures()
    kept = RegionFigures.objects.get(pk=AOHAN).figures
    RegionDayFactory(
        region_id=CHIFENG, day=YESTERDAY, figures=kept | {"people": kept["people"] | {"passed": 1}}
    )

    sheets = taken()

    assert list(sheets) == [
        *["各地区", "星级", "年度目标", "人口和总数", "每月时长", "组织", "填报的数", "过去", "说明"]
    ]
    head, *rows = sheets["各地区"]
    passed = head.index("实名志愿者（人）")
    assert [row[passed] for row in rows if row[1] in {CHIFENG, AOHAN, NEXT}] == [2, 0, 2]
    assert (len(rows), len(head)) == (13, 3 + len(MEASURES))
    assert sheets["填报的数"][1][4] == "'=1+1"
    assert (sheets["过去"][1][0], sheets["过去"][1][1 + [m.name for m in MEASURES].index("passed")]) == (
        f"{YESTERDAY}",
        1,
    )
    words = dict(sheets["说明"])
    assert (words["占人口的目标"], words["全区近一年服务过的目标（人）"]) == (0.15, 2_000_000)


def test_banners_with_an_association_and_a_mechanism_are_numbers_beside_the_shares(taken):
    OrganizationFactory(kind_id="youth_assoc")
    EnteredFigureFactory(kind="mechanism", value=1)
    EnteredFigureFactory(region_id=NEXT, kind="mechanism", value=1)

    head, *rows = taken()["各地区"]
    at = [
        head.index(f"{name}（个）")
        for name in ("旗县", "建了青年志愿者协会的旗县", "建了志愿服务协调机制的旗县")
    ]
    counts = {row[1]: [row[n] for n in at] for row in rows}

    assert (counts[CHIFENG], counts[AOHAN], counts[NEXT]) == ([12, 1, 2], [1, 1, 1], [1, 0, 1])


def test_a_share_is_the_same_number_on_every_sheet(client, taken):
    """As on the sheets that compare: a part of one, which reads as a percentage, under a heading without a unit."""
    VolunteerFactory.create_batch(2)
    EnteredFigureFactory(region_id=CHIFENG, kind="party", value=8)
    Volunteer.objects.filter(pk=Volunteer.objects.first().pk).update(political="01")
    sheets = taken()
    RegionDayFactory(region_id=CHIFENG, day=YESTERDAY, figures=RegionFigures.objects.get(pk=CHIFENG).figures)
    gone = book_of(client.get(reverse("reports:workbook", args=[CHIFENG])).getvalue())["过去"]
    query = {"region": CHIFENG}
    side = book_of(client.get(reverse("reports:compare_workbook", args=[CHIFENG], query=query)).getvalue())

    head, *rows = sheets["各地区"]
    share = [row[head.index("党员注册的比例")] for row in rows if row[1] == CHIFENG]
    share.append(gone[1][gone[0].index("党员注册的比例")])
    share.append({row[0]: row[2] for row in side["比较"]}["党员注册的比例"])

    assert share == [0.125, 0.125, 0.125]
    assert {row[0]: row[1] for row in side["比较"]}["党员注册的比例"] == ""
    assert [title for title in [*head, *sheets["年度目标"][0]] if "%" in title] == []


def test_it_holds_every_table_of_the_dashboard(client, taken):
    school = OrganizationFactory(kind_id="primary_school")
    pupil = VolunteerFactory()
    AffiliationFactory(volunteer=pupil, organization=school)
    standing.follow([pupil.pk])
    StationFactory()
    EnteredFigureFactory(region_id=CHIFENG, kind="party", value=9000, source="组织部")

    sheets = taken()
    page = client.get(reverse("portal:region", args=[CHIFENG])).context

    def own(sheet):
        return next(row for row in sheets[sheet] if row[1] == CHIFENG)[3:]

    assert own("星级") == [number for _name, *pair in page["stars"] for number in pair]
    assert own("年度目标") == [
        number
        for _name, people, met, share in [*page["goals"], *page["goals_at"]]
        for number in (people, met, "无目标" if share is None else share / 100)
    ]
    assert own("年度目标")[6:12] == [1, 0, 0, 1, 0, 0]
    assert [row[3:] for row in sheets["人口和总数"][1:] if row[1] == CHIFENG][1:] == [
        ["党员总数", 9000, page["members"][0][2]["year"], "", "组织部"]
    ]
    parts = [
        *[("按类型（已通过）", *row) for row in page["kinds"]],
        *[("按状态", *row) for row in page["states"]],
        *[("按信任等级（已通过）", *row) for row in page["trust"]],
        *[("登记在这里的单位", *row[:2]) for row in page["units"]],
        *[("有志愿服务组织的单位", row[0], row[2]) for row in page["units"]],
        *[("开着的服务站点", *row) for row in page["stations"]],
    ]
    assert [tuple(row) for row in sheets["组织"][1:]] == [
        (part, str(name), count) for part, name, count in parts
    ]
    assert page["stations"] != []
