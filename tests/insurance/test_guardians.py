"""Whether a child is named to an insurer is for the guardian: seen, agreed to and taken back on the guardian's own page."""

import datetime

import pytest
from django.urls import reverse

from apps.accounts.models import Consent
from apps.accounts.standing import give_freely
from apps.core.days import today
from apps.core.errors import Refused
from apps.insurance import actions, covers
from apps.insurance.models import Cover, Policy
from apps.registration.actions.ages import turn_of_age
from apps.registration.actions.guardians import end_guardianship
from tests.factories import ConsentFactory, CoverFactory, GuardianshipFactory, PolicyFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

MINE = reverse("insurance:mine")


@pytest.fixture
def child():
    birth = today() - datetime.timedelta(days=15 * 365)
    policy = PolicyFactory(is_named=True, minimum_age=6)
    return CoverFactory(
        policy=policy, state="eligible", volunteer__birth_date=birth, volunteer__name="王小满"
    ).volunteer


@pytest.fixture
def guardianship(child):
    return GuardianshipFactory(child=child)


@pytest.fixture
def guardian(guardianship):
    return guardianship.guardian.user


def page(client, user):
    client.force_login(user)
    return client.get(MINE).content.decode()


def address(name, guardianship):
    return reverse(f"insurance:{name}_for_child", args=[guardianship.pk])


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def waits():
    return list(Cover.objects.to_send().values_list("volunteer", flat=True))


def test_a_guardian_agrees_and_takes_it_back_on_the_page(client, child, guardianship, guardian):
    before = page(client, guardian)
    assert ("王小满" in before, "没有生效，等你同意" in before) == (True, True)
    assert (address("agree", guardianship) in before, waits()) == (True, [])

    client.post(address("agree", guardianship))
    after = page(client, guardian)
    assert ("没有生效，排着" in after, waits()) == (True, [child.pk])
    assert Consent.objects.get(purpose="insurer").given_by == guardian

    assert address("take_back", guardianship) in after
    client.post(address("take_back", guardianship))
    assert ("没有生效，等你同意" in page(client, guardian), waits()) == (True, [])


def test_the_way_there_stands_on_the_childs_page(client, guardianship, guardian):
    client.force_login(guardian)

    assert f'href="{MINE}"' in client.get(reverse("portal:child", args=[guardianship.pk])).content.decode()


def test_a_child_is_told_that_the_guardian_decides(client, child, guardianship):
    words = page(client, child.user)

    assert "请监护人在自己账号的“我的保险”里同意" in words
    assert reverse("accounts:give_consent", args=["insurer"]) not in words
    agreements = {
        one.text.purpose: one for one in client.get(reverse("accounts:consents")).context["agreements"]
    }
    assert (agreements["insurer"].may_be_given, agreements["location"].may_be_given) == (False, True)
    assert refusal_code(give_freely, child.user, "insurer") == "guardian_decides"


def test_what_a_child_said_before_counts_for_nothing(child, guardianship, guardian):
    ConsentFactory(user=child.user, purpose="insurer")
    assert (waits(), actions.make_deliveries()) == ([], 0)
    everyone = Policy.objects.for_everyone()
    assert covers.lack_of(child, today(), everyone).code == "insurer_consent_missing"

    actions.agree_for_child(guardianship, by=guardian)

    assert waits() == [child.pk]


def test_only_the_guardian_decides(child, guardianship, guardian):
    strangers = [VolunteerFactory().user, child.user, GuardianshipFactory().guardian.user]

    for stranger in strangers:
        assert refusal_code(actions.agree_for_child, guardianship, by=stranger) == "not_yours"
        assert refusal_code(actions.take_back_for_child, guardianship, by=stranger) == "not_yours"


def test_there_is_nothing_to_take_back_before_it_was_given(guardianship, guardian):
    assert refusal_code(actions.take_back_for_child, guardianship, by=guardian) == "nothing_to_withdraw"


def test_another_guardian_takes_back_what_the_first_agreed_to(child, guardianship, guardian):
    other = GuardianshipFactory(child=child)
    actions.agree_for_child(guardianship, by=guardian)

    actions.take_back_for_child(other, by=other.guardian.user)

    assert waits() == []


def test_it_ends_with_the_guardianship(guardianship, guardian):
    actions.agree_for_child(guardianship, by=guardian)

    end_guardianship(guardianship, by=guardian)

    assert waits() == []


def test_of_age_one_decides_anew_for_oneself(child, guardianship, guardian):
    actions.agree_for_child(guardianship, by=guardian)
    child.birth_date = today().replace(year=today().year - 18, day=1, month=1)
    child.save()

    assert refusal_code(actions.agree_for_child, guardianship, by=guardian) == "of_age"
    turn_of_age()
    assert waits() == []
    give_freely(child.user, "insurer")

    assert waits() == [child.pk]


def test_what_is_insured_stays_when_it_is_taken_back(child, guardianship, guardian):
    accepted = CoverFactory(volunteer=child, policy__is_named=True)
    actions.agree_for_child(guardianship, by=guardian)

    actions.take_back_for_child(guardianship, by=guardian)

    accepted.refresh_from_db()
    assert accepted.state == "accepted"


def test_the_same_by_api(client, child, guardianship, guardian):
    client.force_login(guardian)
    base = f"/api/v1/me/children/{guardianship.pk}/insurer"

    answers = [client.post(f"{base}/{what}/").status_code for what in ("agree", "take-back", "take-back")]

    assert answers == [204, 204, 409]
    assert [row["volunteer"] for row in client.get("/api/v1/me/covers/").json()["results"]] == [child.pk]
