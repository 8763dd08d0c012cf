import re
import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from apps.accounts.actions import open_account
from apps.accounts.models import Consent, ConsentText, Session, User
from apps.core.errors import Refused
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PHONE = "13812342046"
FILLED = {"phone": PHONE, "password1": "牧场上的马2026", "name": "乌云", "terms": "on"}


def sign_up(client, **changes):
    return client.post(reverse("account_signup"), {**FILLED, **changes})


def enter(client, code):
    return client.post(reverse("account_verify_phone"), {"code": code})


def test_a_phone_a_password_and_a_code_make_an_account(client, last_code):
    assert sign_up(client, phone="+86 138-1234-2046").url == reverse("account_verify_phone")

    answer = enter(client, last_code(PHONE))

    user = User.objects.with_phone(PHONE)
    assert answer.url == "/me/register/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert str(user) == "乌云"


def test_the_code_may_be_typed_full_width_and_with_a_space(client, last_code):
    sign_up(client)
    code = last_code(PHONE).translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    enter(client, f"{code[:3]} {code[3:]}")

    assert User.objects.with_phone(PHONE)


def test_signing_up_records_the_agreement_to_the_terms_in_its_version(client):
    sign_up(client)

    assert list(Consent.objects.values_list("purpose", "version", "withdrawn_at")) == [
        ("terms", ConsentText.objects.versions()["terms"], None)
    ]


def test_nobody_signs_up_without_agreeing(client):
    answer = client.post(reverse("account_signup"), {**FILLED, "terms": ""})

    assert answer.context["form"].errors.keys() == {"terms"}
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", ""),
        ("phone", "12345"),
        ("phone", "1381234204\x00"),
        ("phone", "1" * 1_000_000),
        ("password1", "short"),
        ("password1", "12345678901"),
        ("password1", "password"),
        ("password1", "长" * 129),
        ("password1", "a" * 1_000_000),
        ("password1", "with a \x00 in it"),
        ("name", "名" * 41),
    ],
)
def test_bad_input_is_named_beside_its_field(client, field, value):
    answer = sign_up(client, **{field: value})

    assert (answer.status_code, set(answer.context["form"].errors)) == (200, {field})
    assert User.objects.count() == 0


@pytest.mark.parametrize("password", ["1234", "12345678", "password"])
def test_a_weak_password_is_told_one_thing_to_mend(client, password):
    assert len(sign_up(client, password1=password).context["form"].errors["password1"]) == 1


def test_a_password_of_128_characters_is_taken(client):
    sign_up(client, password1="长" * 128)

    assert User.objects.get().check_password("长" * 128)


def test_the_screen_does_not_tell_whether_a_number_is_registered(client, client_of_someone_else, texts):
    UserFactory(phone="13700000001")

    pages = []
    for visitor, phone in ((client, "13700000001"), (client_of_someone_else, "13700000002")):
        first = sign_up(visitor, phone=phone)
        page = visitor.get(first.url).content.decode()
        wrong = enter(visitor, "000000").content.decode()
        pages.append((first.status_code, first.url, same(page, phone), same(wrong, phone)))

    assert pages[0] == pages[1]
    assert [("已经注册过" in text, "验证码" in text) for _to, text in texts] == [(True, False), (False, True)]


def same(page, phone):
    """A page without what differs by chance: tokens, and the number typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return page.replace(f"{phone[:3]}****{phone[-4:]}", "…")


@pytest.fixture
def client_of_someone_else():
    return Client()


def test_a_number_nobody_confirmed_makes_room_for_its_holder(
    client, client_of_someone_else, last_code, forget_limits
):
    sign_up(client, password1="someone-elses-1")
    forget_limits()
    sign_up(client_of_someone_else, password1="the-holders-own-1")

    enter(client_of_someone_else, last_code(PHONE))

    assert User.objects.with_phone(PHONE).check_password("the-holders-own-1")


def test_the_code_of_a_sign_up_that_was_replaced_opens_nothing(
    client, client_of_someone_else, last_code, forget_limits
):
    sign_up(client, password1="the-holders-own-1")
    code = last_code(PHONE)
    forget_limits()
    sign_up(client_of_someone_else, password1="someone-elses-1")

    answer = enter(client, code)

    assert answer.status_code == 200
    assert User.objects.with_phone(PHONE) is None


def test_a_confirmed_account_is_never_replaced():
    user = UserFactory(phone=PHONE)

    with pytest.raises(Refused) as refusal:
        open_account(phone=PHONE, password="another-one-1")

    assert refusal.value.code == "try_again"
    assert User.objects.get() == user


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_with_one_number_at_once_make_one_account(someone_waits_for_me):
    refusals = []

    def sign_up_too():
        try:
            open_account(phone=PHONE, password="another-one-1")
        except Refused as refusal:
            refusals.append(refusal.code)
        finally:
            connection.close()

    with transaction.atomic():
        first = open_account(phone=PHONE, password="the-first-one-1")
        other = threading.Thread(target=sign_up_too)
        other.start()
        deadline = time.monotonic() + 60
        while not someone_waits_for_me():
            assert time.monotonic() < deadline
            time.sleep(0.01)
    other.join()

    assert refusals == ["try_again"]
    assert User.objects.get() == first


def test_after_three_wrong_codes_one_begins_again(client, last_code):
    sign_up(client)
    for _ in range(3):
        answer = enter(client, "xxxxxx")

    assert answer.url == reverse("account_login")
    assert enter(client, last_code(PHONE)).url == reverse("account_login")
    assert User.objects.with_phone(PHONE) is None


def test_codes_to_one_number_are_half_a_minute_apart(client, client_of_someone_else):
    sign_up(client)

    answer = sign_up(client_of_someone_else)

    assert answer.context["form"].errors == {"phone": ["给这个号码发短信太勤了，等半分钟再试。"]}


def test_a_mistyped_number_can_be_put_right(client):
    sign_up(client, phone="13800000000")

    answer = client.post(reverse("account_logout"), {"next": reverse("account_signup")}, follow=True)

    assert answer.redirect_chain == [(reverse("account_signup"), 302)]


def test_the_database_keeps_neither_phone_nor_code_in_plain(client, last_code):
    sign_up(client)

    stored = Session.objects.get().session_data
    assert stored.startswith("k")
    assert client.session["account_login"]["state"]["stages"]["verify_phone"]["data"]["phone"] == PHONE


def test_someone_signed_in_has_nothing_to_verify(client):
    client.force_login(UserFactory())

    assert client.get(reverse("account_verify_phone")).url == "/me/"


def test_the_terms_can_be_read_by_anyone(client):
    assert ConsentText.objects.versions()["terms"] in client.get(reverse("account_terms")).content.decode()
