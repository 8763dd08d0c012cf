import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PHONE = "13812342046"
PASSWORD = "correct-horse-1"


@pytest.fixture
def user():
    return UserFactory(phone=PHONE)


def sign_in(client, *, phone=PHONE, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": phone, "password": password, **more})


def by_code(client, last_code, *, phone=PHONE, **query):
    client.post(reverse("account_request_login_code", query=query), {"phone": phone})
    return client.post(reverse("account_confirm_login_code", query=query), {"code": last_code(phone)})


@pytest.mark.parametrize("phone", [PHONE, "138 1234 2046", "+8613812342046", "１３８１２３４２０４６"])
def test_phone_and_password_open_the_door(client, user, phone):
    assert sign_in(client, phone=phone).url == "/me/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_code_opens_it_too(client, user, last_code):
    assert by_code(client, last_code).url == "/me/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_code_opens_the_door_once(client, user, last_code):
    by_code(client, last_code)
    stranger = Client()
    stranger.post(reverse("account_request_login_code"), {"phone": "13700000002"})

    stranger.post(reverse("account_confirm_login_code"), {"code": last_code(PHONE)})

    assert "_auth_user_id" not in stranger.session


def test_a_wrong_password_and_an_unknown_number_get_the_same_answer(client, user):
    wrong = sign_in(client, password="wrong-horse-1").context["form"].errors
    unknown = sign_in(client, phone="13700000009").context["form"].errors

    assert wrong == unknown == {"password": ["手机号或密码不对。忘了密码可以用短信验证码登录。"]}


def test_asking_for_a_code_answers_alike_for_known_and_unknown_numbers(client, user, texts):
    answers = []
    for phone, visitor in ((PHONE, client), ("13700000009", Client())):
        answer = visitor.post(reverse("account_request_login_code"), {"phone": phone})
        tries = [
            visitor.post(reverse("account_confirm_login_code"), {"code": "1"}).status_code for _ in range(3)
        ]
        answers.append((answer.status_code, answer.url, tries))

    assert answers[0] == answers[1]
    assert "还没有注册" in dict(texts)["13700000009"]


def test_five_wrong_passwords_close_the_door_for_that_number_only(client, user):
    other = UserFactory(phone="13700000001")
    for _ in range(5):
        sign_in(client, password="wrong-horse-1")

    assert sign_in(client).context["form"].errors == {"password": ["试得太多了，过一会儿再来。"]}
    assert sign_in(client, phone="13700000001").url == "/me/"
    assert client.session["_auth_user_id"] == str(other.pk)


@pytest.mark.parametrize("field", ["login", "password"])
def test_a_megabyte_is_refused_before_it_is_hashed(client, user, field):
    form = sign_in(client, **{"phone" if field == "login" else field: "1" * 1_000_000}).context["form"]

    assert set(form.errors) == {field}


@pytest.mark.parametrize(
    "target", ["//evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example/me/"]
)
def test_signing_in_never_leads_to_another_site(client, user, target):
    assert sign_in(client, next=target).url == "/me/"


def test_signing_in_leads_back_to_where_one_was(client, user):
    assert sign_in(client, next="/me/hours/").url == "/me/hours/"


def test_an_account_that_was_closed_says_so(client, user):
    User.objects.update(is_active=False)

    assert sign_in(client).url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_the_session_gets_a_new_id_on_signing_in(client, user):
    client.get(reverse("account_login"))
    client.post(reverse("account_request_login_code"), {"phone": PHONE})
    before = client.session.session_key
    client.post(reverse("account_logout"))
    sign_in(client)

    assert client.session.session_key != before


def test_signing_out_asks_first_when_it_was_only_a_link(client, user):
    client.force_login(user)

    assert client.get(reverse("account_logout")).status_code == 200
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.post(reverse("account_logout")).url == "/"
    assert "_auth_user_id" not in client.session


def test_a_password_is_changed_with_the_old_one(client, user):
    sign_in(client)
    change = reverse("account_change_password")

    refused = client.post(change, {"oldpassword": "wrong-horse-1", "password1": "another-horse-2"})
    done = client.post(change, {"oldpassword": PASSWORD, "password1": "another-horse-2"})

    assert set(refused.context["form"].errors) == {"oldpassword"}
    assert done.url == "/me/"
    assert User.objects.get(pk=user.pk).check_password("another-horse-2")


def test_a_forgotten_password_is_replaced_after_signing_in_by_code(client, user, last_code):
    change = reverse("account_change_password")

    assert by_code(client, last_code, next=change).url == change
    client.post(change, {"password1": "another-horse-2"})

    assert User.objects.get(pk=user.pk).check_password("another-horse-2")


def test_ten_minutes_after_the_code_the_old_password_is_asked_for_again(client, user, last_code):
    by_code(client, last_code)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 601
    session.save()

    form = client.get(reverse("account_change_password")).context["form"]

    assert list(form.fields) == ["oldpassword", "password1"]


def test_a_new_password_ends_the_other_sessions(client, user):
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "another-horse-2"})

    assert elsewhere.get(reverse("account_change_password")).status_code == 302
    assert client.get(reverse("account_change_password")).status_code == 200


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_request_login_code"])
def test_the_doors_are_pages_in_chinese(client, name):
    page = client.get(reverse(name))

    assert page.status_code == 200
    assert "Password" not in page.content.decode()
