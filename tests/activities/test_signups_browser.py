"""Each path around a sign-up, walked on a phone, refusals included."""

import datetime
import re

import pytest
from django.utils import timezone

from apps.activities.actions import cancel_signup, sign_up
from apps.activities.actions.invitations import invite
from apps.activities.models import Signup
from tests.browser import axe
from tests.factories import (
    ActivityFactory,
    GuardianshipFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.world import agree

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def as_user(client, live_server):
    """Let a page belong to someone who has signed in."""

    def sign_in(page, user):
        client.force_login(user)
        page.context.clear_cookies()
        page.context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        return page

    return sign_in


@pytest.fixture
def shift():
    return ShiftFactory(capacity=1)


def detail(shift):
    return f"/activities/{shift.position.activity_id}/"


def in_reach(page):
    """No mistakes of accessibility, and nothing wider than the phone."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def state_of(volunteer):
    return Signup.objects.filter(volunteer=volunteer).latest("pk").state


def test_a_full_shift_a_turn_in_line_and_the_place_that_came_free(page, as_user, shift):
    holder, waiting = SignupFactory(shift=shift), VolunteerFactory()
    as_user(page, waiting.user).goto(detail(shift))
    page.get_by_text("满了，可以排候补").wait_for()
    in_reach(page)

    page.get_by_role("button", name="排进候补").click()
    page.get_by_text("你排进候补，第1位").wait_for()
    page.goto("/me/signups/")
    page.get_by_text("第1位").wait_for()
    in_reach(page)

    cancel_signup(holder, by=holder.volunteer.user)
    page.goto("/me/signups/")
    page.get_by_text("候补轮到你了").wait_for()
    in_reach(page)
    page.get_by_role("button", name="我去").click()
    page.get_by_text("报上了，").wait_for()
    assert state_of(waiting) == "joined"


def test_who_cannot_take_the_place_says_so_in_one_tap(page, as_user, shift):
    holder, waiting = SignupFactory(shift=shift), VolunteerFactory()
    sign_up(waiting, shift, by=waiting.user)
    cancel_signup(holder, by=holder.volunteer.user)

    as_user(page, waiting.user).goto("/me/signups/")
    page.get_by_role("button", name="去不了").click()
    page.get_by_text("取消了，名额让给别人").wait_for()
    assert state_of(waiting) == "left"


def test_every_refusal_stands_there_before_the_click(page, as_user):
    volunteer = VolunteerFactory()
    activity = ActivityFactory(starts_at=nine_oclock(2), ends_at=nine_oclock(9))

    def on(day, **fields):
        start = nine_oclock(day)
        ShiftFactory(position__activity=activity, starts_at=start, ends_at=start + HOUR, **fields)

    SignupFactory(
        volunteer=volunteer,
        shift=ShiftFactory(starts_at=nine_oclock(2), ends_at=nine_oclock(2) + HOUR),
    )
    on(2)
    on(3, position__required_skills=["02"])
    on(4, called_off_at=timezone.now())

    as_user(page, volunteer.user).goto(f"/activities/{activity.pk}/")
    for words in ("时间重叠", "证书到那天还要有效", "这一班取消了"):
        page.get_by_text(words).first.wait_for()
    assert page.locator("input[name=shift]:not([disabled])").count() == 0
    page.get_by_role("link", name="看我的档案").wait_for()
    page.get_by_role("link", name="看我的报名").wait_for()
    in_reach(page)


@pytest.mark.parametrize(
    ("fields", "words", "way"),
    [
        ({"members_only": True}, "先加入这支队伍", "去加入"),
        ({"residents_of_id": "150102"}, "只招住在", "看我的档案"),
        ({"opens_at": timezone.now() + 30 * HOUR}, "开始报名，到时候再来", "先看别的活动"),
        ({"closes_at": timezone.now() - HOUR}, "为止，报名已经结束了", "看还在招人的活动"),
        ({"minutes_before": 600}, "要先有10小时", "看我的时长"),
    ],
)
def test_what_holds_for_the_whole_activity_comes_with_its_way_round(page, as_user, fields, words, way):
    shift = ShiftFactory(position__activity=ActivityFactory(**fields))

    as_user(page, VolunteerFactory().user).goto(detail(shift))
    page.get_by_text(words).wait_for()
    page.get_by_role("link", name=way).wait_for()
    in_reach(page)


def test_a_pause_is_said_with_its_day(page, as_user):
    volunteer = VolunteerFactory()
    for days_ago in (9, 8, 7):
        start = nine_oclock(-days_ago)
        activity = ActivityFactory(starts_at=start, ends_at=start + HOUR)
        SignupFactory(volunteer=volunteer, shift__position__activity=activity, state="no_show")

    as_user(page, volunteer.user).goto(detail(ShiftFactory()))
    page.get_by_text(re.compile(r"连着3次报了名没来，报名停到\d+月\d+日")).wait_for()
    in_reach(page)
    page.get_by_role("link", name="去说明").click()
    page.get_by_text("说明原因，或者其实来了").first.click()
    page.get_by_label("当时的情况").first.fill("路断了，打过电话。")
    in_reach(page)
    page.get_by_role("button", name="告诉队里").first.click()
    page.get_by_text("记下了，队里会看到").wait_for()
    assert Signup.objects.exclude(explanation="").count() == 1


def test_late_one_takes_leave_and_says_why(page, as_user):
    start = timezone.now() + 5 * HOUR
    activity = ActivityFactory(starts_at=start, ends_at=start + HOUR, cancel_hours=24)
    signup = SignupFactory(shift__position__activity=activity)

    as_user(page, signup.volunteer.user).goto("/me/signups/")
    page.get_by_role("link", name="去不了，请假").click()
    page.get_by_role("button", name="请假").click()
    page.get_by_text("必须填").or_(page.get_by_text("必填")).or_(page.locator(".err")).first.wait_for()
    in_reach(page)
    page.get_by_label("为什么来不了").fill("孩子发烧")
    page.get_by_role("button", name="请假").click()
    page.get_by_text("说好了").wait_for()
    signup.refresh_from_db()
    assert (signup.state, signup.reason) == ("excused", "孩子发烧")


def test_friends_sign_up_together(page, as_user):
    shift, maker, friend = ShiftFactory(), VolunteerFactory(), VolunteerFactory()

    as_user(page, maker.user).goto(detail(shift))
    page.get_by_role("link", name="约几个人一起报").click()
    page.get_by_label("和谁一起去").fill("12")
    page.get_by_role("button", name="去问TA们").click()
    page.get_by_text("这一个不像编号").first.wait_for()
    in_reach(page)
    page.get_by_label("和谁一起去").fill(friend.number)
    page.get_by_role("button", name="去问TA们").click()
    page.get_by_text("还有人没答复").wait_for()
    in_reach(page)

    as_user(page, friend.user).goto("/me/signups/")
    page.get_by_text("约你一起去").wait_for()
    in_reach(page)
    page.get_by_role("button", name="一起去").click()
    page.get_by_text("等约你的人一起报名").wait_for()

    as_user(page, maker.user).goto("/me/signups/")
    page.get_by_role("link", name="看谁答应了").click()
    page.get_by_role("button", name="2个人一起报名").click()
    page.get_by_text("2个人都报上了").wait_for()
    assert {state_of(maker), state_of(friend)} == {"joined"}

    page.get_by_role("link", name="取消报名").click()
    page.get_by_text("和你一起报的").wait_for()
    in_reach(page)
    page.get_by_label("一起报的都取消").check()
    page.get_by_role("button", name="取消报名").click()
    page.get_by_text("说好了").wait_for()
    assert {state_of(maker), state_of(friend)} == {"left"}


def test_a_guardian_brings_a_child_along(page, as_user):
    care = GuardianshipFactory()
    for purpose in ("minor", "minor_data"):
        agree(care.child.user, purpose, by=care.guardian.user)
    shift = ShiftFactory(position__activity__minimum_age=8)

    as_user(page, care.guardian.user).goto(detail(shift))
    page.get_by_label(care.child.name).check()
    in_reach(page)
    page.get_by_role("button", name="报名这一班").click()
    page.get_by_text("2个人都报上了").wait_for()
    assert {state_of(care.guardian), state_of(care.child)} == {"joined"}


def test_an_invitation_is_answered_in_one_tap(page, as_user):
    shift, guest = ShiftFactory(), VolunteerFactory()
    staff = StaffFactory(organization=shift.position.activity.organization).user
    invite(shift, numbers=[guest.number], by=staff)

    as_user(page, guest.user).goto("/me/signups/")
    page.get_by_text("有人邀请你").wait_for()
    in_reach(page)
    page.get_by_role("button", name="接受邀请").click()
    page.get_by_text("报上了").first.wait_for()
    assert state_of(guest) == "joined"


def test_one_changes_over_to_another_position(page, as_user):
    activity, volunteer = ActivityFactory(), VolunteerFactory()
    here, there = (ShiftFactory(position__activity=activity) for _ in range(2))
    sign_up(volunteer, here, by=volunteer.user)

    as_user(page, volunteer.user).goto("/me/signups/")
    page.get_by_role("link", name="换一班").click()
    in_reach(page)
    page.get_by_role("radio").check()
    page.get_by_role("button", name="换到这一班").click()
    page.get_by_text("换好了").wait_for()
    assert Signup.objects.active().get().shift == there


@pytest.mark.parametrize("width", [390, 1280])
def test_the_organization_sees_the_list_the_line_and_who_was_missing(new_page, as_user, width):
    start = timezone.now() - HOUR
    running = ActivityFactory(starts_at=start, ends_at=start + 3 * HOUR)
    staff = StaffFactory(organization=running.organization)
    there = SignupFactory(shift__position__activity=running).shift
    ahead = SignupFactory(
        shift__position__activity=ActivityFactory(organization=running.organization), shift__capacity=1
    ).shift
    person = VolunteerFactory()
    sign_up(person, ahead, by=person.user)
    over = ActivityFactory(
        organization=running.organization, starts_at=start - 9 * HOUR, ends_at=start - 8 * HOUR
    )
    missed = SignupFactory(
        shift__position__activity=over, state="no_show", explanation="路断了", explained_at=timezone.now()
    )
    page = as_user(new_page(width=width, height=900), staff.user)
    at = f"/org/{running.organization_id}/activities/shifts"

    for address in (
        f"{at}/{there.pk}/signups/",
        f"{at}/{ahead.pk}/signups/",
        f"{at}/{ahead.pk}/signups/?tab=line",
    ):
        page.goto(address)
        in_reach(page)
    page.goto(f"{at}/{ahead.pk}/signups/?tab=joined")
    page.get_by_text("移出名单").first.click()
    page.get_by_label("原因，TA会看到").first.fill("人手够了")
    page.get_by_role("button", name="移出名单").click()
    page.get_by_text("移出了").wait_for()
    assert Signup.objects.get(volunteer=person).state == "offered"

    page.goto(f"{at}/{missed.shift_id}/signups/?tab=missed")
    page.get_by_text("TA说明：路断了").wait_for()
    in_reach(page)
    page.get_by_text("改记为请假").first.click()
    page.get_by_label("原因，TA会看到").first.fill("路断了，属实")
    page.get_by_role("button", name="改记为请假").click()
    page.get_by_text("改记为请假了").wait_for()
    assert Signup.objects.get(pk=missed.pk).state == "excused"

    guest = VolunteerFactory()
    page.goto(f"{at}/{there.pk}/signups/")
    page.get_by_label("志愿者编号").fill(guest.number)
    page.get_by_role("button", name="补上这个人").click()
    page.get_by_text("补上了").wait_for()
    assert Signup.objects.get(volunteer=guest).is_on_the_spot
