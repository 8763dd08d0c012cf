"""A leader's screen and a volunteer's phone side by side, then the hours confirmed at the desk."""

import datetime

import pytest

from apps.activities.models import Presence
from apps.core.models import PolicyRow
from apps.hours.models import HourRecord, YearTotal
from tests.activities.test_attendance_pages import shift_around_now
from tests.browser import axe
from tests.factories import SignupFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)


def digits_on(screen):
    return "".join(screen.locator(".code span:not(.vh)").all_inner_texts())


def test_from_the_leaders_screen_to_confirmed_hours(signed_in):
    shift = shift_around_now()
    signup = SignupFactory(shift=shift, volunteer__name="包红霞")
    organization = shift.position.activity.organization
    screen = signed_in(StaffFactory(organization=organization).user, width=1280, height=900)
    phone = signed_in(signup.volunteer.user)

    screen.goto(f"/org/{organization.pk}/shifts/{shift.pk}/code/")
    assert axe(screen) == []
    phone.goto("/me/check-in/")
    assert axe(phone) == []
    phone.get_by_label("6位数字").fill(digits_on(screen))
    phone.get_by_role("button", name="签到", exact=True).click()
    phone.get_by_role("button", name="签退", exact=True).wait_for()
    screen.get_by_text("包红霞").wait_for()  # the list fetched itself
    assert screen.get_by_role("heading", name="已到1人，共1人").is_visible()

    Presence.objects.update(came_at=shift.starts_at + datetime.timedelta(minutes=10))
    screen.get_by_role("link", name="签退").click()
    phone.get_by_label("6位数字").fill(digits_on(screen))
    phone.get_by_role("button", name="签退", exact=True).click()
    phone.get_by_text("已签退").wait_for()

    screen.get_by_role("link", name="时长", exact=True).click()
    for box in screen.get_by_role("checkbox", name="选择包红霞").all():
        box.check()
    pieces = [record.minutes for record in HourRecord.objects.all()]  # two where the shift went over midnight
    screen.get_by_role("button", name=f"确认{len(pieces)}条时长").click()
    dialog = screen.get_by_role("dialog", name=f"把{len(pieces)}条时长记到账上？")
    dialog.get_by_role("button", name=f"确认{len(pieces)}条时长").click()
    screen.get_by_text("没有等着确认的时长。").wait_for()
    assert axe(screen) == []
    assert YearTotal.objects.of(signup.volunteer).minutes() == sum(pieces)

    phone.goto("/me/hours/")
    assert phone.get_by_text("已确认", exact=True).count() == len(pieces)
    assert axe(phone) == []


def test_the_code_on_the_screen_changes_by_itself(signed_in):
    PolicyRow.objects.filter(item="code_seconds").update(value=3)
    shift = shift_around_now()
    organization = shift.position.activity.organization
    screen = signed_in(StaffFactory(organization=organization).user)
    screen.goto(f"/org/{organization.pk}/shifts/{shift.pk}/code/")
    first = digits_on(screen)

    screen.locator(f".code span:text-is('{first[:3]}')").wait_for(state="detached")

    assert digits_on(screen) != first
    assert screen.locator("[data-countdown]").count() == 1
