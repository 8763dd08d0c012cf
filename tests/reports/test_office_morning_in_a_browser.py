"""An office's morning, on a phone and at a desk: down from the region to a banner, an association recognises the stars of a
batch, and what is taken to the meeting says what the page says."""

import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse

from apps.core import days
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.reports.figures import rebuild_figures
from apps.stars.models import Recognition
from tests.certificates.conftest import pages_of
from tests.factories import (
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.seen import book_of, fits, rows_of, taken
from tests.stars.passing import NUMBER, the_days_go_by

pytestmark = pytest.mark.django_db(transaction=True)

CHILDREN = [
    *["登记过的（人）", "实名志愿者（人）", "本人激活的（人）", "有时长的（人）"],
    "近一年服务过的（人）",
]


def serve_a_hundred_hours(people):
    """Each in the last five days."""
    made = []
    for person in people:
        signup = SignupFactory(volunteer=person)
        for ago in range(1, 6):
            day = days.today() - datetime.timedelta(days=ago)
            start = days.start_of(day)
            during = DateTimeTZRange(start, start + datetime.timedelta(hours=20), "[)")
            made.append(HourRecordFactory(signup=signup, during=during, served_on=day, minutes=1200).pk)
    confirm_hours(HourRecord.objects.filter(pk__in=made), by=OfficerFactory(region="15").user)


@pytest.fixture
def served():
    people = VolunteerFactory.create_batch(3)
    serve_a_hundred_hours(people)
    VolunteerFactory(region_id="150429101")
    rebuild_figures()
    return people


def go_down(page):
    """From the region by its table, from the league by its map."""
    page.get_by_role("row").get_by_role("link", name="赤峰市").click()
    page.get_by_role("heading", name="赤峰市看板").wait_for()
    fits(page)
    page.locator("a.tile", has_text="敖汉旗").click()
    page.get_by_role("heading", name="敖汉旗看板").wait_for()
    fits(page)


def recognise(page, association, people):
    """All who wait, at once: put on notice, and settled when its days are over."""
    page.goto(reverse("stars:waiting", args=[association.pk]))
    for person in people:
        page.locator(f'input[name="volunteer"][value="{person.pk}"]').check()
    fits(page)
    page.get_by_role("button", name="公示3人的星级").click()
    page.get_by_role("dialog").get_by_role("button", name="公示3人").click()
    page.get_by_text("3人开始公示了。").wait_for()
    the_days_go_by()
    page.reload()
    page.get_by_label("认定文件的文号").fill(NUMBER)
    fits(page)
    page.get_by_role("button", name="认定，告诉本人").click()
    page.get_by_role("dialog").get_by_role("button", name="认定", exact=True).click()
    page.get_by_text("认定了3人的星级。").wait_for()
    assert Recognition.objects.standing().count() == 3


def of(head, row, names):
    return [f"{row[head.index(name)]:,.0f}" for name in names]


@pytest.mark.parametrize("width", [390, 1280])
def test_an_offices_morning(signed_in, served, width):
    association = OrganizationFactory(kind_id="youth_assoc", name="敖汉旗青年志愿者协会")
    office = signed_in(OfficerFactory(region="15").user, width=width, height=900)
    secretary = signed_in(StaffFactory(organization=association).user, width=width, height=900)

    office.goto("/region/15/")
    fits(office)
    go_down(office)
    assert rows_of(office, "星级")[0] == ["一星", "3", "0"]
    recognise(secretary, association, served)
    rebuild_figures()

    office.goto("/region/1504/")
    assert rows_of(office, "星级")[0] == ["一星", "3", "3"]
    shown = {row[0]: row for row in rows_of(office, "各旗县（市、区）")}
    assert shown["敖汉旗"][:6] == ["敖汉旗", "3", "3", "0", "3", "3"]
    name, content = taken(office, office.get_by_role("link", name="下载表格"))
    assert name == f"赤峰市-{days.today()}.xlsx"
    head, *rows = book_of(content)["各地区"]
    assert {row[0]: of(head, row, CHILDREN) for row in rows if row[0] in shown} == {
        name: row[1:6] for name, row in shown.items()
    }
    assert {row[0]: of(head, row, ["今年服务时长（小时）"]) for row in rows if row[0] in shown} == {
        name: [row[-3]] for name, row in shown.items()
    }

    name, content = taken(office, office.get_by_role("link", name="一页纸PDF"))
    assert name == f"赤峰市-{days.today()}.pdf"
    [words] = pages_of(content)
    banner = shown["敖汉旗"]
    assert "".join([banner[0], banner[2], banner[4], "无数据", banner[-3], banner[-2]]) in words
