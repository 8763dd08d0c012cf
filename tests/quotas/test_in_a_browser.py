"""One's own goal on a phone, and what another policy would change at a desk."""

import datetime

import pytest

from apps.core import days
from apps.core.models import PolicyRow
from apps.hours.models import YearTotal
from apps.quotas import standing
from apps.quotas.actions import count_drafts, work_on_recompute
from apps.quotas.models import GoalReminder, PolicyDraft
from tests.browser import axe
from tests.factories import (
    ActivityFactory,
    AffiliationFactory,
    OfficerFactory,
    ShiftFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def as_user(client, live_server):
    """Let a page belong to someone who has signed in."""

    def sign_in(page, user):
        client.force_login(user)
        page.context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        return page

    return sign_in


@pytest.fixture
def pupil():
    person = VolunteerFactory(registered_at="2024-01-01T00:00Z")
    AffiliationFactory(volunteer=person, since=datetime.date(2023, 9, 1))
    standing.follow([person.pk])
    return person


def is_fine(page):
    """Nothing to object to for those who cannot see it, and nothing to push sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return (axe(page), wide) == ([], False)


def test_on_a_phone_one_sees_how_far_the_year_is_and_what_is_near(new_page, as_user, pupil):
    starts = nine_oclock(5)
    near = ActivityFactory(title="清雪", starts_at=starts, ends_at=starts + datetime.timedelta(hours=2))
    ShiftFactory(position__activity=near)
    type(near).objects.filter(pk=near.pk).note_next()
    GoalReminder.objects.create(volunteer=pupil, year=days.this_year(), month=1, reminded_on=days.today())
    page = as_user(new_page(width=390), pupil.user)
    page.goto("/me/")
    page.get_by_role("link", name="怎么算的、以前各年").click()
    page.wait_for_url("**/me/goal/")

    assert is_fine(page)
    assert page.get_by_role("heading", level=1).inner_text() == "年度目标"
    page.get_by_text("只是推荐，报不报、做什么都由你定。").wait_for()
    page.get_by_role("row", name=f"{days.this_year() - 1}年").wait_for()
    page.get_by_role("link", name="清雪").click()
    page.wait_for_url(f"**/activities/{near.pk}/")


@pytest.mark.usefixtures("pupil")
def test_at_a_desk_an_office_sees_whom_another_goal_would_touch(new_page, as_user):
    page = as_user(new_page(width=1280), OfficerFactory(region="15").user)
    page.goto("/region/15/")
    page.get_by_role("link", name="年度目标").click()
    assert is_fine(page)
    page.get_by_role("link", name="改了会怎样").click()
    assert is_fine(page)

    page.get_by_label("叫什么").fill("中小学生15小时")
    page.get_by_label("中小学生一年多少小时").fill("15")
    page.get_by_role("button", name="算一算").click()
    page.get_by_text("正在数会变的人").wait_for()
    assert is_fine(page)
    count_drafts()
    page.get_by_role("link", name="下载这一页的数").wait_for()
    assert is_fine(page)
    assert page.get_by_role("row", name="赤峰市").get_by_role("cell").nth(2).inner_text() == "1"
    page.get_by_text("看各旗县").click()
    assert page.get_by_role("row", name="敖汉旗").get_by_role("cell").nth(2).inner_text() == "1"

    page.get_by_label("从哪天起").fill((days.today() + days.ONE).isoformat())
    page.get_by_label("按哪个文件").fill("新办法")
    page.get_by_role("button", name="从那天起这样算").click()
    page.get_by_text("到那天起按新的算").wait_for()
    assert (PolicyDraft.objects.get().state, PolicyRow.objects.get(source="新办法").value) == (
        "in_force",
        900,
    )


def test_the_regions_office_has_everything_recomputed_and_watches_it(new_page, as_user, pupil):
    YearTotal.objects.create(volunteer=pupil, year=days.this_year(), minutes=60)
    office = OfficerFactory(region="15").user
    page = as_user(new_page(width=1280), office)
    page.goto("/region/15/goals/")
    page.get_by_role("link", name="重算").click()
    assert is_fine(page)
    page.get_by_role("button", name="开始重算").click()
    page.get_by_role("heading", name="这一次：时长合计、星级和年度目标").wait_for()
    assert is_fine(page)

    assert work_on_recompute() is True
    page.get_by_role("link", name="算完了，看结果").click()
    page.get_by_role("row", name="部门要求的").get_by_text("算完了").wait_for()
    assert page.get_by_role("row", name="部门要求的").get_by_role("cell").nth(2).inner_text() == "1"
    assert is_fine(page)
    phone = as_user(new_page(width=390), office)
    phone.goto("/region/15/recomputes/")
    assert is_fine(phone)
