"""Who follows claims at the insurer: named by an office, of neither side, with the second factor."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.claims import actions as claims
from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.insurance import actions
from apps.insurance.models import Policy, PolicyContact
from apps.messaging.models import Message
from apps.organizations.actions.standing import close_organization
from tests.factories import (
    ClaimFactory,
    CoverFactory,
    OfficerFactory,
    OrganizationFactory,
    PolicyContactFactory,
    PolicyFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
)
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db

CHECK = "/region/150430/insurance/check/"


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def policy():
    """An organisation's own."""
    return PolicyFactory(organization=OrganizationFactory(), serves="activity")


@pytest.fixture
def claim(policy):
    return ClaimFactory(cover__policy=policy, state="with_insurer")


def test_an_organization_names_nobody_and_none_of_its_own_are_named(policy, officer):
    staff = StaffFactory(organization=policy.organization)
    friend, insurer = UserFactory(phone="13712345678"), UserFactory(phone="13712345679")

    named = refusal_code(actions.name_contact, policy, phone=friend.phone, by=staff.user)
    assert named == "not_yours"
    assert refusal_code(actions.name_contact, policy, phone=staff.user.phone, by=officer) == "own_side"
    assert actions.name_contact(policy, phone=insurer.phone, by=officer).user == insurer


def test_none_of_the_office_that_keeps_it_is_named(officer):
    colleague = OfficerFactory(role="reader").user
    policy = PolicyFactory()

    assert refusal_code(actions.name_contact, policy, phone=colleague.phone, by=officer) == "own_side"


def test_who_comes_to_hold_a_post_there_sees_nothing_any_more(policy, claim):
    contact = PolicyContactFactory(policy=policy).user
    assert list(Claim.objects.at_insurers_of(contact)) == [claim]

    StaffFactory(organization=policy.organization, user=contact, role="reader")

    assert not Claim.objects.at_insurers_of(contact).exists()
    assert refusal_code(claims.settle_claim, claim, paid=1, by=contact) == "not_yours"


def test_what_happened_at_ones_own_organization_is_not_followed_for_an_insurer():
    cover = CoverFactory()
    contact = PolicyContactFactory(policy=cover.policy).user
    signup = SignupFactory(volunteer=cover.volunteer)
    claim = ClaimFactory(cover=cover, volunteer=cover.volunteer, state="with_insurer", signup=signup)
    assert list(Claim.objects.at_insurers_of(contact)) == [claim]

    StaffFactory(user=contact, organization=signup.shift.position.activity.organization)

    assert not Claim.objects.at_insurers_of(contact).exists()


def test_it_takes_the_second_factor(client, policy, claim):
    contact = PolicyContactFactory(policy=policy).user
    page, index = reverse("claims:at_insurer", args=[claim.pk]), reverse("claims:insurer")
    sign_in_with(client, contact, second_factor=False)

    assert [client.get(address).status_code for address in (index, page)] == [404, 404]
    desks = client.get(reverse("portal:desks")).content.decode()
    assert "要动态验证码才打得开" in desks
    assert f"{reverse('mfa_activate_totp')}?next=%2Finsurer%2Fclaims%2F" in desks

    client.force_login(contact)
    assert [client.get(address).status_code for address in (index, page)] == [200, 200]


def test_the_way_there_stands_on_the_page_of_desks(client, policy):
    contact = PolicyContactFactory(policy=policy)
    client.force_login(contact.user)
    address = f'href="{reverse("claims:insurer")}"'
    assert address in client.get(reverse("portal:desks")).content.decode()

    actions.end_contact(contact, by=OfficerFactory().user)

    assert address not in client.get(reverse("portal:desks")).content.decode()


def test_the_office_names_and_takes_away_on_the_page_of_an_organizations_policy(client, policy, officer):
    insurer = UserFactory(phone="13712345678")
    client.force_login(officer)
    page = f"{CHECK}{policy.pk}/"
    assert f'href="{page}"' in client.get("/region/150430/insurance/").content.decode()

    wrong = client.post(f"{page}contacts/", {"phone": "13700000001"})
    assert list(wrong.context["contact_form"].errors) == ["phone"]
    client.post(f"{page}contacts/", {"phone": "13712345678"})
    contact = PolicyContact.objects.standing().get()
    assert contact.user == insurer

    client.post(f"{page}contacts/{contact.pk}/end/")
    assert not PolicyContact.objects.standing().exists()


@pytest.mark.parametrize("state", ["ended", "withdrawn"])
def test_contacts_are_taken_away_after_the_policy_is_over(client, officer, state):
    over = {"state": state, "reason": "换公司", "ended_at": timezone.now()}
    contact = PolicyContactFactory(policy=PolicyFactory(**over))
    client.force_login(officer)
    address = reverse("insurance:region_policy", args=["150430", contact.policy_id])

    assert reverse("insurance:region_contact_end", args=["150430", contact.policy_id, contact.pk]) in (
        client.get(address).content.decode()
    )


# --- an organisation's policy is stopped by others -------------------------------------------------------


def test_an_office_stops_an_organizations_policy_and_the_organization_hears_why(client, policy, officer):
    client.force_login(officer)
    page = f"{CHECK}{policy.pk}/"

    asked = client.post(f"{page}withdraw/", {"reason": " "})
    assert list(asked.context["withdraw_form"].errors) == ["reason"]
    client.post(f"{page}withdraw/", {"reason": "保险公司说没有这份保单"})

    policy.refresh_from_db()
    assert (policy.state, policy.ended_by) == ("withdrawn", officer)
    told = Message.objects.get(recipient=policy.created_by)
    assert (told.title, told.body) == (f"保单被部门停用了：{policy.name}", "保险公司说没有这份保单")


@pytest.mark.parametrize("state", ["draft", "checking"])
def test_a_draft_is_the_organizations_own(policy, officer, state):
    draft = PolicyFactory(organization=policy.organization, serves="activity", state=state)

    assert Policy.objects.overseen_by(officer).filter(pk=draft.pk).exists() is (state == "checking")


@pytest.mark.parametrize("goes_on", [True, False])
def test_what_becomes_of_the_policies_of_an_organization_that_closes(policy, officer, goes_on):
    successor = OrganizationFactory() if goes_on else None
    draft = PolicyFactory(organization=policy.organization, serves="activity", state="draft")

    close_organization(policy.organization, by=officer, reason="不办了", successor=successor)

    found = [(one.state, one.organization) for one in Policy.objects.order_by("pk")]
    assert found == (
        [("in_force", successor), ("draft", successor)]
        if goes_on
        else [("withdrawn", policy.organization), ("withdrawn", draft.organization)]
    )
