"""On a phone: something hazardous refuses the uncovered and the minor, says what to do, and lets in the covered."""

import datetime

import pytest
from django.utils import timezone

from apps.activities.attendance import KIND
from apps.activities.models import Activity, Presence, Signup
from apps.booking import codes
from apps.core import days, outbox
from apps.insurance import actions, enrolling
from apps.insurance.models import Cover, Delivery, Policy
from tests.activities.test_attendance_pages import shift_around_now
from tests.browser import axe
from tests.factories import (
    ActivityFactory,
    ConsentFactory,
    GuardianshipFactory,
    OfficerFactory,
    PolicyFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STATE_DIR = tmp_path


@pytest.fixture
def policy():
    return PolicyFactory(is_named=True, name="2026年志愿者意外险")


UNDECIDED = {"decided_by": None, "decided_at": None}
NEEDS_INSURANCE = "可能有人身危险的活动要先有保险才能发布"


def tick_all(page):
    boxes = page.get_by_role("group", name="这六条都看过").get_by_role("checkbox").all()
    assert len(boxes) == 6
    for box in boxes:
        box.check()


def in_reach(page):
    """No mistakes of accessibility, and nothing wider than the phone."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def enter_the_code(phone, shift):
    phone.goto("/me/check-in/")
    phone.get_by_label("6位数字").fill(codes.code_at(KIND, shift.pk, codes.IN, timezone.now()))
    phone.get_by_role("button", name="签到", exact=True).click()


def answered(officer):
    """By night the list goes to the insurer, who takes everybody; the office records it."""
    actions.make_deliveries()
    outbox.sweep()
    actions.accept_all(Delivery.objects.get(), from_day=days.today(), by=officer)
    outbox.sweep()


def test_the_uncovered_stay_out_until_they_are_covered(signed_in, policy):
    shift = shift_around_now(begins=-5 if timezone.localtime().time() > datetime.time(0, 5) else 1)
    Activity.objects.update(is_hazardous=True)
    signup = SignupFactory(shift=shift)
    enrolling.enrol([signup.volunteer_id])
    phone = signed_in(signup.volunteer.user)

    enter_the_code(phone, shift)
    phone.get_by_text("还没有保险：先同意把名单交给保险公司").first.wait_for()
    in_reach(phone)
    assert not Presence.objects.exists()
    phone.get_by_role("link", name="去同意").click()
    phone.get_by_role("heading", name="你同意过的").wait_for()

    phone.goto("/me/insurance/")
    phone.get_by_text("没有生效，等你同意").wait_for()
    in_reach(phone)
    phone.get_by_role("button", name="同意交名单").click()
    phone.goto("/me/insurance/")
    phone.get_by_text("没有生效，排着").wait_for()
    enter_the_code(phone, shift)
    phone.get_by_text("保险公司还没有承保").first.wait_for()
    assert not Presence.objects.exists()

    answered(OfficerFactory().user)
    phone.goto("/me/insurance/")
    phone.get_by_text("生效中", exact=True).wait_for()
    in_reach(phone)
    enter_the_code(phone, shift)
    phone.get_by_role("button", name="签退", exact=True).wait_for()

    assert Presence.objects.get().signup == signup
    assert Cover.objects.get().state == "accepted"


def test_a_notice_goes_nowhere_without_a_policy_and_says_what_to_do(signed_in, policy):
    """Neither to the office nor out, by the page and by the action, when the policy ends while the page is open."""
    draft = ActivityFactory(is_hazardous=True, title="高空清理断枝", state="draft", **UNDECIDED)
    ShiftFactory(position__activity=draft)
    waiting = ActivityFactory(is_hazardous=True, state="in_review", submitted_at=timezone.now(), **UNDECIDED)
    ShiftFactory(position__activity=waiting)
    owner, officer = StaffFactory(organization=draft.organization).user, OfficerFactory().user
    desk = f"/org/{draft.organization_id}/activities/{draft.pk}/"
    review = f"/region/150430/activities/{waiting.pk}/"

    phone, office = signed_in(owner), signed_in(officer)
    phone.goto(desk)
    office.goto(review)
    Policy.objects.update(state="withdrawn", reason="停了", ended_at=timezone.now())
    tick_all(phone)
    phone.get_by_role("button", name="交去审核").click()
    phone.get_by_text(NEEDS_INSURANCE).first.wait_for()
    in_reach(phone)
    tick_all(office)
    office.get_by_role("button", name="发布这个活动").click()
    office.get_by_text("没有保险管到最后一班，现在不能发布，只能退回").wait_for()
    assert not office.get_by_role("button", name="发布这个活动").is_visible()
    in_reach(office)

    phone.goto(desk)
    assert phone.get_by_role("button", name="交去审核").is_disabled()
    in_reach(phone)
    phone.get_by_role("link", name="看保险").click()
    phone.get_by_role("heading", name="保险", exact=True).wait_for()
    in_reach(phone)
    states = set(Activity.objects.values_list("state", flat=True))
    assert states == {"draft", "in_review"}


def test_a_minor_is_told_why_not(signed_in, policy):
    activity = ActivityFactory(is_hazardous=True, title="高空清理断枝")
    ShiftFactory(position__activity=activity)
    minor = VolunteerFactory(birth_date=days.today() - datetime.timedelta(days=17 * 365))
    guardian = GuardianshipFactory(child=minor).guardian.user
    ConsentFactory(user=minor.user, given_by=guardian, purpose="minor")
    phone = signed_in(minor.user)

    phone.goto(f"/activities/{activity.pk}/")

    phone.get_by_text("可能有人身危险的活动，未满18岁不能参加。").first.wait_for()
    in_reach(phone)
    assert not Signup.objects.exists()


def test_a_guardian_decides_whether_a_child_is_named(signed_in, policy):
    child = VolunteerFactory(birth_date=days.today() - datetime.timedelta(days=12 * 365), name="王小雨")
    guardian = GuardianshipFactory(child=child).guardian.user
    enrolling.enrol([child.pk])
    phone = signed_in(guardian)

    phone.goto("/me/insurance/")
    phone.get_by_role("button", name="替孩子同意交名单").click()
    phone.get_by_text("没有生效，排着").wait_for()
    in_reach(phone)
    phone.get_by_role("button", name="撤回同意").click()
    phone.get_by_role("dialog").get_by_role("button", name="撤回").click()

    phone.get_by_text("没有生效，等你同意").first.wait_for()
    assert not Cover.objects.to_send().exists()


def test_an_office_keeps_a_policy_at_its_desk(signed_in, policy):
    desk = signed_in(OfficerFactory().user)

    for address in ("", "new/", "insurers/new/", "lists/", f"{policy.pk}/"):
        desk.goto(f"/region/150430/insurance/{address}")
        in_reach(desk)

    desk.goto("/region/150430/claims/")
    in_reach(desk)
