"""Signing up on a phone, and what the accessibility checker says of the pages."""

import pytest

from apps.activities.models import Signup
from tests.browser import axe
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    OrganizationFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
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


def test_a_volunteer_finds_an_activity_and_signs_up_on_a_phone(page, as_user):
    shift, volunteer = ShiftFactory(), VolunteerFactory()
    as_user(page, volunteer.user).goto("/activities/")
    page.get_by_label("搜活动、地点").fill("清捡")
    page.get_by_role("button", name="搜索").click()
    assert axe(page) == []
    page.get_by_role("link", name=shift.position.activity.title).click()
    assert axe(page) == []

    page.get_by_role("button", name="报名这一班").click()

    page.get_by_text("已报").first.wait_for()
    assert Signup.objects.get().volunteer == volunteer
    assert axe(page) == []
    page.goto("/me/signups/")
    assert axe(page) == []
    page.get_by_role("button", name="取消报名").click()
    page.get_by_role("button", name="还是去").click()
    assert Signup.objects.get().state == "joined"
    page.get_by_role("button", name="取消报名").click()
    page.get_by_role("dialog").get_by_role("button", name="取消报名").click()
    page.get_by_text("你还没有报名接下来的活动").wait_for()
    assert Signup.objects.get().state == "left"


def test_filters_work_without_leaving_the_words(page):
    ShiftFactory()
    page.goto("/activities/?q=清捡")
    page.get_by_text("筛选", exact=True).click()
    page.get_by_label("盟市").select_option("1504")
    page.get_by_label("旗县").select_option("150430")
    page.get_by_role("button", name="看结果").click()

    page.get_by_role("link", name="去掉条件：敖汉旗").wait_for()
    assert "q=%E6%B8%85%E6%8D%A1" in page.url
    assert page.get_by_text("共1个活动").is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_workbench_can_be_used_by_everybody(new_page, as_user, width):
    organization = OrganizationFactory()
    draft = ActivityFactory(organization=organization, state="draft")
    shift = SignupFactory(shift__position__activity__organization=organization).shift
    ShiftFactory(position__activity=draft)
    staff = StaffFactory(organization=organization)
    page = as_user(new_page(width=width, height=900), staff.user)
    at = f"/org/{organization.pk}"

    for address in (
        f"{at}/activities/",
        f"{at}/activities/new/",
        f"{at}/activities/{draft.pk}/",
        f"{at}/activities/{shift.position.activity_id}/",
        f"{at}/activities/shifts/{shift.pk}/signups/",
        f"{at}/staff/",
    ):
        page.goto(address)
        assert (address, axe(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [390, 1280])
def test_the_queues_can_be_used_by_everybody(new_page, as_user, width):
    undecided = {"decided_by": None, "decided_at": None}
    organization = OrganizationFactory(state="applied", **undecided)
    activity = ActivityFactory(state="in_review", submitted_at=organization.applied_at, **undecided)
    page = as_user(new_page(width=width, height=900), OfficerFactory().user)

    for address in (
        "/region/150430/activities/",
        f"/region/150430/activities/{activity.pk}/",
        "/region/150430/organizations/",
        f"/region/150430/organizations/{organization.pk}/",
    ):
        page.goto(address)
        assert (address, axe(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [390, 1280])
def test_the_public_pages_can_be_used_by_everybody(new_page, as_user, width):
    shift = ShiftFactory()
    organization = shift.position.activity.organization
    page = as_user(new_page(width=width, height=900), VolunteerFactory().user)

    for address in (
        "/activities/",
        f"/activities/{shift.position.activity_id}/",
        "/organizations/",
        f"/organizations/{organization.pk}/",
        "/organizations/apply/",
        "/me/signups/past/",
    ):
        page.goto(address)
        assert (address, axe(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") == width
