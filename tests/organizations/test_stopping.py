"""What becomes of the people who signed up when an organisation is stopped, and what must always be true of its life."""

import datetime
import threading
import time
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import days, invariants
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.organizations.actions import approve_members
from apps.organizations.actions.standing import close_organization, suspend_organization
from apps.organizations.models import Member, Organization, Post, Step
from tests.factories import (
    GuardianshipFactory,
    MemberFactory,
    MemberGroupFactory,
    OfficerFactory,
    OrganizationFactory,
    SignupFactory,
    StaffFactory,
    StepFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def organization():
    return OrganizationFactory()


def test_who_signed_up_for_what_is_to_come_is_told_of_a_suspension(organization, officer):
    coming = SignupFactory(shift__position__activity__organization=organization)
    SignupFactory()

    suspend_organization(organization, by=officer, reason="核查中")

    told = Message.objects.filter(kind="organization_stopped")
    assert [message.recipient for message in told] == [coming.volunteer.user]


def test_of_a_childs_place_the_guardian_hears_too(organization, officer):
    child = VolunteerFactory(birth_date=days.today() - datetime.timedelta(days=12 * 366))
    guardian = GuardianshipFactory(child=child).guardian
    SignupFactory(volunteer=child, shift__position__activity__organization=organization)

    suspend_organization(organization, by=officer, reason="核查中")

    told = Message.objects.filter(kind="organization_stopped")
    assert set(told.values_list("recipient", flat=True)) == {child.user_id, guardian.user_id}
    assert told.get(recipient=guardian.user).body.startswith(f"{child.name}：")


def test_what_is_to_come_goes_on_with_the_successor_and_people_are_told(organization, officer):
    successor = OrganizationFactory(name="红山志愿者联合会")
    coming = SignupFactory(shift__position__activity__organization=organization)

    close_organization(organization, by=officer, reason="合并", successor=successor)

    activity = coming.shift.position.activity
    activity.refresh_from_db()
    message = Message.objects.get(kind="organization_stopped")
    assert (activity.organization, message.recipient) == (successor, coming.volunteer.user)
    assert "红山志愿者联合会" in message.body


@pytest.mark.django_db(transaction=True)
def test_people_of_an_organization_being_suspended_let_nobody_in(someone_waits_for_me):
    organization = OrganizationFactory()
    staff, officer = StaffFactory(organization=organization).user, OfficerFactory().user
    member = MemberFactory(organization=organization, state="asked", joined_at=None)
    outcome = []

    def approve_meanwhile():
        try:
            approve_members(Member.objects.filter(pk=member.pk), by=staff)
        except Refused as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    thread = threading.Thread(target=approve_meanwhile)
    with transaction.atomic():
        suspend_organization(organization, by=officer, reason="核查中")
        thread.start()
        while thread.is_alive() and not someone_waits_for_me():
            time.sleep(0.01)
    thread.join()

    member.refresh_from_db()
    assert (outcome, member.state) == (["not_yours"], "asked")


# --- rights end at once ------------------------------------------------------------------------------


def test_a_running_session_and_the_api_lose_their_rights_with_the_post(client):
    post = StaffFactory(role="staff")
    client.force_login(post.user)
    addresses = [
        reverse("organizations:members", args=[post.organization_id]),
        reverse("organizations:stations", args=[post.organization_id]),
        f"/api/v1/managed-organizations/{post.organization_id}/members/",
        f"/api/v1/managed-organizations/{post.organization_id}/",
    ]
    before = [client.get(address).status_code for address in addresses]

    Post.objects.filter(pk=post.pk).update(until=days.today())

    after = [client.get(address).status_code for address in addresses]
    assert (before, after) == ([200] * 4, [404] * 4)


# --- invariants --------------------------------------------------------------------------------------


def broken(name):
    assert invariants.names()
    return [row.id for row in invariants.bad_rows(name)]


def test_an_invariant_finds_a_state_that_is_not_that_of_the_last_step(organization, officer):
    suspend_organization(organization, by=officer, reason="核查中")
    assert broken("organizations_states_are_those_of_their_last_steps") == []

    Organization.objects.update(state="approved")

    assert broken("organizations_states_are_those_of_their_last_steps") == [organization.pk]


def test_an_invariant_finds_a_step_that_nobody_may_take():
    step = StepFactory(before="closed", after="approved", reason="")

    assert broken("organizations_steps_follow_their_order") == [step.pk]


def test_an_invariant_finds_a_step_of_somebody_without_an_office_there(organization, officer):
    suspend_organization(organization, by=officer, reason="核查中")
    elsewhere = OfficerFactory(region="150421").user
    assert broken("organizations_steps_were_taken_by_an_office_of_the_region") == []

    steps = [StepFactory(organization=organization, by=by) for by in (UserFactory(), elsewhere)]

    found = broken("organizations_steps_were_taken_by_an_office_of_the_region")
    assert sorted(found) == sorted(step.pk for step in steps)


def test_an_invariant_finds_a_circle():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE organizations_organization DISABLE TRIGGER organizations_no_cycle")
    one = OrganizationFactory()
    other = OrganizationFactory(parent=one)
    assert broken("organizations_nobody_is_above_themselves") == []

    Organization.objects.filter(pk=one.pk).update(parent=other)

    assert sorted(broken("organizations_nobody_is_above_themselves")) == sorted([one.pk, other.pk])


def test_an_invariant_finds_who_gave_a_post_of_an_office_that_was_not_theirs_to_give(officer):
    given = OfficerFactory(region="150421")
    assert broken("organizations_posts_of_offices_were_given_from_above") == []

    Post.objects.filter(pk=given.pk).update(granted_by=officer)

    assert broken("organizations_posts_of_offices_were_given_from_above") == [given.pk]


def test_steps_are_told_apart_by_what_they_are_about(organization):
    StepFactory(organization=organization, what="trust", before="新加入", after="一般", reason="办得稳")

    assert Step.objects.of_state().count() == 0


def test_an_invariant_finds_whoever_acts_from_a_closed_account():
    name = "organizations_closed_accounts_hold_no_post"
    post, ended, ahead = (StaffFactory() for _ in range(3))
    today = days.today()
    type(post).objects.filter(pk=ended.pk).update(until=today)
    type(post).objects.filter(pk=ahead.pk).update(until=today + datetime.timedelta(days=1))
    assert broken(name) == []

    type(post.user).objects.update(is_active=False)

    assert sorted(broken(name)) == [post.pk, ahead.pk]


@pytest.fixture
def belonging(organization):
    """A member in a group, somebody who asked, somebody who was invited; and who had left before, who stays as they
    were."""
    member = MemberFactory(organization=organization)
    MemberGroupFactory(organization=organization).members.add(member)
    waiting = [
        MemberFactory(organization=organization, state="asked", joined_at=None),
        MemberFactory(organization=organization, state="invited", how="invitation", joined_at=None),
    ]
    return SimpleNamespace(
        member=member, waiting=waiting, left=MemberFactory(organization=organization, state="left")
    )


def states(organization):
    return list(Member.objects.in_organization(organization).order_by("pk").values_list("state", flat=True))


def test_nobody_belongs_to_what_was_closed_and_its_members_are_told(organization, belonging, officer):
    elsewhere = MemberFactory()

    close_organization(organization, by=officer, reason="不办了")

    assert states(organization) == ["ended", "ended", "ended", "left"]
    assert (organization.has_member(belonging.member.user), belonging.member.groups.count()) == (False, 0)
    belonging.member.refresh_from_db()
    assert belonging.member.settled_by == officer
    told = Message.objects.filter(kind="membership")
    assert list(told.values_list("recipient", flat=True)) == [belonging.member.user_id]
    assert states(elsewhere.organization) == ["member"]
    assert broken("organizations_nobody_belongs_to_what_is_closed") == []


def test_who_goes_on_with_the_successor_belongs_to_it_alone(organization, belonging, officer):
    successor = OrganizationFactory()

    close_organization(organization, by=officer, reason="合并", successor=successor)

    assert (states(organization), states(successor)) == (["ended", "ended", "ended", "left"], ["member"])
    assert successor.has_member(belonging.member.user)
    assert not Message.objects.filter(kind="membership").exists()


def test_while_it_is_only_suspended_everybody_belongs_to_it(organization, belonging, officer):
    suspend_organization(organization, by=officer, reason="核查中")

    assert states(organization) == ["member", "asked", "invited", "left"]


def test_closing_costs_the_same_with_one_member_and_with_thirty(officer):
    def cost(members):
        organization = OrganizationFactory()
        MemberFactory.create_batch(members, organization=organization)
        with CaptureQueriesContext(connection) as queries:
            close_organization(organization, by=officer, reason="不办了")
        return len(queries)

    assert cost(1) == cost(30)


def test_an_invariant_finds_whoever_belongs_to_what_is_closed(organization, belonging):
    assert broken("organizations_nobody_belongs_to_what_is_closed") == []

    Organization.objects.filter(pk=organization.pk).update(state="closed")

    found = sorted(broken("organizations_nobody_belongs_to_what_is_closed"))
    assert found == sorted(one.pk for one in (belonging.member, *belonging.waiting))
