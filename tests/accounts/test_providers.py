"""Signing in through a unit's single sign-on and WeChat: another door to the same person."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import NoReverseMatch, reverse

from apps.accounts.models import User
from tests.accounts import urls_with_providers  # noqa: F401 -- made before anything is configured
from tests.factories import UserFactory
from tests.signing_in import SECRET, sign_in_with
from volunteer_platform.providers import configured

pytestmark = pytest.mark.django_db

PHONE, PASSWORD = "13812342046", "correct-horse-1"


class Elsewhere(BaseHTTPRequestHandler):
    """A small house that knows one person."""

    person = "person-17"

    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        answers = {
            "/.well-known/openid-configuration": {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/userinfo",
                "jwks_uri": f"{here}/keys",
            },
            "/userinfo": {"sub": self.person, "name": "乌云", "email": "wuyun@example.cn"},
        }
        self.answer(answers[urlsplit(self.path).path])

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.answer({"access_token": "a-token", "token_type": "Bearer", "expires_in": 60})

    def answer(self, data):
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def elsewhere():
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def use(settings, monkeypatch, **environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS, settings.PROVIDER_ORIGINS = configured()
    settings.ROOT_URLCONF = "tests.accounts.urls_with_providers"


@pytest.fixture(autouse=True)
def house(settings, monkeypatch, elsewhere):
    use(
        settings,
        monkeypatch,
        OIDC_NAME="敖汉统一认证",
        OIDC_SERVER_URL=elsewhere,
        OIDC_CLIENT_ID="us",
        OIDC_CLIENT_SECRET="between-us",
    )


@pytest.fixture
def user():
    return UserFactory(phone=PHONE)


def come_back(client, **query):
    """Away to the other house, and back with its answer."""
    away = client.post(reverse("openid_connect_login", args=["sso"], query=query)).url
    state = parse_qs(urlsplit(away).query)["state"][0]
    return client.get(reverse("openid_connect_callback", args=["sso"]), {"code": "x", "state": state})


def by_code(client, last_code):
    client.post(reverse("account_request_login_code"), {"phone": PHONE})
    return client.post(reverse("account_confirm_login_code"), {"code": last_code(PHONE)})


def test_the_door_is_named_where_it_is_configured(client):
    assert "用敖汉统一认证登录" in client.get(reverse("account_login")).content.decode()


def test_nothing_is_configured_unless_the_environment_says_so(client, settings, monkeypatch):
    for name in ("OIDC_SERVER_URL", "WEIXIN_APP_ID"):
        monkeypatch.delenv(name, raising=False)
    settings.SOCIALACCOUNT_PROVIDERS, origins = configured()
    settings.ROOT_URLCONF = "volunteer_platform.urls"

    assert (settings.SOCIALACCOUNT_PROVIDERS, origins) == ({}, [])
    assert "统一认证" not in client.get(reverse("account_login")).content.decode()
    with pytest.raises(NoReverseMatch):
        reverse("openid_connect_login", args=["sso"])


def test_half_a_configuration_stops_the_start(monkeypatch):
    monkeypatch.setenv("WEIXIN_APP_ID", "wx1")

    with pytest.raises(ImproperlyConfigured, match="WEIXIN_APP_SECRET"):
        configured()


def test_the_first_time_one_shows_ones_phone_and_is_linked(client, user, last_code):
    assert come_back(client).url == reverse("account_request_login_code")
    assert "_auth_user_id" not in client.session

    assert by_code(client, last_code).url == "/me/"

    linked = SocialAccount.objects.get()
    assert (linked.user, linked.uid, linked.extra_data) == (user, "person-17", {})
    assert User.objects.count() == 1


def test_from_then_on_it_opens_the_door(client, user, last_code):
    come_back(client)
    by_code(client, last_code)

    again = Client()
    assert come_back(again).url == "/me/"
    assert again.session["_auth_user_id"] == str(user.pk)


def test_the_second_factor_is_asked_for_at_this_door_too(client, user):
    SocialAccount.objects.create(user=user, provider="sso", uid="person-17")
    TOTP.activate(user, SECRET)

    assert come_back(client).url == reverse("mfa_authenticate")


def test_someone_new_opens_an_account_with_their_phone_and_is_linked(client, last_code):
    come_back(client)
    client.post(reverse("account_signup"), {"phone": PHONE, "password1": "牧场上的马2026", "terms": "on"})
    client.post(reverse("account_verify_phone"), {"code": last_code(PHONE)})

    assert SocialAccount.objects.get().user == User.objects.with_phone(PHONE)


def test_a_password_alone_links_nothing(client, user):
    User.objects.update(phone_verified_at="2026-01-01T00:00:00Z")
    come_back(client)
    client.post(reverse("account_login"), {"login": PHONE, "password": PASSWORD})

    assert not SocialAccount.objects.exists()


def test_what_was_left_waiting_links_nobody_later(client, user, last_code):
    come_back(client)
    session = client.session
    session["waiting_provider"] = [*session["waiting_provider"][:3], 0]
    session.save()
    by_code(client, last_code)

    assert not SocialAccount.objects.exists()


def test_who_is_signed_in_links_and_unlinks_it(client, user):
    client.force_login(user)
    page = reverse("socialaccount_connections")

    come_back(client, process="connect", next=page)
    linked = client.get(page).context["accounts"]
    client.post(reverse("account_unlink", args=[linked[0]["pk"]]))

    assert [one["name"] for one in linked] == ["敖汉统一认证"]
    assert not SocialAccount.objects.exists()


def test_nobody_unlinks_somebody_else(client, user):
    foreign = SocialAccount.objects.create(user=UserFactory(), provider="sso", uid="person-18")
    client.force_login(user)

    assert client.post(reverse("account_unlink", args=[foreign.pk])).status_code == 404
    assert SocialAccount.objects.filter(pk=foreign.pk).exists()


def test_unlinking_asks_who_one_is(client, user):
    linked = SocialAccount.objects.create(user=user, provider="sso", uid="person-17")
    sign_in_with(client, user, minutes_ago=16)

    answer = client.post(reverse("account_unlink", args=[linked.pk]))

    assert answer.url.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize(
    "query", [{}, {"code": "x"}, {"code": "x", "state": "made-up"}, {"error": "access_denied"}]
)
def test_an_answer_nobody_asked_for_opens_nothing(client, user, query):
    answer = client.get(reverse("openid_connect_callback", args=["sso"]), query)

    assert answer.status_code == 401
    assert "_auth_user_id" not in client.session


def test_a_house_that_does_not_answer_is_told(client, settings, monkeypatch):
    use(settings, monkeypatch, OIDC_SERVER_URL="http://127.0.0.1:9")

    answer = client.post(reverse("openid_connect_login", args=["sso"]))

    assert "对方没有回答" in answer.content.decode()


def test_wechat_is_asked_where_it_is_configured(client, settings, monkeypatch):
    use(settings, monkeypatch, WEIXIN_APP_ID="wx1", WEIXIN_APP_SECRET="between-us")

    page = client.get(reverse("account_login")).content.decode()
    away = urlsplit(client.post(reverse("weixin_login")).url)

    assert "用微信登录" in page
    assert (away.netloc, away.path, parse_qs(away.query)["appid"]) == (
        "open.weixin.qq.com",
        "/connect/qrconnect",
        ["wx1"],
    )
    assert settings.PROVIDER_ORIGINS[-1] == "https://open.weixin.qq.com"
