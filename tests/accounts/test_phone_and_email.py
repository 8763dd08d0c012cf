"""Changing the phone, numbers with new holders, and an address for messages."""

import datetime
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.models import User
from apps.accounts.outside import token_for
from apps.accounts.tokens import issue_token
from apps.core import outbox
from apps.core.errors import Refused
from apps.core.models import AuditRow, OutboxItem
from tests.factories import UserFactory, VolunteerFactory
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db

OLD, NEW, PASSWORD = "13812342046", "13700000002", "correct-horse-1"
FIRST, SECOND = reverse("accounts:phone"), reverse("accounts:confirm_phone")


@pytest.fixture
def user():
    return UserFactory(phone=OLD)


@pytest.fixture
def person(client, user):
    client.post(reverse("account_login"), {"login": OLD, "password": PASSWORD})
    return client


def deliver():
    for item in outbox.lease():
        outbox.perform(item)


def change(client, last_code, phone=NEW, **codes):
    client.post(FIRST, {"phone": phone})
    return client.post(SECOND, {"old": last_code(OLD), "new": last_code(phone), **codes})


# --- changing it ----------------------------------------------------------------------------------------------


def test_the_codes_of_both_phones_change_it(person, user, last_code):
    assert change(person, last_code).url == reverse("accounts:account")

    assert User.objects.with_phone(NEW) == user
    assert User.objects.with_phone(OLD) is None
    assert person.get("/me/").status_code == 200


@pytest.mark.parametrize("wrong", ["old", "new"])
def test_one_code_is_not_enough(person, user, last_code, wrong):
    answer = change(person, last_code, **{wrong: "000000x"})

    assert set(answer.context["form"].errors) == {wrong}
    assert User.objects.with_phone(OLD) == user


def test_a_wrong_code_leaves_the_right_one_to_be_used(person, user, last_code):
    change(person, last_code, new="000000x")

    person.post(SECOND, {"old": last_code(OLD), "new": last_code(NEW)})

    assert User.objects.with_phone(NEW) == user


def test_the_code_of_another_purpose_changes_nothing(person, user, last_code):
    person.post(FIRST, {"phone": NEW})

    answer = person.post(SECOND, {"old": last_code(NEW), "new": last_code(OLD)})

    assert set(answer.context["form"].errors) == {"old", "new"}


def test_everything_else_is_signed_out_and_the_old_phone_is_told(person, user, last_code, texts):
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), {"login": OLD, "password": PASSWORD})
    key, _end = issue_token(user)
    change(person, last_code)
    deliver()

    assert elsewhere.get("/me/").status_code == 302
    api = Client().get(reverse("api:my-total-list"), headers={"authorization": f"Token {key}"})
    assert api.status_code == 401
    assert [text for to, text in texts if to == OLD][-1].startswith("你的账号换成了尾号0002的手机号")
    assert OLD not in str(list(OutboxItem.objects.values_list("payload", flat=True)))


def test_the_screen_does_not_tell_whether_the_new_number_has_an_account(person, user, last_code, texts):
    UserFactory(phone=NEW)
    person.post(FIRST, {"phone": NEW})
    taken = person.get(SECOND)

    answer = person.post(SECOND, {"old": last_code(OLD), "new": "123456"})

    assert taken.status_code == 200
    assert set(answer.context["form"].errors) == {"new"}
    assert "已经注册过" in dict(texts)[NEW]


def test_a_number_that_was_taken_meanwhile_is_refused(user):
    UserFactory(phone=NEW)

    with pytest.raises(Refused) as refusal:
        actions.change_phone(user, phone=NEW, by=user)

    assert refusal.value.code == "phone_taken"
    assert User.objects.with_phone(OLD) == user


def test_a_number_nobody_confirmed_makes_room(user):
    actions.open_account(phone=NEW, password="someone-elses-1")

    actions.change_phone(user, phone=NEW, by=user)

    assert User.objects.with_phone(NEW) == user


@pytest.mark.parametrize("phone", ["", "1", OLD, "1" * 1_000_000, "1381234\x00"])
def test_what_is_no_new_number_is_said_beside_the_field(person, phone):
    assert set(person.post(FIRST, {"phone": phone}).context["form"].errors) == {"phone"}


def test_it_is_asked_who_one_is_when_signing_in_was_a_while_ago(client, user):
    sign_in_with(client, user, minutes_ago=16)

    assert client.post(FIRST, {"phone": NEW}).url.startswith(reverse("account_reauthenticate"))


def test_without_codes_on_their_way_one_begins_at_the_beginning(person):
    assert person.get(SECOND).url == FIRST


# --- a number with a new holder ---------------------------------------------------------------------------------


@pytest.fixture
def idle():
    volunteer = VolunteerFactory(user=UserFactory(phone=OLD))
    long_ago = timezone.now() - datetime.timedelta(days=181)
    User.objects.filter(pk=volunteer.user_id).update(last_login=long_ago, joined_at=long_ago)
    return volunteer


def by_code(client, last_code):
    client.post(reverse("account_request_login_code"), {"phone": OLD})
    return client.post(reverse("account_confirm_login_code"), {"code": last_code(OLD)})


PROVE = reverse("account_prove")


def test_after_long_the_phone_alone_does_not_open_the_account(client, idle, last_code):
    assert by_code(client, last_code).url == PROVE
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("proof", ["password", "document", "full-width"])
def test_who_knows_more_comes_in(client, idle, last_code, proof):
    tail = idle.document_number[-6:]
    typed = {
        "password": PASSWORD,
        "document": tail.lower(),
        "full-width": "".join(chr(ord(c) + 0xFEE0) for c in tail),
    }
    by_code(client, last_code)

    assert client.post(PROVE, {"proof": typed[proof]}).url == "/me/"
    assert client.session["_auth_user_id"] == str(idle.user_id)


@pytest.mark.parametrize("typed", ["", "123456", "x" * 1_000_000, "\x00"])
def test_who_knows_nothing_stays_outside(client, idle, last_code, typed):
    by_code(client, last_code)

    assert set(client.post(PROVE, {"proof": typed}).context["form"].errors) == {"proof"}
    assert "_auth_user_id" not in client.session


def test_five_tries_a_day_from_wherever(client, idle, last_code):
    by_code(client, last_code)
    for _ in range(5):
        client.post(PROVE, {"proof": "000000"})

    answer = client.post(PROVE, {"proof": idle.document_number[-6:]})

    assert answer.context["form"].errors == {"proof": ["试得太多了，过一会儿再来。"]}


def test_the_password_opens_an_idle_account_as_ever(client, idle):
    answer = client.post(reverse("account_login"), {"login": OLD, "password": PASSWORD})

    assert answer.url == "/me/"


def test_an_account_in_use_is_opened_by_the_code_alone(client, idle, last_code):
    User.objects.update(last_login=timezone.now() - datetime.timedelta(days=179))

    assert by_code(client, last_code).url == "/me/"


def test_an_account_nobody_is_registered_behind_is_opened_by_the_code_alone(client, user, last_code):
    User.objects.update(joined_at=timezone.now() - datetime.timedelta(days=900))

    assert by_code(client, last_code).url == "/me/"


def test_the_new_holder_of_the_number_opens_an_account_of_their_own(client, idle, last_code, forget_limits):
    by_code(client, last_code)

    assert client.post(reverse("account_not_mine")).url == reverse("account_signup")
    forget_limits()
    client.post(reverse("account_signup"), {"phone": OLD, "password1": "牧场上的马2026", "terms": "on"})
    client.post(reverse("account_verify_phone"), {"code": last_code(OLD)})

    idle.user.refresh_from_db()
    assert User.objects.with_phone(OLD).pk != idle.user_id
    assert (idle.user.phone, idle.user.phone_verified_at) == ("", None)
    assert AuditRow.objects.filter(action="account.phone_released").count() == 1


def test_nobody_releases_a_number_without_its_code(client, idle):
    client.post(reverse("account_not_mine"))

    assert User.objects.with_phone(OLD) == idle.user


# --- the address for messages -----------------------------------------------------------------------------------

EMAIL = "wuyun@example.cn"


@pytest.fixture
def letters(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "https://volunteer.example.cn"
    mail.outbox = []
    return mail.outbox


def test_an_address_is_used_once_its_holder_opened_the_link(person, user, letters):
    person.post(reverse("accounts:email"), {"email": EMAIL}, headers={"host": "testserver"})
    deliver()
    user.refresh_from_db()
    link = re.search(r"https://\S+", letters[0].body)[0]
    before = user.email_for_messages

    stranger = Client()
    assert stranger.get(link.removeprefix("https://volunteer.example.cn")).status_code == 200
    stranger.post(link.removeprefix("https://volunteer.example.cn"))

    user.refresh_from_db()
    assert (before, user.email_for_messages) == ("", EMAIL)
    assert link.startswith("https://volunteer.example.cn/me/email/confirm/")
    assert EMAIL not in link


def test_looking_at_the_link_confirms_nothing(person, user, letters):
    user.email = EMAIL
    user.save()

    Client().get(reverse("accounts:confirm_email", args=[token_for(user)]))

    assert User.objects.get(pk=user.pk).email_for_messages == ""


def test_a_link_is_for_the_address_it_was_sent_to(user):
    user.email = EMAIL
    user.save()
    token = token_for(user)
    actions.set_email(user, email="another@example.cn", by=user)

    with pytest.raises(Refused) as refusal:
        actions.confirm_email(token)

    assert refusal.value.code == "link_too_old"


@pytest.mark.parametrize("token", ["x", "WzEsIngiXQ:1wJ:abc", "." * 300])
def test_a_made_up_link_is_refused(token):
    with pytest.raises(Refused):
        actions.confirm_email(token)


def test_a_changed_address_is_confirmed_anew_and_none_is_none(person, user):
    User.objects.update(email=EMAIL, email_confirmed_at=timezone.now())

    person.post(reverse("accounts:email"), {"email": "another@example.cn"})
    changed = User.objects.get(pk=user.pk).email_for_messages
    person.post(reverse("accounts:email"), {"email": ""})

    assert (changed, User.objects.get(pk=user.pk).email) == ("", "")


@pytest.mark.parametrize(
    "email", ["x", "a@b", "a" * 300 + "@example.cn", "a@example.cn\nBcc: b@example.cn", "a\x00@example.cn"]
)
def test_what_is_no_address_is_said_beside_the_field(person, email):
    assert set(person.post(reverse("accounts:email"), {"email": email}).context["form"].errors) == {"email"}


def test_an_address_is_asked_for_in_the_house_s_words(person):
    form = person.post(reverse("accounts:email"), {"email": "x"}).context["form"]

    assert form.errors == {"email": ["邮箱地址没写对，比如lixiaomin@example.cn。"]}


def test_six_changes_an_hour_are_one_too_many(person, user):
    answers = [person.post(reverse("accounts:email"), {"email": f"a{n}@example.cn"}) for n in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [200]


def test_the_database_keeps_the_address_sealed(user, db):
    from django.db import connection

    actions.set_email(user, email=EMAIL, by=user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM accounts_user WHERE id = %s", [user.pk])
        stored = cursor.fetchone()[0]

    assert EMAIL not in stored
    assert "w****@example.cn" in str(AuditRow.objects.filter(action="account.email_set").values())
