"""Agreements: each apart, in the wording of the day, taken back in two taps, and gone with what they allowed."""

import datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse

from apps.accounts import actions
from apps.accounts.models import Consent, ConsentText
from apps.core import days
from tests.factories import GuardianshipFactory, IdentityCaseFactory, UserFactory
from tests.world import agree

pytestmark = pytest.mark.django_db

PAGE = reverse("accounts:consents")
WORDS = dict.fromkeys(("title", "what_for", "what_data", "how_long", "what_stops"), "新的写法")


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def person(client, user):
    client.force_login(user)
    return client


def new_wording(purpose="location", *, in_days=0):
    since = days.today() + datetime.timedelta(days=in_days)
    return ConsentText.objects.create(purpose=purpose, version="2027-01", valid_from=since, **WORDS)


def told(client):
    """Of each purpose on the page: whether it stands, is outdated, may be given, may be taken back."""
    return {
        one.text.purpose: (one.is_standing, one.is_outdated, one.may_be_given, one.may_be_withdrawn)
        for one in client.get(PAGE).context["agreements"]
    }


def test_every_purpose_has_a_wording_that_says_all_of_it():
    texts = ConsentText.objects.in_force()

    assert {text.purpose for text in texts} == set(Consent.Purpose.values)
    said = [text.what_for and text.what_data and text.how_long and text.what_stops for text in texts]
    assert [words for words in said if not words] == []


def test_each_is_given_and_taken_back_by_itself(person, user):
    person.post(reverse("accounts:give_consent", args=["location"]))
    person.post(reverse("accounts:give_consent", args=["transfer"]))
    person.post(reverse("accounts:withdraw_consent", args=["location"]))

    assert [Consent.objects.covers(user, purpose) for purpose in ("location", "transfer", "identity")] == [
        False,
        True,
        False,
    ]


def test_the_page_tells_what_one_can_do_about_each(person, user):
    actions.give_consents(user, ["terms", "identity", "location"], by=user)

    assert told(person) == {
        "terms": (True, False, False, False),
        "identity": (True, False, False, True),
        "location": (True, False, False, True),
        "insurer": (False, False, True, False),
        "transfer": (False, False, True, False),
    }


@pytest.mark.parametrize("purpose", ["portrait", "honour"])
def test_nobody_is_asked_before_something_relies_on_the_answer(person, user, purpose):
    assert purpose not in told(person)
    assert person.post(reverse("accounts:give_consent", args=[purpose])).status_code == 404

    agree(user, purpose, by=user)

    assert told(person)[purpose] == (True, False, False, True)


def test_what_stops_is_said_where_it_is_taken_back(person, user):
    agree(user, Consent.Purpose.LOCATION, by=user)

    page = person.get(PAGE).content.decode()

    assert (
        page.count("以后签到不再读取位置，改用签到码或由负责人点名，不影响时长") == 2
    )  # in the list and in the dialog


@pytest.mark.parametrize(("in_days", "stands"), [(1, True), (0, False), (-1, False)])
def test_a_new_wording_asks_again_from_its_day_on(user, in_days, stands):
    agree(user, Consent.Purpose.LOCATION, by=user)
    new_wording(in_days=in_days)

    assert Consent.objects.covers(user, "location") is stands


def test_the_new_wording_is_agreed_to_beside_the_old_row_and_both_are_taken_back(person, user):
    agree(user, Consent.Purpose.LOCATION, by=user)
    new_wording()

    assert told(person)["location"] == (False, True, True, True)
    person.post(reverse("accounts:give_consent", args=["location"]))
    assert Consent.objects.covers(user, "location")
    person.post(reverse("accounts:withdraw_consent", args=["location"]))
    assert not Consent.objects.not_withdrawn().filter(user=user).exists()


def test_a_wording_of_one_purpose_leaves_the_others_alone(user):
    actions.give_consents(user, ["location", "portrait"], by=user)
    new_wording("portrait")

    assert list(Consent.objects.standing().filter(user=user).values_list("purpose", flat=True)) == [
        "location"
    ]


@pytest.mark.parametrize("purpose", ["terms", "identity", "minor", "minor_data", "nonsense"])
def test_what_belongs_elsewhere_is_not_given_here(person, user, purpose):
    assert person.post(reverse("accounts:give_consent", args=[purpose])).status_code == 404
    assert not Consent.objects.filter(user=user).exists()


def test_the_terms_end_with_the_account_only(person, user):
    agree(user, Consent.Purpose.TERMS, by=user)

    assert person.post(reverse("accounts:withdraw_consent", args=["terms"])).status_code == 404
    assert Consent.objects.covers(user, "terms")


def test_a_guardians_consent_is_taken_back_by_the_guardian_only(client):
    guardianship = GuardianshipFactory()
    child = guardianship.child.user
    agree(child, Consent.Purpose.MINOR, by=guardianship.guardian.user)
    client.force_login(child)

    assert told(client)["minor"] == (True, False, False, False)
    assert client.post(reverse("accounts:withdraw_consent", args=["minor"])).status_code == 404
    assert Consent.objects.covers(child, "minor")


def test_without_the_consent_to_it_nobody_decides_an_identity(client):
    case = IdentityCaseFactory()
    user = case.volunteer.user
    client.force_login(user)

    client.post(reverse("accounts:withdraw_consent", args=["identity"]))

    case.refresh_from_db()
    assert (case.state, case.reason) == ("refused", "本人撤回了用证件核验身份的同意。")


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("accounts_consenttext_one_wording_a_version", {"valid_from": datetime.date(2031, 1, 1)}),
        ("accounts_consenttext_one_wording_a_day", {"version": "2031-01"}),
    ],
)
def test_the_database_keeps_one_wording(name, again):
    text = ConsentText.objects.get(purpose="location")
    same = {"purpose": "location", "version": text.version, "valid_from": text.valid_from}

    with pytest.raises(IntegrityError, match=name):
        ConsentText.objects.create(**{**same, **again}, **WORDS)


# --- programs ---------------------------------------------------------------------------------------------------


def test_programs_read_give_and_take_back_the_same(person, user):
    give = reverse("api:my-consent-give", args=["location"])
    withdraw = reverse("api:my-consent-withdraw", args=["location"])

    given = person.post(give).json()
    listed = {one["purpose"]: one["is_standing"] for one in person.get(reverse("api:my-consents")).json()}
    taken = person.post(withdraw).json()

    assert (given["is_standing"], listed["location"], taken["is_standing"]) == (True, True, False)
    assert not Consent.objects.covers(user, "location")


@pytest.mark.parametrize(("name", "purpose"), [("give", "terms"), ("give", "x"), ("withdraw", "location")])
def test_programs_find_no_other_purposes(person, name, purpose):
    assert person.post(reverse(f"api:my-consent-{name}", args=[purpose])).status_code == 404
