"""An association's morning, on a phone and at a desk: put on notice, an objection answered, settled, and what the volunteer
sees of it."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.stars.models import Recognition, StarCandidate, StarStanding
from tests.browser import axe
from tests.factories import UserFactory
from tests.stars.passing import NUMBER, recognize, the_days_go_by

# What is reached stands here by the announcement alone, without the ledger behind it.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.breaks_invariants]
SIZES = [{"width": 390, "height": 844}, {"width": 1280, "height": 900}]


@pytest.fixture
def signed_in(new_page, live_server):
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


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_a_star_goes_from_the_waiting_list_to_the_volunteer(
    signed_in, size, volunteer, association, secretary
):
    desk, mine, other = (signed_in(user, **size) for user in (secretary, volunteer.user, UserFactory()))
    desk.goto(reverse("stars:waiting", args=[association.pk]))
    fits(desk)
    desk.get_by_label(f"选择{volunteer.masked_name}").check()
    desk.get_by_role("button", name="公示1人的星级").click()
    desk.get_by_role("dialog").get_by_role("button", name="公示1人").click()
    desk.get_by_text("1人开始公示了。").wait_for()
    fits(desk)
    candidate = StarCandidate.objects.get()

    other.goto(f"/stars/{association.region_id}/notices/")
    fits(other)
    other.get_by_role("link", name=association.name).click()
    fits(other)
    other.get_by_role("link", name="提异议").click()
    fits(other)
    other.get_by_label("为什么不该认定").fill("那两天他不在旗里。")
    other.get_by_role("button", name="交异议").click()
    other.get_by_text("异议交给协会了").wait_for()

    mine.goto("/me/stars/")
    mine.get_by_text(f"{association.name}在公示一星").wait_for()
    fits(mine)

    desk.reload()
    desk.get_by_role("link", name=volunteer.masked_name).click()
    fits(desk)
    desk.get_by_label("照常认定").check()
    desk.get_by_label("核实的情况").fill("签到表上有他。")
    desk.get_by_role("button", name="答复").click()
    desk.get_by_text("答复了").wait_for()
    the_days_go_by()
    desk.reload()
    desk.get_by_label("认定文件的文号").fill(NUMBER)
    fits(desk)
    desk.get_by_role("button", name="认定，告诉本人").click()
    desk.get_by_role("dialog").get_by_role("button", name="认定", exact=True).click()
    desk.get_by_text("认定了1人的星级。").wait_for()
    fits(desk)
    assert Recognition.objects.get().candidate == candidate

    mine.reload()
    mine.get_by_text(NUMBER).wait_for()
    fits(mine)
    mine.get_by_label("上榜，写全名").check()
    mine.get_by_role("button", name="就这样").click()
    mine.get_by_text("上了光荣榜").wait_for()
    other.goto(f"/stars/{association.region_id}/")
    other.get_by_text(volunteer.name).wait_for()
    fits(other)


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_a_fallen_star_is_withdrawn(signed_in, size, volunteer, association, secretary, serve):
    recognize(association, secretary, [volunteer])
    serve(volunteer, 5910)
    desk = signed_in(secretary, **size)
    desk.goto(reverse("stars:fallen", args=[association.pk]))
    fits(desk)
    desk.get_by_label(f"选择{volunteer.masked_name}").check()
    desk.get_by_label("取消认定").check()
    desk.get_by_label("原因").fill("时长是假的")
    desk.get_by_label("取消的文号").fill("敖青志〔2026〕9号")
    desk.get_by_role("button", name="定下1人的星级").click()
    desk.get_by_role("dialog").get_by_role("button", name="定下1人").click()
    desk.get_by_text("取消了1人的认定").wait_for()
    fits(desk)
    assert StarStanding.objects.get().recognized == 0
