"""Who acts for an organisation."""

import datetime
import threading
import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.organizations.actions import (
    accept_invitation,
    change_role,
    decline_invitation,
    end_post,
    invite_staff,
    withdraw_invitation,
)
from apps.organizations.models import Organization, Post, StaffInvitation
from tests.factories import StaffFactory, StaffInvitationFactory, UserFactory, VolunteerFactory

pytestmark = pytest.mark.django_db

PHONE = "13812340001"


@pytest.fixture
def owner():
    return StaffFactory()


@pytest.fixture
def person():
    return VolunteerFactory(name="苏日娜", user=UserFactory(phone=PHONE))


def invite(post, *, phone=PHONE, name="苏日娜", role="staff", by=None):
    return invite_staff(post.organization, phone=phone, name=name, role=role, by=by or post.user)


def bring_in(owner, person, **fields):
    return accept_invitation(invite(owner, **fields), by=person.user)


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def gives(giver, role):
    try:
        return bool(invite(giver, role=role))
    except Refused:
        return False


def of(queryset):
    return list(queryset.values_list("pk", flat=True))


def test_who_accepts_an_invitation_can_act_at_once(owner, person):
    invitation = invite(owner)
    assert of(Organization.objects.managed_by(person.user)) == []

    post = accept_invitation(invitation, by=person.user)

    assert (post.user, post.role) == (person.user, "staff")
    assert of(Organization.objects.managed_by(person.user)) == [owner.organization_id]
    told = Message.objects.order_by("pk").values_list("recipient", "kind")
    assert list(told) == [(person.user_id, "post_offered"), (owner.user_id, "post_answered")]


def test_each_role_may_do_what_it_is_for():
    may = {}
    for role in ("owner", "staff", "leader", "reader"):
        post = StaffFactory(role=role)
        rows = Organization.objects.filter(pk=post.organization_id)
        asked = [rows.seen_by, rows.led_by, rows.managed_by, rows.owned_by]
        may[role] = [may_do(post.user).exists() for may_do in asked]

    assert may == {
        "owner": [True, True, True, True],
        "staff": [True, True, True, False],
        "leader": [True, True, False, False],
        "reader": [True, False, False, False],
    }


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_what_was_stopped_can_only_be_read(owner, state):
    Organization.objects.update(state=state, reason="核查中")

    rows = Organization.objects
    found = [of(may(owner.user)) for may in (rows.seen_by, rows.led_by, rows.managed_by, rows.owned_by)]
    assert found == [[owner.organization_id], [], [], []]


def test_the_one_who_invites_never_learns_whether_a_phone_is_known(owner, person):
    known, unknown = invite(owner), invite(owner, phone="13812340009")

    assert {
        field: getattr(known, field) == getattr(unknown, field) for field in ("state", "name", "role")
    } == {
        "state": True,
        "name": True,
        "role": True,
    }
    assert Message.objects.filter(recipient=owner.user).count() == 0


def test_an_invitation_waits_for_somebody_who_is_not_here_yet(owner):
    invitation = invite(owner)
    late = VolunteerFactory(name="苏日娜", user=UserFactory(phone=PHONE))

    assert accept_invitation(invitation, by=late.user).user == late.user


@pytest.mark.parametrize(
    ("invited", "code"),
    [
        ({"name": "萨仁"}, "other_name"),
        ({"birth_date": datetime.date(2014, 1, 1)}, "too_young"),
        ({"identity_state": "pending", "number": None, "passed_at": None}, "identity_not_passed"),
    ],
)
def test_only_a_known_adult_of_that_name_accepts(owner, invited, code):
    invitation = invite(owner)
    person = VolunteerFactory(**{"name": "苏日娜", "user": UserFactory(phone=PHONE), **invited})

    assert refusal_code(accept_invitation, invitation, by=person.user) == code
    assert Post.objects.filter(user=person.user).count() == 0


def test_an_invitation_is_for_one_phone_and_runs_out(owner, person):
    invitation = invite(owner)
    other = VolunteerFactory(name="苏日娜")
    unconfirmed = UserFactory(phone="13812340005", phone_verified_at=None)

    assert refusal_code(accept_invitation, invitation, by=other.user) == "invitation_gone"
    assert of(StaffInvitation.objects.addressed_to(unconfirmed)) == []
    StaffInvitation.objects.update(expires_at=timezone.now())
    assert refusal_code(accept_invitation, invitation, by=person.user) == "invitation_gone"
    assert refusal_code(decline_invitation, invitation, by=person.user) == "invitation_gone"


def test_an_invitation_ends_with_the_post_of_who_sent_it_and_with_the_organization(owner, person):
    staff = StaffFactory(organization=owner.organization, role="staff")
    by_staff, by_owner = invite(staff, role="reader"), invite(owner, phone="13812340006")
    end_post(staff, by=owner.user)
    assert refusal_code(accept_invitation, by_staff, by=person.user) == "invitation_gone"

    second = VolunteerFactory(name="苏日娜", user=UserFactory(phone="13812340006"))
    Organization.objects.update(state="suspended", reason="核查中")
    assert refusal_code(accept_invitation, by_owner, by=second.user) == "invitation_gone"


def test_a_new_invitation_takes_the_place_of_the_one_before(owner, person):
    first, second = invite(owner), invite(owner, role="reader")

    assert refusal_code(accept_invitation, first, by=person.user) == "invitation_gone"
    assert accept_invitation(second, by=person.user).role == "reader"


def test_an_invitation_is_declined_or_taken_back_once(owner, person):
    declined = invite(owner)
    decline_invitation(declined, by=person.user)
    assert refusal_code(accept_invitation, declined, by=person.user) == "invitation_gone"
    assert refusal_code(withdraw_invitation, declined, by=owner.user) == "already_answered"

    withdrawn = invite(owner)
    withdraw_invitation(withdrawn, by=owner.user)
    assert refusal_code(accept_invitation, withdrawn, by=person.user) == "invitation_gone"


def test_ten_invitations_an_hour_are_enough(owner):
    for n in range(10):
        invite(owner, phone=f"138123411{n:02d}")

    assert refusal_code(invite, owner) == "too_many"


def test_a_person_has_one_post_in_an_organization(owner, person):
    bring_in(owner, person)

    assert refusal_code(bring_in, owner, person) == "already_there"


def test_nobody_gives_more_than_they_may(owner, person):
    given = {}
    for role in ("owner", "staff", "leader", "reader"):
        giver = StaffFactory(organization=owner.organization, role=role)
        given[role] = [offered for offered in ("owner", "staff", "leader", "reader") if gives(giver, offered)]

    assert given == {
        "owner": ["owner", "staff", "leader", "reader"],
        "staff": ["leader", "reader"],
        "leader": [],
        "reader": [],
    }
    assert refusal_code(invite, owner, by=StaffFactory().user) == "not_yours_to_give"
    assert refusal_code(invite, owner, role="officer") == "not_yours_to_give"


def test_owners_of_a_suspended_organization_invite_nobody(owner):
    Organization.objects.update(state="suspended", reason="核查中")

    assert refusal_code(invite, owner) == "not_yours_to_give"


def test_a_role_is_changed_from_today_on_and_the_old_one_stays_on_record(owner):
    leader = StaffFactory(organization=owner.organization, role="leader")

    changed = change_role(leader, role="staff", by=owner.user)

    leader.refresh_from_db()
    assert (leader.until, changed.role, changed.since) == (days.today(), "staff", days.today())
    assert of(Organization.objects.managed_by(leader.user)) == [owner.organization_id]
    assert AuditRow.objects.get(action="organization.staff_changed").detail["before"] == "leader"


def test_nobody_raises_themselves(owner):
    staff = StaffFactory(organization=owner.organization, role="staff")
    reader = StaffFactory(organization=owner.organization, role="reader")

    assert refusal_code(change_role, staff, role="owner", by=staff.user) == "not_yours_to_give"
    assert refusal_code(change_role, staff, role="leader", by=staff.user) == "not_yours_to_change"
    assert refusal_code(change_role, owner, role="reader", by=owner.user) == "not_yours_to_change"
    assert refusal_code(change_role, reader, role="reader", by=reader.user) == "not_yours_to_give"
    assert refusal_code(change_role, owner, role="reader", by=staff.user) == "not_yours_to_change"


def test_a_post_ends_at_once(owner, person):
    post = bring_in(owner, person)

    end_post(post, by=owner.user)

    assert of(Organization.objects.seen_by(person.user)) == []
    assert Message.objects.filter(recipient=person.user, kind="post_ended").count() == 1
    assert bring_in(owner, person).pk != post.pk


def test_anyone_may_leave_even_what_is_suspended(owner, person):
    post = bring_in(owner, person)
    Organization.objects.update(state="suspended", reason="核查中")

    assert end_post(post, by=person.user).until == days.today()


def test_the_last_owner_stays(owner):
    assert refusal_code(end_post, owner, by=owner.user) == "last_owner"

    second = StaffFactory(organization=owner.organization)
    end_post(owner, by=second.user)
    assert refusal_code(end_post, second, by=second.user) == "last_owner"


def test_staff_remove_only_whom_they_may_bring_in(owner):
    staff = StaffFactory(organization=owner.organization, role="staff")
    leader = StaffFactory(organization=owner.organization, role="leader")

    assert refusal_code(end_post, owner, by=staff.user) == "already_ended"
    assert sorted(of(Post.objects.endable_by(staff.user))) == sorted([staff.pk, leader.pk])
    assert of(Post.objects.endable_by(leader.user)) == [leader.pk]


def test_owners_of_another_organization_remove_nobody(owner):
    assert refusal_code(end_post, owner, by=StaffFactory().user) == "already_ended"


@pytest.mark.django_db(transaction=True)
def test_two_owners_removing_each_other_leave_one(owner, someone_waits_for_me):
    second, outcome = StaffFactory(organization=owner.organization), []

    def remove_first():
        try:
            end_post(owner, by=second.user)
        except Refused as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    thread = threading.Thread(target=remove_first)
    with transaction.atomic():
        end_post(second, by=owner.user)
        thread.start()
        while thread.is_alive() and not someone_waits_for_me():
            time.sleep(0.01)
    thread.join()

    assert outcome == ["already_ended"]
    assert list(Post.objects.owners_of(owner.organization)) == [owner]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"role": "officer"}, "organizations_post_is_of_an_organization_or_an_office"),
        ({"organization": None}, "organizations_post_is_of_an_organization_or_an_office"),
        ({"until": datetime.date(2019, 1, 1)}, "organizations_post_ends_after_it_begins"),
    ],
)
def test_the_database_keeps_the_rules_of_posts(fields, name):
    with pytest.raises(IntegrityError, match=name):
        StaffFactory(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"role": "officer"}, "organizations_staffinvitation_is_to_a_post_of_organizations"),
        ({"state": "accepted"}, "organizations_staffinvitation_answered_means_when"),
        ({}, "organizations_staffinvitation_one_waiting_a_phone"),
    ],
)
def test_the_database_keeps_the_rules_of_invitations(fields, name):
    first = StaffInvitationFactory()

    with pytest.raises(IntegrityError, match=name):
        StaffInvitationFactory(organization=first.organization, phone=PHONE, **fields)


def test_the_database_keeps_one_open_post_a_person_and_place(owner):
    with pytest.raises(IntegrityError, match="organizations_post_one_open_a_person_and_place"):
        StaffFactory(user=owner.user, organization=owner.organization, role="staff")


def test_a_post_that_has_not_begun_gives_nothing():
    post = StaffFactory(since=days.today() + datetime.timedelta(days=1))

    assert list(Organization.objects.managed_by(post.user)) == []
