"""Setting up the code that changes every half minute, being asked for it, and what it is good for."""

import io
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.accounts.second_factor import give_to_demo_accounts, shown_in_demo
from apps.core.models import AuditRow
from tests.factories import OfficerFactory, UserFactory
from tests.signing_in import SECRET, code_now, sign_in_with

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-1"
PHONE = "13812342046"
HOME = "/region/150430/"
SET_UP, ASK = reverse("mfa_activate_totp"), reverse("mfa_authenticate")


@pytest.fixture
def officer():
    return OfficerFactory(user=UserFactory(phone=PHONE)).user


@pytest.fixture
def equipped(officer, rf):
    TOTP.activate(officer, SECRET)
    return officer


def by_password(client):
    return client.post(reverse("account_login"), {"login": PHONE, "password": PASSWORD})


def by_password_and(client, code):
    by_password(client)
    return client.post(ASK, {"code": code})


def test_an_officer_without_it_is_led_to_set_it_up_and_comes_back(client, officer):
    assert by_password(client).url == "/me/"
    led = client.get(HOME).url
    page = client.get(led)
    secret = page.context["form"].secret

    done = client.post(SET_UP, {"code": code_now(secret)})
    recovery = client.get(done.url)

    assert led == f"{SET_UP}?next=%2Fregion%2F150430%2F"
    assert recovery.context["going"] == HOME
    assert len(recovery.context["unused_codes"]) == 10
    assert client.get(HOME).status_code == 200


def test_a_wrong_code_sets_nothing_up(client, officer):
    by_password(client)
    client.get(SET_UP)

    form = client.post(SET_UP, {"code": "12"}).context["form"]

    assert form.errors == {"code": ["动态验证码不对，或者刚用过了。看一眼手机上现在的数字。"]}
    assert not Authenticator.objects.exists()


def test_recovery_codes_are_seen_once(client, officer):
    by_password(client)
    secret = client.get(SET_UP).context["form"].secret
    seen = client.get(client.post(SET_UP, {"code": code_now(secret)}).url).context["unused_codes"]

    again = client.get(reverse("mfa_view_recovery_codes"))

    assert again.context["can_view_codes"] is False
    assert [code for code in seen if code in again.content.decode()] == []


def test_who_has_it_is_asked_for_it_at_the_door(client, equipped):
    assert by_password(client).url == ASK
    assert "_auth_user_id" not in client.session

    assert client.post(ASK, {"code": code_now()}).url == "/me/"
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(client, equipped, ahead, monkeypatch):
    in_the_middle = time.time() // 30 * 30 + 15
    monkeypatch.setattr(time, "time", lambda: in_the_middle)

    assert by_password_and(client, code_now(ahead=ahead)).status_code == 302


def test_the_code_may_be_typed_full_width_and_with_a_space(client, equipped):
    code = code_now().translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    assert by_password_and(client, f"{code[:3]} {code[3:]}").url == "/me/"


def test_a_code_is_good_once(client, equipped):
    code = code_now()
    by_password_and(client, code)

    again = by_password_and(Client(), code)

    assert set(again.context["form"].errors) == {"code"}


def test_a_recovery_code_is_good_once(client, equipped):
    code = RecoveryCodes.activate(equipped).get_unused_codes()[0]

    assert by_password_and(client, code).url == "/me/"
    assert set(by_password_and(Client(), code).context["form"].errors) == {"code"}


def test_five_wrong_codes_close_the_door_for_that_place_only(client, equipped):
    sign_in_with(client, equipped)
    client.post(reverse("account_logout"))
    by_password_and(client, code_now())  # from now on this device is known
    client.post(reverse("account_logout"))
    stranger = Client()
    by_password(stranger)
    for _ in range(5):
        stranger.post(ASK, {"code": "000000"})

    shut = stranger.post(ASK, {"code": code_now(ahead=1)})

    assert shut.context["form"].errors == {"code": ["试得太多了，过一会儿再来。"]}
    assert by_password_and(client, code_now(ahead=-1)).url == "/me/"


def test_a_session_from_before_it_was_set_up_is_asked(client, equipped):
    sign_in_with(client, equipped, second_factor=False)
    led = client.get(HOME).url

    done = client.post(led, {"code": code_now()})

    assert led == f"{reverse('mfa_reauthenticate')}?next=%2Fregion%2F150430%2F"
    assert done.url == HOME
    assert client.get(HOME).status_code == 200


def test_taking_it_off_closes_what_it_had_opened(client, equipped, django_capture_on_commit_callbacks):
    by_password_and(client, code_now())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_deactivate_totp"))

    assert client.get(HOME).url.startswith(SET_UP)
    assert AuditRow.objects.filter(action="factor.removed", actor=equipped).count() == 1


def test_secrets_are_sealed(equipped):
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = cursor.fetchone()[0]

    assert SECRET not in stored
    assert Authenticator.objects.get().data["secret"].startswith("k")


def test_a_volunteer_is_never_asked(client):
    UserFactory(phone=PHONE)

    assert by_password(client).url == "/me/"
    assert client.get("/me/").status_code == 200


def test_who_lost_everything_is_helped_on_the_server(client, equipped):
    by_password_and(client, code_now())
    call_command("forget_second_factor", "138 1234 2046", stdout=io.StringIO())

    assert client.get("/me/").status_code == 302
    assert by_password(Client()).url == "/me/"
    assert AuditRow.objects.filter(action="factor.forgotten").count() == 1


@pytest.mark.parametrize("phone", ["", "13700000009", PHONE])
def test_where_there_is_none_the_server_says_so(officer, phone):
    with pytest.raises(CommandError):
        call_command("forget_second_factor", phone)


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example"])
def test_the_site_answers_to_its_own_name_only(client, officer, host):
    answer = client.post(
        reverse("account_login"), {"login": PHONE, "password": PASSWORD}, headers={"host": host}
    )

    assert answer.status_code == 400


# --- the demo -----------------------------------------------------------------------------------------------


def test_the_demo_shows_the_code_where_it_asks(client, officer, settings):
    settings.DEPLOYMENT = "demo"
    give_to_demo_accounts([officer])
    by_password(client)

    code = client.get(ASK).context["demo_code"]

    assert code in client.get(ASK).content.decode()
    assert client.post(ASK, {"code": code}).url == "/me/"
    assert shown_in_demo(officer) != code  # the next visitor is shown one that still opens


@pytest.mark.parametrize("deployment", ["production", "test"])
def test_nowhere_else_is_it_shown(client, officer, settings, deployment):
    give_to_demo_accounts([officer])
    settings.DEPLOYMENT = deployment
    by_password(client)

    assert client.get(ASK).context["demo_code"] == ""


def test_the_demo_shows_no_code_of_an_account_it_did_not_make(client, equipped, settings):
    settings.DEPLOYMENT = "demo"

    assert shown_in_demo(equipped) == ""


def test_nobody_takes_it_off_a_demo_account(client, officer):
    give_to_demo_accounts([officer])
    client.force_login(officer)

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=officer).exists()


# --- programs -------------------------------------------------------------------------------------------------


def token(client, **more):
    sent = {"phone": PHONE, "password": PASSWORD, **more}
    return client.post(reverse("api:token"), sent, content_type="application/json")


def queue(client, key):
    return client.get(reverse("api:case-list"), headers={"authorization": f"Token {key}"})


def test_a_token_without_the_code_opens_no_post(client, equipped):
    issued = token(client).json()
    answer = queue(client, issued["token"])

    assert issued["second_factor"] is False
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")
    assert (
        client.get(
            reverse("api:my-total-list"), headers={"authorization": f"Token {issued['token']}"}
        ).status_code
        == 200
    )


def test_a_token_with_the_code_opens_the_post(client, equipped):
    issued = token(client, code=code_now()).json()

    assert issued["second_factor"] is True
    assert queue(client, issued["token"]).status_code == 200


def test_a_wrong_code_gets_no_token(client, equipped):
    answer = token(client, code="000000")

    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"code"})


def test_nobody_makes_a_plain_token_into_one_with_the_second_factor(client, equipped):
    assert queue(client, "2f." + token(client).json()["token"]).status_code == 401


@pytest.mark.parametrize(
    ("has_codes", "leads_to"), [(True, "mfa_view_recovery_codes"), (False, "mfa_generate_recovery_codes")]
)
def test_the_way_to_the_recovery_codes_leads_to_a_page(client, equipped, has_codes, leads_to):
    if has_codes:
        RecoveryCodes.activate(equipped)
    by_password_and(client, code_now())

    page = client.get(reverse("mfa_index")).content.decode()

    assert f'href="{reverse(leads_to)}"' in page
    assert client.get(reverse(leads_to)).status_code == 200
