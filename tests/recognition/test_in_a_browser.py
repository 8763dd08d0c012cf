"""On a phone: a shift is evaluated from both sides and read by an office; a complaint goes its way; a file is opened."""

import pytest
from django.test import Client

from apps.governance.models import Complaint
from apps.recognition.models import Evaluation
from tests.browser import axe
from tests.factories import CommendationFactory, EvaluationFactory, OfficerFactory

pytestmark = pytest.mark.django_db(transaction=True)


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


def fits(page):
    """Clean, and nothing sticks out at the side."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_shift_is_evaluated_from_both_sides_and_read_before_it_is_public(
    signed_in, organization, manager, officer, came
):
    signup = came()
    for _n in range(2):
        EvaluationFactory(signup__shift__position__activity__organization=organization, state="shown")
    phone, desk, office = (signed_in(user) for user in (signup.volunteer.user, manager, officer))

    phone.goto("/me/evaluations/")
    fits(phone)
    phone.get_by_role("link", name=signup.shift.position.activity.title).click()
    fits(phone)
    phone.get_by_role("button", name="交评价").click()
    phone.get_by_label("4颗星", exact=True).check()
    phone.get_by_label("说几句").fill("热水备得足")
    phone.get_by_role("button", name="交评价").click()
    phone.get_by_text("谢谢，审核以后公开，不带名字。").wait_for()
    fits(phone)

    desk.goto(f"/org/{organization.pk}/evaluations/")
    fits(desk)
    desk.get_by_role("link", name=signup.shift.position.activity.title).click()
    fits(desk)
    desk.get_by_label("星数").select_option("5")
    desk.get_by_role("button", name="记下评价").click()
    desk.get_by_text("记下了1个人的评价。").wait_for()

    office.goto("/region/150430/awards/evaluations/")
    fits(office)
    office.get_by_label("选择第").check()
    office.get_by_role("button", name="公开").click()
    office.get_by_text("公开了1条。").wait_for()

    phone.goto(f"/organizations/{organization.pk}/")
    phone.get_by_text("热水备得足").wait_for()
    fits(phone)
    assert Evaluation.objects.filter(signup=signup).count() == 2


def test_a_complaint_is_lodged_accepted_and_settled(signed_in, organization, manager, officer, came):
    signup = came()
    phone, desk, office = (signed_in(user) for user in (signup.volunteer.user, manager, officer))

    phone.goto(f"/organizations/{organization.pk}/")
    phone.get_by_role("link", name="这个组织有问题？投诉").click()
    fits(phone)
    phone.get_by_label("什么事").select_option("money")
    phone.get_by_label("经过").fill("活动里卖保健品")
    phone.get_by_role("button", name="交投诉").click()
    phone.get_by_text("投诉交上去了").wait_for()
    fits(phone)

    office.goto("/region/150430/complaints/")
    fits(office)
    office.get_by_role("link", name=organization.name).click()
    fits(office)
    office.get_by_role("button", name="受理").click()
    office.get_by_text("受理了，也告诉了投诉的人。").wait_for()
    office.get_by_text("请组织说明", exact=True).first.click()
    office.get_by_label("请组织说明什么").fill("上周的活动卖东西了吗？")
    office.get_by_role("button", name="问组织").click()
    office.get_by_text("问过组织了。").wait_for()

    desk.goto(f"/org/{organization.pk}/complaints/")
    fits(desk)
    desk.get_by_role("link", name="上周的活动卖东西了吗").click()
    fits(desk)
    assert "保健品" not in desk.content()
    desk.get_by_label("情况说明").fill("没有")
    desk.get_by_role("button", name="交说明").click()
    desk.get_by_text("说明交给部门了。").wait_for()

    office.reload()
    office.get_by_label("部分属实", exact=True).check()
    office.get_by_label("对投诉的人说").first.fill("查过了，已经要求整改。")
    office.get_by_role("button", name="办结，告诉投诉的人").click()
    office.get_by_text("办结了，结果告诉了投诉的人。").wait_for()
    phone.reload()
    phone.get_by_text("查过了，已经要求整改。").wait_for()
    assert Complaint.objects.get().state == "settled"


def test_whole_files_and_awards_fit_a_phone(signed_in, organization, manager, came):
    signup = came()
    volunteer = signup.volunteer
    CommendationFactory(volunteer=volunteer, state="recorded")
    waiting = CommendationFactory()
    EvaluationFactory(signup=signup, side="organization")
    phone, desk, office = (signed_in(user) for user in (volunteer.user, manager, OfficerFactory().user))

    for page, path in [
        (phone, "/me/file/whole/"),
        (phone, "/me/awards/"),
        (desk, f"/org/{organization.pk}/file/"),
        (desk, f"/org/{organization.pk}/awards/"),
        (desk, f"/org/{organization.pk}/awards/to/people/"),
        (office, "/region/150430/awards/"),
        (office, f"/region/150430/awards/{waiting.pk}/"),
        (office, "/region/150430/awards/recorded/"),
        (office, f"/region/150430/organizations/{organization.pk}/file/"),
    ]:
        page.goto(path)
        fits(page)

    office.goto("/region/150430/awards/files/")
    fits(office)
    office.get_by_label("志愿者编号").fill(volunteer.number)
    office.get_by_label("为什么要看").fill("推荐最美志愿者")
    office.get_by_role("button", name="打开档案").click()
    office.get_by_role("heading", name="志愿服务情况").wait_for()
    fits(office)
