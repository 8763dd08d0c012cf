"""On a phone: hours on paper and their approval, urging, an objection and its decision, a transfer, what is held."""

import datetime

import pytest
from django.test import Client

from apps.core import days
from apps.core.models import KeptFile
from apps.hours.models import Appeal, HourRecord, Referral, YearTotal
from tests.browser import axe
from tests.factories import (
    ActivityFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.files import picture

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = datetime.timedelta(hours=1)
SHEET = {"name": "签到表.jpg", "mimeType": "image/jpeg", "buffer": picture()}


@pytest.fixture
def signed_in(new_page, live_server):
    """A page of somebody who is signed in already; officers with their second factor."""

    def open_page(user, **size):
        browser = Client()
        browser.force_login(user)
        page = new_page(**size)
        session = browser.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return open_page


@pytest.fixture
def team():
    return OrganizationFactory(parent=OrganizationFactory())


@pytest.fixture
def shift(team):
    start = nine_oclock(-3)
    notice = ActivityFactory(organization=team, starts_at=start, ends_at=start + 3 * HOUR, title="清理河滩")
    return ShiftFactory(position__activity=notice)


def typed(moment):
    return f"{moment.astimezone(days.SHANGHAI):%Y-%m-%dT%H:%M}"


def fits(page):
    """Clean, and nothing sticks out at the side."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_entered_by_hand_with_evidence_and_confirmed_above(signed_in, team, shift):
    signup = SignupFactory(shift=shift, volunteer__name="包红霞")
    staff = signed_in(StaffFactory(organization=team).user)
    above = signed_in(StaffFactory(organization=team.parent).user)

    staff.goto(f"/org/{team.pk}/shifts/{shift.pk}/by-hand/")
    fits(staff)
    staff.get_by_role("button", name="登记，等外面的人确认").click()
    staff.get_by_text("选几个人，或者写上志愿者编号。").first.wait_for()
    staff.get_by_label("包红霞").check()
    staff.get_by_label("为什么没有签到").fill("山里没有信号")
    staff.get_by_label("凭据：").set_input_files(SHEET)
    staff.get_by_role("button", name="登记，等外面的人确认").click()
    staff.get_by_role("heading", name="手工和补录").wait_for()
    assert staff.get_by_label("选择包红霞").is_disabled()
    assert staff.get_by_text("要由组织以外的人确认").is_visible()
    fits(staff)

    above.goto(f"/org/{team.parent_id}/hours/papers/")
    above.get_by_label("选择包红霞").check()
    fits(above)
    above.get_by_role("button", name="确认1条时长").click()
    above.get_by_role("dialog").get_by_role("button", name="确认1条时长").click()
    above.get_by_text("没有等着确认的手工登记、补录和转入。").wait_for()

    assert YearTotal.objects.of(signup.volunteer).minutes() == 180
    assert KeptFile.objects.get().used_at is not None


def test_recorded_afterwards_and_turned_down_with_a_reason(signed_in, team):
    person = VolunteerFactory(name="那木拉")
    staff, officer = signed_in(StaffFactory(organization=team).user), signed_in(OfficerFactory().user)
    start = nine_oclock(-60)

    staff.goto(f"/org/{team.pk}/hours/backfill/")
    fits(staff)
    staff.get_by_label("做了什么").fill("春季义诊")
    staff.get_by_label("地点").fill("苏木卫生院")
    staff.get_by_label("服务内容").fill("量血压、导诊")
    staff.get_by_label("当时谁负责").fill("白音")
    staff.get_by_label("从几点").fill(typed(start))
    staff.get_by_label("到几点").fill(typed(start + 2 * HOUR))
    staff.get_by_label("有哪些人").fill("999999999999")
    staff.get_by_label("为什么当时没有登记").fill("那时还没用平台")
    staff.get_by_label("凭据：").set_input_files(SHEET)
    staff.get_by_role("button", name="交上去，等确认").click()
    staff.get_by_text("没有这些志愿者编号：999999999999。").first.wait_for()
    staff.get_by_label("有哪些人").fill(person.number)
    staff.get_by_label("我承诺").check()
    staff.get_by_role("button", name="交上去，等确认").click()
    staff.get_by_role("heading", name="手工和补录").wait_for()

    officer.goto("/region/150430/hours/papers/")
    assert officer.get_by_text("已作出真实性承诺").is_visible()
    officer.get_by_label("选择那木拉").check()
    fits(officer)
    officer.get_by_role("button", name="退回并说明").click()
    officer.get_by_label("原因").fill("签到表上没有这个人")
    officer.get_by_role("button", name="退回1条").click()
    officer.get_by_text("退回了1条，原因已告诉本人。").wait_for()

    record = HourRecord.objects.get()
    assert (record.source, record.state, record.reason) == ("backfill", "rejected", "签到表上没有这个人")


def test_urging_and_an_objection_that_is_found_right(signed_in):
    record = HourRecordFactory()
    me, officer = signed_in(record.beneficiary), signed_in(OfficerFactory().user)

    me.goto("/me/hours/")
    me.get_by_role("link", name=record.title).click()
    fits(me)
    me.get_by_role("button", name="催一下").click()
    me.get_by_text("今天催过了").wait_for()
    me.get_by_role("link", name="记得不对，申诉").click()
    me.get_by_label("记少了").check()
    me.get_by_role("button", name="交申诉").click()
    me.get_by_label("说说当时的情况").fill("我待到了最后")
    fits(me)
    me.get_by_role("button", name="交申诉").click()
    me.get_by_text("处理中").wait_for()
    fits(me)

    Appeal.objects.update(outside_from=days.today())
    officer.goto("/region/150430/hours/appeals/")
    fits(officer)
    officer.get_by_role("link", name=record.volunteer.name).click()
    officer.get_by_label("申诉成立，改正").check()
    officer.get_by_label("理由").fill("照片能证明")
    fits(officer)
    officer.get_by_role("button", name="作出决定").click()
    officer.get_by_text("处理好了，结果已告诉本人。").wait_for()

    me.reload()
    me.get_by_text("申诉成立").wait_for()
    assert YearTotal.objects.of(record.volunteer).minutes() == 90


def test_hours_from_elsewhere_are_brought_in(signed_in):
    person = VolunteerFactory()
    me = signed_in(person.user)
    start = nine_oclock(-20)

    me.goto("/me/hours/transfer/")
    fits(me)
    me.get_by_label("在那里做了什么").fill("马拉松赛服务")
    me.get_by_label("谁开的证明").fill("北京市志愿服务联合会")
    me.get_by_label("盖章的证明").set_input_files(SHEET)
    me.get_by_label("第1段从几点").fill(typed(start))
    me.get_by_label("第1段到几点").fill(typed(start + 4 * HOUR))
    me.get_by_role("button", name="交上去核实").click()
    me.get_by_text("先勾选同意，才能转入。").first.wait_for()
    me.get_by_label("同意把这份记录转到这里").check()
    me.get_by_role("button", name="交上去核实").click()
    me.get_by_role("heading", name="我的时长").wait_for()

    assert me.get_by_text("北京市志愿服务联合会").is_visible()
    fits(me)
    assert HourRecord.objects.get().source == "transfer"


def test_what_is_held_is_released_with_what_was_found(signed_in):
    record = HourRecordFactory()
    Referral.objects.create(record=record, why="held", words="5人同一秒签到又同一秒签退", points=100)
    staff = signed_in(StaffFactory(organization=record.organization).user)
    officer = signed_in(OfficerFactory().user)

    staff.goto(f"/org/{record.organization_id}/hours/")
    assert staff.get_by_text("部门先查：5人同一秒签到又同一秒签退").is_visible()
    officer.goto("/region/150430/hours/held/")
    fits(officer)
    officer.get_by_label(f"选择{record.volunteer.name}").check()
    officer.get_by_role("button", name="放行并说明").click()
    officer.get_by_label("查了什么").fill("打电话核实过，是集体扫码")
    fits(officer)
    officer.get_by_role("button", name="放行1条").click()
    officer.get_by_text("放行了1条，组织可以确认了。").wait_for()
    officer.goto("/region/150430/hours/spot/")
    fits(officer)
    officer.goto(f"/region/150430/hours/{record.pk}/")
    assert officer.get_by_text("打电话核实过，是集体扫码").is_visible()
    fits(officer)

    staff.reload()
    assert staff.get_by_label(f"选择{record.volunteer.name}").is_enabled()
