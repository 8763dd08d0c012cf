"""Guessing is slowed down for who guesses, never for the person whose password it is."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.accounts.codes import may_guess
from apps.accounts.devices import COOKIE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PHONE = "13812342046"
PASSWORD = "correct-horse-1"
WRONG, TOO_MANY = "手机号或密码不对。忘了密码可以用短信验证码登录。", "试得太多了，过一会儿再来。"


@pytest.fixture(autouse=True)
def user():
    return UserFactory(phone=PHONE)


def sign_in(client, password=PASSWORD, phone=PHONE, **where):
    """What the answer says, or where it leads."""
    answer = client.post(reverse("account_login"), {"login": phone, "password": password}, **where)
    if answer.status_code == 429:  # the counter itself was too busy: closed, never open
        return TOO_MANY
    page = answer.content.decode()
    return (
        answer.url
        if answer.status_code == 302
        else next(words for words in (WRONG, TOO_MANY) if words in page)
    )


def guess(client, times=5, **where):
    return [sign_in(client, "wrong-horse-1", **where) for _ in range(times)]


def at(address):
    return {"REMOTE_ADDR": address}


def test_six_guesses_from_one_address_are_one_too_many():
    assert guess(Client(), 6) == [WRONG] * 5 + [TOO_MANY]


def test_the_person_signs_in_from_another_address_meanwhile(client):
    guess(Client(), 6, **at("203.0.113.7"))

    assert sign_in(client, **at("198.51.100.4")) == "/me/"


def test_the_person_signs_in_on_their_own_device_even_at_the_address_of_who_guesses(client):
    sign_in(client)
    client.post(reverse("account_logout"))
    guess(Client(), 6)

    assert sign_in(Client()) == TOO_MANY
    assert sign_in(client) == "/me/"


def test_guesses_on_a_known_device_are_counted_too(client):
    sign_in(client)
    client.post(reverse("account_logout"))

    assert guess(client, 6) == [WRONG] * 5 + [TOO_MANY]


def test_a_code_always_opens_the_door(client, last_code):
    guess(client, 6)
    client.post(reverse("account_request_login_code"), {"phone": PHONE})

    assert client.post(reverse("account_confirm_login_code"), {"code": last_code(PHONE)}).url == "/me/"


@pytest.mark.parametrize("cookie", ["", "x", "eyIxIjoiMSJ9:1wJ:abc", "\x00", "1" * 5000])
def test_nobody_makes_a_device_known_by_hand(cookie):
    stranger = Client()
    stranger.cookies[COOKIE] = cookie

    assert guess(stranger, 6) == [WRONG] * 5 + [TOO_MANY]


def test_the_device_of_one_person_is_unknown_for_another(client):
    UserFactory(phone="13700000001")
    sign_in(client, phone="13700000001")
    client.post(reverse("account_logout"))
    guess(Client(), 6)

    assert sign_in(client) == TOO_MANY


def test_the_device_is_named_to_nobody_else(client):
    sign_in(client)

    morsel = client.cookies[COOKIE]
    assert (morsel["httponly"], morsel["samesite"]) == (True, "Lax")
    assert PHONE not in morsel.value


@pytest.mark.parametrize(("proxies", "spoofed"), [(0, "{n}.1.1.1"), (1, "{n}.1.1.1, 203.0.113.7")])
def test_a_made_up_forwarding_header_wins_nothing(settings, proxies, spoofed):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    stranger = Client()
    said = [
        sign_in(stranger, "wrong-horse-1", headers={"x-forwarded-for": spoofed.format(n=n)})
        for n in range(1, 7)
    ]

    assert said == [WRONG] * 5 + [TOO_MANY]


def test_one_address_tries_two_hundred_accounts_an_hour_at_most(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "5/15m/key,8/h/ip"}
    stranger = Client()

    said = [sign_in(stranger, "wrong-horse-1", phone=f"137000000{n:02}") for n in range(9)]

    assert said == [WRONG] * 8 + [TOO_MANY]


def all_at_once(tries):
    """What came of each of these, begun at the same moment."""
    start, came = threading.Barrier(len(tries)), []

    def one(work):
        start.wait()
        try:
            came.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[work]) for work in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_are_no_more_than_five():
    said = all_at_once([lambda: sign_in(Client(), "wrong-horse-1")] * 20)

    assert (len(said), set(said)) == (20, {WRONG, TOO_MANY})
    assert said.count(WRONG) <= 5


@pytest.mark.django_db(transaction=True)
def test_twenty_tries_of_a_code_at_once_are_no_more_than_three(rf):
    """Each request finds the session as it was before the others; the tries are counted beside it."""
    client = Client()
    client.post(reverse("account_request_login_code"), {"phone": PHONE})
    session = client.session
    at = session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"]

    def try_once():
        request = rf.post("/")
        request.session = session
        return may_guess(request, at)

    came = all_at_once([try_once] * 20)

    assert (len(came), came.count(True)) == (20, 3)


def test_the_fourth_try_of_a_code_is_refused_whatever_the_session_says(client, last_code):
    client.post(reverse("account_request_login_code"), {"phone": PHONE})
    as_it_was = dict(client.session)
    confirm = reverse("account_confirm_login_code")
    for _ in range(3):
        client.post(confirm, {"code": "0"})
        session = client.session
        session.update(as_it_was)
        session.save()

    client.post(confirm, {"code": last_code(PHONE)})

    assert "_auth_user_id" not in client.session
