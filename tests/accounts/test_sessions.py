"""Where one is signed in, and ending it."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.agents import device_words, network_of
from apps.accounts.models import Session
from apps.accounts.tasks import clear_sessions
from apps.accounts.tokens import issue_token
from apps.core.models import AuditRow
from tests.factories import SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

PHONE, PASSWORD = "13812342046", "correct-horse-1"
WECHAT = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/120 Mobile Safari/537 MicroMessenger/8.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120.0"
PAGE = reverse("accounts:sessions")


@pytest.fixture
def user():
    return UserFactory(phone=PHONE)


def sign_in(agent=EDGE, address="116.113.8.9"):
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": PHONE, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WECHAT, "安卓手机上的微信"),
        (EDGE, "Windows 电脑上的Edge"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1",
            "苹果手机上的Safari",
        ),
        (
            "Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114 Mobile HuaweiBrowser/5.0",
            "鸿蒙设备上的华为浏览器",
        ),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_words(agent, words):
    assert device_words(agent) == words


@pytest.mark.parametrize(
    ("address", "network"),
    [("116.113.8.9", "116.113.*.*"), ("240e:404:100::1", "240e:404:*"), ("", ""), ("unknown", "")],
)
def test_of_an_address_only_the_network_is_kept(address, network):
    assert network_of(address) == network


def test_one_sees_where_one_is_signed_in_this_place_first(user):
    phone, desk = sign_in(WECHAT, "240e:404:100::1"), sign_in()

    seen = [(one.device, one.network) for one in desk.get(PAGE).context["sessions"]]

    assert seen == [("Windows 电脑上的Edge", "116.113.*.*"), ("安卓手机上的微信", "240e:404:*")]
    assert phone.get(PAGE).context["sessions"][0].device == "安卓手机上的微信"


def test_the_page_names_no_key_and_no_whole_address(user):
    client = sign_in()
    sign_in(WECHAT)

    page = client.get(PAGE).content.decode()

    assert [one.session_key for one in Session.objects.all() if one.session_key in page] == []
    assert "116.113.8.9" not in page


def test_one_of_them_is_ended(user):
    lost, here = sign_in(WECHAT), sign_in()
    name = here.get(PAGE).context["sessions"][1].name

    here.post(reverse("accounts:end_session", args=[name]))

    assert (lost.get("/me/").status_code, here.get("/me/").status_code) == (302, 200)
    assert AuditRow.objects.filter(action="sessions.ended").count() == 1


def test_all_others_are_ended(user):
    others, here = [sign_in(WECHAT), sign_in(WECHAT)], sign_in()

    here.post(reverse("accounts:end_others"))

    assert [one.get("/me/").status_code for one in others] == [302, 302]
    assert here.get("/me/").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(user):
    client, foreign = sign_in(), SessionFactory()

    client.post(reverse("accounts:end_session", args=[foreign.name]))

    assert Session.objects.filter(pk=foreign.pk).exists()


def test_a_program_is_seen_and_ended_too(user):
    issue_token(user)
    client = sign_in()

    assert "程序用的钥匙" in client.get(PAGE).content.decode()
    client.post(reverse("accounts:end_token"))
    assert client.get(PAGE).context["token"] is None


def test_a_new_password_leaves_only_this_session(user):
    sign_in(WECHAT)
    here = sign_in()

    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "another-horse-2"})

    assert Session.objects.filter(user=user).count() == 1
    assert here.get("/me/").status_code == 200


def test_what_a_browser_says_of_itself_is_cut_and_never_breaks_signing_in(user):
    client = sign_in("<script>\x00" + "x" * 100_000)

    assert client.get(PAGE).status_code == 200
    assert len(Session.objects.get(user=user).agent) == 199


def test_sessions_that_are_over_are_not_shown_and_by_night_are_gone(user):
    SessionFactory(user=user, expire_date=timezone.now() - datetime.timedelta(minutes=1))
    client = sign_in()

    assert len(client.get(PAGE).context["sessions"]) == 1
    clear_sessions()
    assert Session.objects.count() == 1


def test_many_sessions_cost_no_more_than_one(user):
    def cost(client):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    client = sign_in()
    one = cost(client)
    SessionFactory.create_batch(30, user=user)

    assert cost(client) == one
