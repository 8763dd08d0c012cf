"""An organisation is suspended or closed: nobody can answer its insurers, so no names go out, and the office hears of it."""

import datetime

import pytest
from django.utils import timezone

from apps.core import outbox
from apps.core.days import today
from apps.insurance import actions
from apps.insurance.models import Cover, Delivery, Policy
from apps.messaging.models import Message
from apps.organizations.actions.standing import (
    close_organization,
    reinstate_organization,
    suspend_organization,
)
from tests.factories import (
    ActivityFactory,
    ConsentFactory,
    CoverFactory,
    OfficerFactory,
    OrganizationFactory,
    PolicyContactFactory,
    PolicyFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STATE_DIR = tmp_path


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def policy(organization):
    return PolicyFactory(organization=organization, serves="activity", is_named=True)


def waiting(policy):
    """Somebody who is to come, and agreed to be named."""
    cover = CoverFactory(policy=policy, state="eligible")
    ConsentFactory(user=cover.volunteer.user, purpose="insurer")
    if policy.organization:
        activity = ActivityFactory(organization=policy.organization, policy=policy)
        SignupFactory(volunteer=cover.volunteer, shift=ShiftFactory(position__activity=activity))


def reviewer():
    """Of the autonomous region, far above."""
    return OfficerFactory(region="15").user


def suspend(organization):
    return suspend_organization(organization, by=reviewer(), reason="收费")


def test_while_it_is_suspended_nobody_is_named_and_afterwards_it_goes_on(policy, organization):
    waiting(policy)

    suspended = suspend(organization)
    assert actions.make_deliveries() == 0
    reinstate_organization(suspended, by=reviewer())

    assert actions.make_deliveries() == 1
    assert Cover.objects.get().state == "sent"


def test_the_insurer_still_hears_who_is_out(policy, organization, officer):
    CoverFactory(policy=policy, state="sent")
    suspend(organization)

    actions.withdraw_policy(policy, reason="组织暂停了", by=officer)
    outbox.sweep()
    actions.make_deliveries()

    assert Delivery.objects.get().kind == "ended"


def test_other_policies_go_on(organization, policy):
    waiting(PolicyFactory(is_named=True))
    waiting(PolicyFactory(organization=OrganizationFactory(), serves="activity", is_named=True))

    suspend(organization)

    assert actions.make_deliveries() == 2


def test_the_office_that_may_stop_it_hears_of_it_and_stops_it(client, policy, organization, officer):
    suspend(organization)

    message = Message.objects.get(kind="insurance.paused")
    assert (message.recipient, organization.name in message.body) == (officer, True)
    client.force_login(officer)
    assert "加人的名单先停交" in client.get(message.url).content.decode()
    client.post(f"{message.url}withdraw/", {"reason": "组织暂停了"})
    policy.refresh_from_db()
    assert policy.state == "withdrawn"


@pytest.mark.parametrize(
    ("stop", "word"), [(suspend_organization, "组织暂停了"), (close_organization, "已停用")]
)
def test_the_office_finds_the_policy_among_those_of_organizations(
    client, policy, organization, officer, stop, word
):
    """Also what was stopped: what happened under it can be claimed for two years, and somebody answers for its contacts."""
    stop(organization, by=reviewer(), reason="收费")
    contact = PolicyContactFactory(policy=policy)
    check = f"/region/150430/insurance/check/{policy.pk}/"
    client.force_login(officer)

    page = client.get("/region/150430/insurance/").content.decode()
    client.post(f"{check}contacts/{contact.pk}/end/")

    assert (f'href="{check}"' in page, f"{organization.name} · {word}" in page) == (True, True)
    assert not policy.contacts.standing().exists()


def test_what_cannot_be_claimed_any_more_is_not_listed(client, policy, officer):
    actions.withdraw_policy(policy, reason="换公司", by=officer)
    Policy.objects.update(ended_at=timezone.now() - datetime.timedelta(days=731))
    client.force_login(officer)

    assert policy.name not in client.get("/region/150430/insurance/").content.decode()


def test_nobody_of_the_organization_is_the_office(policy, organization, officer):
    """Where the officer of the banner has a post there, it is for the one above."""
    StaffFactory(organization=organization, user=officer)
    above = OfficerFactory(region="1504").user

    suspend(organization)

    assert Message.objects.get(kind="insurance.paused").recipient == above


@pytest.mark.parametrize("fields", [{"is_named": False}, {"state": "draft"}, {"state": "withdrawn"}])
def test_where_no_list_goes_out_nobody_is_alarmed(organization, officer, fields):
    ended = (
        {"reason": "换公司", "ended_at": "2026-01-01T00:00Z"} if fields.get("state") == "withdrawn" else {}
    )
    PolicyFactory(organization=organization, serves="activity", **{"is_named": True, **fields, **ended})

    suspend(organization)

    assert not Message.objects.filter(kind="insurance.paused").exists()


def test_what_is_closed_leaves_no_list_to_be_answered(policy, organization, officer):
    """Without a successor its policies are stopped: who waited is named to nobody, who was sent is taken off."""
    CoverFactory(policy=policy, state="eligible")
    sent = CoverFactory(policy=policy, state="sent")

    close_organization(organization, by=reviewer(), reason="不办了")
    outbox.sweep()
    actions.make_deliveries()

    assert (Policy.objects.get().state, set(Cover.objects.values_list("state", flat=True))) == (
        "withdrawn",
        {"ended"},
    )
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.day, delivery.lines.get().cover) == ("ended", today(), sent)
    assert actions.writable_by(officer).count() == 0
    assert list(Policy.objects.overseen_by(officer)) == [policy]
