"""What people walk through on a phone to keep their account their own."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from apps.accounts.models import Consent, User
from apps.quotas import standing as goals
from tests.browser import axe
from tests.factories import (
    AffiliationFactory,
    OfficerFactory,
    OrganizationFactory,
    SessionFactory,
    StaffFactory,
    UserFactory,
)
from tests.signing_in import SECRET, code_now, sign_in_with
from tests.world import agree

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, PASSWORD = "13812342046", "correct-horse-1"


@pytest.fixture
def user():
    return UserFactory(phone=PHONE, name="乌云")


@pytest.fixture
def officer(user):
    return OfficerFactory(user=user).user


@pytest.fixture
def as_user(client, live_server):
    """Let a page belong to someone who has signed in."""

    def let(page, user, **how):
        sign_in_with(client, user, **how)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return let


def looks_well(page):
    page.wait_for_load_state()  # a page that follows a tap is there before its style is
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert (axe(page), wide) == ([], False)


def sign_in(page):
    page.goto(reverse("account_login"))
    page.get_by_label("手机号").fill(PHONE)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录", exact=True).click()


def code_by_text(texts, phone):
    return re.search(r"验证码 (\d{6})", [text for to, text in texts if to == phone][-1])[1]


def test_an_officer_sets_up_the_second_factor_on_the_way_to_the_workbench(page, officer):
    sign_in(page)
    page.wait_for_url("**/me/")
    page.goto("/region/150430/")
    page.get_by_role("heading", name="设置动态验证码").wait_for()
    looks_well(page)
    page.get_by_label("动态验证码").fill("000000")
    page.get_by_role("button", name="设好了").click()
    page.get_by_role("alert").get_by_text("动态验证码不对").wait_for()
    looks_well(page)
    secret = page.locator("p", has_text="密钥").locator(".num").inner_text()
    page.get_by_label("动态验证码").fill(code_now(secret))
    page.get_by_role("button", name="设好了").click()
    page.get_by_role("heading", name="恢复码").wait_for()
    looks_well(page)
    page.get_by_role("link", name="收好了，接着做").click()
    page.wait_for_url("**/region/150430/")


def test_an_officer_signs_in_with_it(page, officer):
    TOTP.activate(officer, SECRET)
    sign_in(page)
    page.get_by_role("heading", name="输入动态验证码").wait_for()
    looks_well(page)
    page.get_by_label("动态验证码").fill("123")
    page.get_by_role("button", name="登录", exact=True).last.click()
    page.get_by_role("alert").get_by_text("动态验证码不对").wait_for()
    looks_well(page)
    page.get_by_label("动态验证码").fill(code_now())
    page.locator("main").get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/me/")


def test_a_teacher_is_asked_who_they_are_before_a_file_goes_out(page, user, as_user):
    school = OrganizationFactory(kind_id="primary_school")
    StaffFactory(organization=school, user=user)
    goals.follow([AffiliationFactory(organization=school).volunteer_id])
    as_user(page, user, minutes_ago=16)
    page.goto(reverse("reports:roster", args=[school.pk]))
    page.get_by_role("button", name="CSV").click()
    page.get_by_role("heading", name="再确认一下是你").wait_for()
    looks_well(page)
    page.get_by_label("密码").fill("wrong-horse-1")
    page.get_by_role("button", name="确认").click()
    page.get_by_role("alert").get_by_text("密码不对").first.wait_for()
    looks_well(page)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="确认").click()
    page.wait_for_url(f"**{reverse('reports:roster', args=[school.pk])}")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")


def test_without_the_password_a_code_will_do(page, user, as_user, texts):
    as_user(page, user, minutes_ago=16)
    page.goto(reverse("accounts:phone"))
    page.get_by_role("link", name="用短信验证码").click()
    looks_well(page)
    page.get_by_role("button", name="发验证码").click()
    page.get_by_label("验证码").fill(code_by_text(texts, PHONE))
    looks_well(page)
    page.get_by_role("button", name="确认").click()
    page.wait_for_url("**/me/phone/")


def test_a_lost_phone_is_signed_out_from_afar(page, user, as_user):
    SessionFactory(user=user)
    as_user(page, user)
    page.goto(reverse("accounts:account"))
    looks_well(page)
    page.get_by_role("link", name="在哪些地方登录着").click()
    page.get_by_text("安卓手机上的微信").wait_for()
    looks_well(page)
    page.get_by_role("button", name="退出那里").click()
    page.get_by_role("status").get_by_text("那里退出登录了").wait_for()
    assert page.get_by_text("安卓手机上的微信").count() == 0


def test_a_consent_is_taken_back_in_two_taps(page, user, as_user):
    agree(user, Consent.Purpose.LOCATION, by=user)
    as_user(page, user)
    page.goto(reverse("accounts:consents"))
    looks_well(page)
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").get_by_text("以后签到不再读取位置").wait_for()
    looks_well(page)
    page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    page.get_by_role("status").get_by_text("撤回了：签到时的位置").wait_for()
    assert not Consent.objects.covers(user, "location")


def test_the_phone_is_changed_with_both_codes(page, user, as_user, texts):
    as_user(page, user)
    page.goto(reverse("accounts:phone"))
    looks_well(page)
    page.get_by_label("新手机号").fill("123")
    page.get_by_role("button", name="发验证码").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("新手机号").fill("13700000002")
    page.get_by_role("button", name="发验证码").click()
    page.get_by_label("现在的手机收到的").fill("000000")
    page.get_by_label("新手机收到的").fill(code_by_text(texts, "13700000002"))
    page.get_by_role("button", name="换成新手机号").click()
    page.get_by_role("alert").get_by_text("验证码不对").first.wait_for()
    looks_well(page)
    page.get_by_label("现在的手机收到的").fill(code_by_text(texts, PHONE))
    page.get_by_label("新手机收到的").fill(code_by_text(texts, "13700000002"))
    page.get_by_role("button", name="换成新手机号").click()
    page.get_by_role("status").get_by_text("手机号换好了").wait_for()
    assert User.objects.with_phone("13700000002") == user


def test_going_back_to_a_form_that_was_refused_sends_nothing_again(page, user):
    page.goto(reverse("account_login"))
    page.get_by_label("手机号").fill(PHONE)
    page.get_by_label("密码").fill("wrong-horse-1")
    page.locator("main").get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("alert").wait_for()
    page.goto(reverse("account_terms"))
    page.go_back()
    page.get_by_role("heading", name="登录").wait_for()
    sent = []
    page.on(
        "request", lambda request: sent.append(request.method) if request.is_navigation_request() else None
    )
    page.reload()
    page.get_by_role("heading", name="登录").wait_for()

    assert sent == ["GET"]
