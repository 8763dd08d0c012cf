"""Keys of programs: shown once, kept as a hash, and ended in every way they should end."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.authtoken.models import Token

from apps.core.models import AuditRow
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/token/"
MINE = "/api/v1/me/messages/"


@pytest.fixture
def person():
    return UserFactory(phone="13812345678", password="kumis-on-the-steppe")


@pytest.fixture
def key(api, person):
    return sign_in(api()).json()["token"]


def sign_in(client, phone="138 1234-5678", password="kumis-on-the-steppe"):
    return client.post(TOKEN, {"phone": phone, "password": password})


def with_key(client, key):
    client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    return client


def test_a_key_opens_what_is_the_persons(api, key):
    assert with_key(api(), key).get(MINE).status_code == 200


def test_the_key_itself_is_kept_nowhere(key):
    token = Token.objects.get()
    assert (key == token.key, key in token.key, len(key) >= 40) == (False, False, True)


def test_a_new_key_ends_the_one_before(api, person, key):
    new = sign_in(api()).json()["token"]
    answers = [with_key(api(), one).get(MINE).status_code for one in (key, new)]
    assert answers == [401, 200]


def test_a_key_ends_when_it_is_given_back(api, key):
    assert with_key(api(), key).delete("/api/v1/me/token/").status_code == 204
    assert with_key(api(), key).get(MINE).status_code == 401


def test_a_key_ends_with_its_time(api, key, settings):
    Token.objects.update(created=timezone.now() - datetime.timedelta(seconds=settings.API_TOKEN_AGE))
    assert with_key(api(), key).get(MINE).json()["detail"] == "这把钥匙过期了，请重新登录。"


def test_a_key_ends_with_the_account(api, person, key):
    person.is_active = False
    person.save()
    answers = with_key(api(), key).get(MINE), sign_in(api())
    assert [answer.status_code for answer in answers] == [401, 400]


def test_a_key_ends_with_the_password(api, client, person, key):
    client.force_login(person)
    client.post(
        reverse("account_change_password"),
        {"oldpassword": "kumis-on-the-steppe", "password1": "milk-tea-with-salt"},
    )
    assert with_key(api(), key).get(MINE).status_code == 401


def test_a_wrong_password_and_an_unknown_phone_get_the_same_answer(api, person):
    wrong = sign_in(api(), password="milk-tea-with-salt")
    unknown = sign_in(api(), phone="13900001111")
    assert wrong.status_code == unknown.status_code == 400
    assert (
        wrong.json()
        == unknown.json()
        == {
            "code": "phone_password_mismatch",
            "detail": "手机号或密码不对。忘了密码可以用短信验证码登录。",
            "fields": {},
        }
    )


def test_a_phone_that_was_never_confirmed_gets_no_key(api, person):
    person.phone_verified_at = None
    person.save()
    assert sign_in(api()).status_code == 400


def test_guesses_are_counted_together_with_those_on_the_page(api, client, person):
    page = reverse("account_login")
    for _ in range(3):
        client.post(page, {"login": "13812345678", "password": "milk-tea-with-salt"})
    for _ in range(2):
        sign_in(api(), password="milk-tea-with-salt")
    answers = sign_in(api()), client.post(page, {"login": "13812345678", "password": "kumis-on-the-steppe"})
    assert (answers[0].status_code, answers[0].json()["code"]) == (429, "throttled")
    assert (answers[1].status_code, "试得太多了" in answers[1].content.decode()) == (200, True)


def test_giving_and_taking_keys_leaves_rows_of_the_audit_trail(api, person, key):
    with_key(api(), key).delete("/api/v1/me/token/")
    written = AuditRow.objects.filter(actor=person).order_by("pk").values_list("action", flat=True)
    assert list(written) == ["accounts.token_issued", "accounts.token_revoked"]
