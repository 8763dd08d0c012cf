"""Rosters, proposals, rights and leaving, on a phone."""

import datetime

import pytest

from apps.core import days, outbox
from apps.registration.models import Affiliation, Leaving, RosterEntry
from tests.browser import axe
from tests.factories import (
    GuardianshipFactory,
    OrganizationFactory,
    RosterEntryFactory,
    RosterFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    citizen_number,
)

pytestmark = pytest.mark.django_db(transaction=True)
BORN = datetime.date(2015, 3, 2)


@pytest.fixture(autouse=True)
def log(settings, tmp_path):
    settings.STATE_DIR = tmp_path


@pytest.fixture
def as_user(client, live_server):
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


def faults(page):
    """What the accessibility checker finds once everything has arrived, and whether the page is wider than the phone."""
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return axe(page) + ["wider than the phone"] * wide


def csv(*rows):
    text = "姓名,身份证号码,年级,班级\n" + "".join(",".join(row) + "\n" for row in rows)
    return {"name": "名单.csv", "mimeType": "text/csv", "buffer": text.encode("gbk")}


def test_a_roster_with_errors_is_mended_and_sent_again(page, as_user):
    school = OrganizationFactory(kind_id="primary_school", name="新惠第一小学")
    as_user(page, StaffFactory(organization=school).user)
    good, bad = citizen_number(1, BORN), citizen_number(2, BORN)[:17] + "?"
    for number, wrong in ((bad, 1), (citizen_number(2, BORN), 0)):
        page.goto(f"/org/{school.pk}/rosters/")
        assert faults(page) == []
        page.get_by_label("名单").set_input_files(
            csv(["乌云", good, "三年级", "2班"], ["萨仁", number, "三年级", "2班"])
        )
        page.get_by_role("button", name="下一步").click()
        page.get_by_role("heading", name="对一下列").wait_for()
        assert faults(page) == []
        page.get_by_role("button", name="开始读").click()
        page.get_by_text("先确认名单上的人都知道。").first.wait_for()
        page.get_by_label("我确认").check()
        page.get_by_role("button", name="开始读").click()
        page.get_by_text("不用等在这里").wait_for()
        outbox.sweep()
        page.reload()
        page.get_by_text("行，等本人确认").wait_for()
        assert page.get_by_text("前17位都是数字").count() == wrong
        assert faults(page) == []
    assert RosterEntry.objects.count() == 2
    page.get_by_role("link", name="看还没确认的人").click()
    page.get_by_role("heading", name="还没确认的人").wait_for()
    assert faults(page) == []


def test_a_proposal_is_accepted(page, as_user):
    person = VolunteerFactory(name="乌云")
    roster = RosterFactory(organization__name="新惠第一小学")
    RosterEntryFactory(roster=roster, volunteer=person)
    as_user(page, person.user).goto("/me/file/")
    page.get_by_role("link", name="去确认").click()
    page.get_by_role("heading", name="新惠第一小学说你在三年级2班").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="是的，我在这里").click()
    page.get_by_text("记下了，从今天起算。").wait_for()
    assert Affiliation.objects.get(volunteer=person).organization == roster.organization


def test_what_is_kept_and_leaving(page, as_user):
    person = VolunteerFactory()
    post = StaffFactory(user=person.user)
    as_user(page, person.user).goto("/me/file/")
    page.get_by_role("link", name="我的信息和权利").click()
    page.get_by_role("heading", name="留着什么，为什么，多久").wait_for()
    assert faults(page) == []
    page.get_by_role("link", name="看看注销会怎样").click()
    page.get_by_text("唯一的负责人").wait_for()
    assert page.get_by_role("button", name="注销").count() == 0
    assert faults(page) == []
    StaffFactory(organization=post.organization)
    page.reload()
    page.get_by_label("我知道注销以后找不回来").check()
    page.get_by_role("button", name="注销").click()
    page.get_by_text("账号注销了").wait_for()
    assert Leaving.objects.get().account_id == person.user_id


def test_a_guardian_looks_after_a_child(page, as_user):
    guardianship = GuardianshipFactory(child__birth_date=days.today() - datetime.timedelta(4000))
    SignupFactory(volunteer=guardianship.child)
    as_user(page, guardianship.guardian.user).goto("/me/children/")
    assert axe(page) == []
    page.get_by_role("link", name="报名和时长").click()
    page.get_by_role("heading", name="接下来的班").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="结束监护关系").click()
    page.get_by_role("button", name="结束", exact=True).click()
    page.get_by_text("你不再是这个孩子的监护人了").wait_for()
