"""What an office does with organisations that were let in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.activities.models import Activity, Shift
from apps.core import invariants
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.organizations.models import Organization
from apps.organizations.standing import close_organization, reinstate_organization, suspend_organization
from tests.factories import OfficerFactory, OrganizationFactory, ShiftFactory, StaffFactory, nine_oclock

pytestmark = pytest.mark.django_db

INDEX = "/region/150430/organizations/"


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def owner(organization):
    return StaffFactory(organization=organization).user


def refusal_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def managed(user):
    return list(Organization.objects.managed_by(user))


def address(name, organization):
    return reverse(f"organizations:{name}", args=["150430", organization.pk])


def test_suspending_stops_everything_at_once_and_reinstating_lets_it_go_on(organization, owner, officer):
    activity = ShiftFactory(position__activity__organization=organization).position.activity

    suspend_organization(organization, by=officer, reason=" 核查中 ")
    assert (managed(owner), list(Activity.objects.open())) == ([], [])
    stored = Organization.objects.get(pk=organization.pk)
    assert (stored.state, stored.decided_by, stored.reason) == ("suspended", officer, "核查中")

    reinstate_organization(stored, by=officer)
    assert (managed(owner), list(Activity.objects.open())) == ([organization], [activity])


def test_owners_are_told_each_time_and_staff_are_not(organization, owner, officer):
    StaffFactory(organization=organization, role="staff")

    suspend_organization(organization, by=officer, reason="核查中")
    reinstate_organization(organization, by=officer)
    close_organization(organization, by=officer, reason="不办了")

    told = Message.objects.order_by("pk").values_list("recipient", "title")
    words = ["暂停了", "恢复了", "注销了"]
    assert list(told) == [(owner.pk, f"“{organization.name}”{word}") for word in words]
    assert "核查中" in Message.objects.order_by("pk").first().body
    trail = AuditRow.objects.order_by("pk").values_list("action", "actor")
    states = ["suspended", "approved", "closed"]
    assert list(trail) == [(f"organization.{state}", officer.pk) for state in states]


def test_an_organization_with_shifts_to_come_is_not_closed(organization, officer):
    shift = ShiftFactory(position__activity__organization=organization)

    assert refusal_of(close_organization, organization, by=officer, reason="不办了") == "shifts_to_come"
    assert Organization.objects.get(pk=organization.pk).state == "approved"

    Shift.objects.filter(pk=shift.pk).update(called_off_at=nine_oclock(0))
    assert close_organization(organization, by=officer, reason="不办了").state == "closed"


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("approved", reinstate_organization),
        ("suspended", suspend_organization),
        *(
            (state, action)
            for state in ("closed", "returned")
            for action in (suspend_organization, close_organization)
        ),
        ("closed", reinstate_organization),
    ],
)
def test_each_step_has_its_state(officer, state, action):
    organization = OrganizationFactory(state=state, reason="缺盖章")
    more = {} if action is reinstate_organization else {"reason": "核查"}

    assert refusal_of(action, organization, by=officer, **more) == "other_state"


@pytest.mark.parametrize("action", [suspend_organization, close_organization])
def test_a_reason_is_given(organization, officer, action):
    assert refusal_of(action, organization, by=officer, reason=" ") == "no_reason"


def test_nobody_handles_an_organization_they_act_for_or_applied_for(organization, owner):
    OfficerFactory(user=owner)
    applicant = OfficerFactory(user=organization.applied_by).user

    for user in (owner, applicant):
        assert refusal_of(suspend_organization, organization, by=user, reason="核查") == "own_organization"


def test_an_invariant_finds_who_reviewed_their_own(organization):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE organizations_organization"
            " DROP CONSTRAINT organizations_organization_nobody_approves_their_own"
        )
    assert invariants.names()
    assert invariants.bad_rows("organizations_nobody_reviewed_their_own") == []

    Organization.objects.update(decided_by=organization.applied_by)

    rows = invariants.bad_rows("organizations_nobody_reviewed_their_own")
    assert [row.id for row in rows] == [organization.pk]


# --- pages ----------------------------------------------------------------------------------------------


def test_an_officer_suspends_reinstates_and_closes_by_the_page(client, organization, officer):
    client.force_login(officer)

    asked = client.post(address("suspend", organization), {"reason": ""})
    client.post(address("suspend", organization), {"reason": "核查中"})
    page = client.get(address("application", organization)).content.decode()
    client.post(address("reinstate", organization))
    client.post(address("close", organization), {"reason": "不办了"})

    assert list(asked.context["suspend_form"].errors) == ["reason"]
    assert ("核查中" in page, "恢复这个组织" in page, "暂停这个组织" in page) == (True, True, False)
    organization.refresh_from_db()
    assert (organization.state, organization.reason) == ("closed", "不办了")
    assert "注销这个组织" not in client.get(address("application", organization)).content.decode()


def test_what_stands_against_closing_is_said_on_the_form(client, organization, officer):
    ShiftFactory(position__activity__organization=organization)
    client.force_login(officer)

    page = client.post(address("close", organization), {"reason": "不办了"})

    assert page.context["close_form"].non_field_errors()[0].startswith("还有没结束的班次")
    assert page.context["close_form"]["reason"].value() == "不办了"


def test_each_state_has_its_tab_and_names_are_looked_for(client, officer):
    waiting = OrganizationFactory(state="applied", decided_by=None, decided_at=None)
    approved = [OrganizationFactory(name=name) for name in ("萤火环保队", "星火志愿队")]
    suspended = OrganizationFactory(state="suspended", reason="核查中")
    closed = OrganizationFactory(state="closed")
    client.force_login(officer)

    def shown(**query):
        return list(client.get(INDEX, query).context["page"])

    assert shown() == shown(tab="nonsense") == [waiting]
    assert shown(tab="approved") == approved[::-1]
    assert shown(tab="approved", q="萤火") == approved[:1]
    assert (shown(tab="suspended"), shown(tab="closed")) == ([suspended], [closed])


def test_a_tab_costs_the_same_for_one_and_for_thirty(client, officer):
    client.force_login(officer)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(INDEX, {"tab": "approved"})
        return len(queries)

    OrganizationFactory()
    few = cost()
    OrganizationFactory.create_batch(29)

    assert cost() == few
