"""Writing a notice on a phone from the first word to the summary, and finding one by what fits."""

import datetime

import pytest

from apps.activities.models import Activity, SavedSearch, Shift
from apps.core import days
from tests.browser import axe
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    ShiftFactory,
    StaffFactory,
    UserFactory,
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


def looked_at(page, name):
    """Nothing the checker minds, nothing wider than the phone."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_a_notice_is_written_on_a_phone_section_by_section(page, as_user):
    staff = StaffFactory()
    as_user(page, staff.user).goto(f"/org/{staff.organization_id}/activities/new/")
    page.get_by_label("标题").fill("给独居老人送冬菜")
    page.get_by_role("button", name="存好，下一步").click()
    page.get_by_text("这一项还没填").first.wait_for()
    assert page.get_by_label("标题").input_value() == "给独居老人送冬菜"
    looked_at(page, "what")

    page.get_by_label("要做什么").fill("两人一组，把菜从楼下送进家门。")
    page.get_by_role("checkbox", name="为老服务").check(force=True)
    page.get_by_role("checkbox", name="空巢老人").check(force=True)
    page.get_by_label("集合地点").fill("晨光社区一楼")
    page.get_by_role("button", name="存好，下一步").click()
    page.get_by_label("最小年龄").fill("16")
    looked_at(page, "who")
    page.get_by_role("button", name="存好，下一步").click()
    page.get_by_label("可能的风险").fill("楼道可能结冰，穿防滑鞋。")
    page.get_by_role("checkbox", name="饮水").check(force=True)
    looked_at(page, "safety")
    page.get_by_role("button", name="存好，下一步").click()
    looked_at(page, "contact")
    page.get_by_role("button", name="存好，去排班").click()

    page.get_by_label("岗位", exact=True).fill("搬运")
    page.get_by_role("button", name="加这个岗位").click()
    page.get_by_role("link", name="排重复的班").click()
    repeat(page)

    page.get_by_role("button", name="交去审核").click()
    page.get_by_text("六条都看过、都勾上才能交。").first.wait_for()
    for box in page.get_by_role("group", name="这六条都看过").get_by_role("checkbox").all():
        box.check()
    looked_at(page, "manage")
    page.get_by_role("button", name="交去审核").click()
    page.get_by_role("button", name="收回来再改改").wait_for()
    activity = Activity.objects.get()
    assert (activity.state, Shift.objects.count(), activity.declarations.count()) == ("in_review", 3, 1)


def repeat(page):
    """Four times every other day, one of them left out."""
    page.get_by_label("从哪天起").fill((days.today() + datetime.timedelta(days=3)).isoformat())
    page.get_by_role("radio", name="每隔几天").check(force=True)
    page.get_by_label("每几天一次").fill("2")
    page.get_by_label("或者一共几次").fill("1000000")
    page.get_by_label("从几点").fill("09:00")
    page.get_by_label("到几点").fill("11:00")
    page.get_by_label("要几个人").fill("6")
    page.get_by_role("button", name="看看是哪几天").click()
    page.get_by_text("太多了").first.wait_for()
    page.get_by_label("或者一共几次").fill("4")
    page.get_by_role("button", name="看看是哪几天").or_(page.get_by_role("button", name="再看一遍")).click()
    page.get_by_role("checkbox", name="不办").first.check(force=True)
    looked_at(page, "repeat")
    page.get_by_role("button", name="排上这些班").click()
    page.get_by_text("排好了3班").wait_for()


def test_an_activity_is_closed_with_a_summary_on_a_phone(page, as_user):
    activity = ActivityFactory(starts_at=nine_oclock(-2), ends_at=nine_oclock(-1))
    staff = StaffFactory(organization=activity.organization)
    as_user(page, staff.user).goto(f"/org/{staff.organization_id}/activities/{activity.pk}/")
    page.get_by_role("link", name="写总结，结项").click()
    page.get_by_role("button", name="结项").click()
    page.get_by_text("这一项还没填").first.wait_for()
    looked_at(page, "close")
    page.get_by_label("做成了什么").fill("来了二十个人，捡了三十袋垃圾。")
    page.get_by_role("button", name="结项").click()
    page.get_by_text("来了二十个人").wait_for()
    looked_at(page, "closed")
    page.goto(f"/activities/{activity.pk}/")
    page.get_by_text("捡了三十袋垃圾").wait_for()


def test_what_fits_is_found_and_the_search_kept(page, as_user):
    near = ActivityFactory(title="河边捡垃圾", longitude=118.9, latitude=42.3)
    ShiftFactory(position__activity=near)
    as_user(page, UserFactory()).goto("/activities/")
    page.get_by_text("筛选", exact=True).click()
    page.get_by_role("checkbox", name="生态环保").check(force=True)
    page.get_by_text("离得近的", exact=True).click()
    page.get_by_label("离哪里近").select_option("1504")
    looked_at(page, "filters")
    page.get_by_role("button", name="看结果").click()
    page.get_by_text("约5公里").wait_for()
    looked_at(page, "near")
    page.get_by_role("button", name="保存这个搜索").click()
    page.get_by_text("不再提醒").wait_for()
    looked_at(page, "searches")
    assert SavedSearch.objects.get().fields == ["16"]

    page.goto(f"/activities/{near.pk}/")
    for name in ("打印海报", "放进日历"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.startswith("河边捡垃圾")
    looked_at(page, "detail")
    page.goto("/me/calendar/")
    page.get_by_role("button", name="要一个地址").click()
    assert "/calendar/" in page.get_by_label("你的地址").input_value()
    looked_at(page, "calendar")


@pytest.mark.parametrize("width", [390, 1280])
def test_offices_can_use_what_is_theirs(new_page, as_user, width):
    officer = OfficerFactory()
    page = as_user(new_page(width=width, height=900), officer.user)
    page.goto("/region/150430/activities/")
    looked_at(page, f"reviews-{width}")
    page.get_by_role("link", name="发起应急活动").click()
    page.get_by_role("button", name="交给另一位审核员").click()
    looked_at(page, f"emergency-{width}")
