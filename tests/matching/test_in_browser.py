"""On a phone: an officer searches with a reason, asks whom was found; who refuses is never asked, nobody's phone is shown."""

import pytest

from apps.activities.models import Invitation
from apps.core.models import AuditRow
from apps.matching.following import follow
from apps.matching.models import Search
from tests.browser import axe
from tests.factories import ActivityFactory, OfficerFactory, ShiftFactory, VolunteerFactory

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "给那达慕的医疗点找会蒙古语的人"


@pytest.fixture
def as_user(client, live_server):
    """Let a page belong to someone who has signed in."""

    def sign_in(page, user):
        client.force_login(user)
        page.context.clear_cookies()
        cookies = [{"name": n, "value": m.value, "url": live_server.url} for n, m in client.cookies.items()]
        page.context.add_cookies(cookies)
        return page

    return sign_in


def in_reach(page):
    """No mistakes of accessibility, and nothing wider than the phone."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_search_with_a_reason_invite_and_leave_in_peace_who_refuses(page, as_user):
    officer = OfficerFactory().user
    speaks, leaves_later = (VolunteerFactory(languages=["mn-s"]) for _ in range(2))
    refuses = VolunteerFactory(languages=["mn-s"], invitations="refuse")
    other = VolunteerFactory()
    follow([one.pk for one in (speaks, leaves_later, refuses, other)])
    activity = ActivityFactory(organization__region_id="150430")
    shift = ShiftFactory(position__activity=activity)

    as_user(page, officer).goto("/region/150430/people/")
    in_reach(page)
    page.get_by_label("语言").select_option(label="蒙古语（会说）")
    page.get_by_role("button", name="查，留下记录").click()
    page.get_by_text("还没填").first.wait_for()
    assert Search.objects.count() == 0  # without a reason nobody is searched for
    page.get_by_label("查人做什么").fill(WHY)
    page.get_by_role("button", name="查，留下记录").click()
    page.get_by_role("heading", name="查到的人").wait_for()
    in_reach(page)

    shown = page.locator("main").inner_text()
    found = [one.number in shown for one in (speaks, leaves_later, refuses, other)]
    assert found == [True, True, False, False]
    assert [one.user.phone in page.content() for one in (speaks, leaves_later)] == [False, False]
    leaves_later.invitations = "refuse"
    leaves_later.save()
    follow([leaves_later.pk])
    for box in page.locator("main [data-pick]").all():
        box.check()
    page.get_by_label("请到哪一班").select_option(value=str(shift.pk))
    page.get_by_role("button", name="请2人来").click()
    page.get_by_text("邀请发出去了").first.wait_for()
    in_reach(page)

    assert [row.volunteer for row in Invitation.objects.all()] == [speaks]
    searched = AuditRow.objects.get(action="people.searched")
    assert (searched.actor, searched.detail["reason"]) == (officer, WHY)
    assert AuditRow.objects.get(action="people.invited").detail == {"shift": shift.pk, "people": 2}

    as_user(page, speaks.user).goto("/me/signups/")
    page.get_by_role("heading", name="有人邀请你").wait_for()
    in_reach(page)
    page.get_by_role("button", name="谢绝").click()
    page.wait_for_load_state()
    assert Invitation.objects.get().state == "declined"
