"""Who belongs to an organisation, follows it, and hears from it."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.organizations.actions import (
    accept_membership,
    announce,
    approve_members,
    ask_to_join,
    end_backbone,
    follow_organization,
    invite_members,
    join_by_code,
    leave_organization,
    mark_backbone,
    mute_organization,
    put_into_groups,
    refuse_member,
    remove_member,
    unfollow_organization,
)
from apps.organizations.models import Announcement, Follow, Member, MemberGroup, Organization
from tests.factories import (
    MemberFactory,
    MemberGroupFactory,
    OrganizationFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def staff(organization):
    return StaffFactory(organization=organization, role="staff").user


@pytest.fixture
def person():
    return VolunteerFactory(name="苏日娜", user__name="苏日娜")


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def only(member):
    return Member.objects.filter(pk=member.pk)


def test_who_asks_belongs_once_somebody_of_the_organization_agrees(organization, staff, person):
    member = ask_to_join(organization, by=person.user, words="周末有空")
    assert not organization.has_member(person.user)
    assert Message.objects.get(recipient=staff).body == "周末有空"

    approve_members(only(member), by=staff)

    assert organization.has_member(person.user)
    assert [one.user_id for one in Member.objects.of(organization)] == [person.user_id]
    assert Message.objects.filter(recipient=person.user, kind="membership").count() == 1


def test_who_is_not_in_the_register_asks_nobody(organization):
    assert refusal_code(ask_to_join, organization, by=UserFactory()) == "not_registered"


def test_nobody_asks_twice_or_lets_themselves_in(organization, staff):
    both = VolunteerFactory(user=staff)
    member = ask_to_join(organization, by=both.user)

    assert refusal_code(ask_to_join, organization, by=both.user) == "already_there"
    assert refusal_code(approve_members, only(member), by=staff) == "nobody_to_approve"


@pytest.mark.parametrize("role", ["leader", "reader"])
def test_who_only_leads_or_reads_decides_about_nobody(organization, person, role):
    member = ask_to_join(organization, by=person.user)
    user = StaffFactory(organization=organization, role=role).user

    assert refusal_code(approve_members, only(member), by=user) == "not_yours"
    assert refusal_code(refuse_member, member, by=user, reason="满了") == "not_yours"


def test_refusing_and_removing_say_why(organization, staff, person):
    member = ask_to_join(organization, by=person.user)
    assert refusal_code(refuse_member, member, by=staff, reason=" ") == "no_reason"
    refuse_member(member, by=staff, reason="这学期满了")
    assert Message.objects.get(recipient=person.user).body == "这学期满了"

    again = ask_to_join(organization, by=person.user)
    approve_members(only(again), by=staff)
    remove_member(again, by=staff, reason="毕业了")

    assert not organization.has_member(person.user)
    assert list(Member.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "removed"]
    assert refusal_code(remove_member, again, by=staff, reason="毕业了") == "already_settled"


def test_the_code_lets_in_at_once_however_it_is_typed(organization, person):
    Organization.objects.update(joining="code", join_code="Ao-2026")

    assert refusal_code(ask_to_join, organization, by=person.user) == "not_this_way"
    assert refusal_code(join_by_code, organization, code="猜的", by=person.user) == "wrong_code"
    join_by_code(organization, code=" ａo-2026", by=person.user)

    assert organization.has_member(person.user)


def test_codes_are_not_guessed(organization, person):
    Organization.objects.update(joining="code", join_code="Ao-2026")
    for _ in range(5):
        assert refusal_code(join_by_code, organization, code="猜的", by=person.user) == "wrong_code"

    assert refusal_code(join_by_code, organization, code="Ao-2026", by=person.user) == "too_many"


def test_an_invitation_always_asks_and_tells_the_organization_nothing(client, organization, staff, person):
    invite_members(organization, numbers=[person.number, "150400000018"], by=staff)
    member = Member.objects.get()

    assert (member.state, list(Member.objects.managed_by(staff))) == ("invited", [])
    assert Message.objects.get().recipient == person.user
    accept_membership(member, by=person.user)
    assert list(Member.objects.managed_by(staff)) == [member]


def test_who_says_no_to_an_invitation_is_not_a_member(organization, staff, person):
    invite_members(organization, numbers=[person.number], by=staff)
    member = Member.objects.get()

    assert refusal_code(accept_membership, member, by=VolunteerFactory().user) == "already_settled"
    leave_organization(member, by=person.user)
    assert Member.objects.get().state == "declined"
    assert refusal_code(accept_membership, member, by=person.user) == "already_settled"


def test_invitations_a_day_are_limited(organization, staff):
    numbers = [f"{n:012d}" for n in range(100)]
    invite_members(organization, numbers=numbers, by=staff)
    invite_members(organization, numbers=numbers, by=staff)

    assert refusal_code(invite_members, organization, numbers=["1"], by=staff) == "too_many"


def test_who_leaves_leaves_the_groups_too(organization):
    member = MemberFactory(organization=organization)
    member.groups.set([MemberGroupFactory(organization=organization)])

    leave_organization(member, by=member.user)

    assert (list(member.groups.all()), organization.has_member(member.user)) == ([], False)


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_an_organization_that_is_stopped_takes_in_nobody(organization, staff, person, state):
    member = MemberFactory(organization=organization, user=person.user, state="asked", joined_at=None)
    Organization.objects.update(state=state, reason="核查")

    assert refusal_code(approve_members, only(member), by=staff) == "not_yours"
    assert refusal_code(ask_to_join, organization, by=VolunteerFactory().user) == "not_at_work"
    assert refusal_code(invite_members, organization, numbers=["1"], by=staff) == "not_yours"


# --- the backbone -----------------------------------------------------------------------------------


@pytest.fixture
def owner(organization):
    return StaffFactory(organization=organization).user


def test_the_owner_marks_members_as_backbone_and_they_hear_so(organization, owner):
    first, second, plain = MemberFactory.create_batch(3, organization=organization)
    both = Member.objects.filter(pk__in=[first.pk, second.pk])

    mark_backbone(both, by=owner)

    marked = Member.objects.backbone().order_by("pk")
    assert [(one.pk, one.backbone_since, one.backbone_by) for one in marked] == [
        (one.pk, days.today(), owner) for one in (first, second)
    ]
    told = Message.objects.filter(kind="membership").values_list("recipient", flat=True)
    assert sorted(told) == sorted([first.user_id, second.user_id])
    assert AuditRow.objects.filter(action="member.backbone_marked", actor=owner).count() == 2
    assert refusal_code(mark_backbone, both, by=owner) == "already_settled"

    end_backbone(only(first), by=owner)
    assert list(Member.objects.backbone()) == [second]
    assert refusal_code(end_backbone, only(plain), by=owner) == "already_settled"


@pytest.mark.parametrize("role", ["staff", "leader", "reader"])
def test_nobody_but_the_owner_marks_the_backbone(organization, role):
    member = MemberFactory(organization=organization)
    user = StaffFactory(organization=organization, role=role).user

    assert refusal_code(mark_backbone, only(member), by=user) == "already_settled"


def test_only_members_are_of_the_backbone_and_the_mark_ends_with_the_membership(organization, owner):
    asked = MemberFactory(organization=organization, state="asked", joined_at=None)
    member = MemberFactory(organization=organization, user=VolunteerFactory().user)
    assert refusal_code(mark_backbone, only(asked), by=owner) == "already_settled"
    mark_backbone(only(member), by=owner)

    leave_organization(member, by=member.user)
    assert list(Member.objects.backbone()) == []
    back = ask_to_join(organization, by=member.user)
    approve_members(only(back), by=owner)
    assert list(Member.objects.backbone()) == []


def test_marking_costs_the_same_for_one_and_for_thirty(organization, owner):
    def cost(count):
        members = MemberFactory.create_batch(count, organization=organization)
        with CaptureQueriesContext(connection) as queries:
            mark_backbone(Member.objects.filter(pk__in=[one.pk for one in members]), by=owner)
        return len(queries)

    assert cost(30) == cost(1)


def test_the_backbone_is_marked_on_the_pages(client, organization, owner, person):
    member = MemberFactory(organization=organization, user=person.user)
    MemberFactory(organization=organization)
    client.force_login(owner)
    base = reverse("organizations:members", args=[organization.pk])

    client.post(f"{base}backbone/", {"member": member.pk})
    assert list(client.get(base, {"tab": "backbone"}).context["page"]) == [member]
    assert "起是骨干" in client.get(f"{base}{member.pk}/").content.decode()
    client.force_login(person.user)
    assert "起是骨干" in client.get("/me/organizations/").content.decode()

    client.force_login(owner)
    nobody = client.post(f"{base}backbone/", {}, follow=True)
    assert [str(message) for message in nobody.context["messages"]] == ["选中的人都已经处理过了，刷新看看。"]
    client.post(f"{base}backbone/end/", {"member": member.pk})
    assert list(client.get(base, {"tab": "backbone"}).context["page"]) == []


def test_groups_are_the_organizations_own(organization, staff):
    member = MemberFactory(organization=organization)
    own, foreign = MemberGroupFactory(organization=organization), MemberGroupFactory()

    put_into_groups(member, groups=[own], by=staff)

    assert list(member.groups.all()) == [own]
    assert refusal_code(put_into_groups, member, groups=[foreign], by=staff) == "already_settled"


def test_a_message_reaches_all_or_a_group_or_the_chosen_but_nobody_who_muted(organization, staff):
    members = [MemberFactory(organization=organization) for _ in range(4)]
    MemberFactory()
    group = MemberGroupFactory(organization=organization)
    group.members.set(members[:2])
    mute_organization(members[0], is_muted=True, by=members[0].user)

    told = []
    for to in ({}, {"group": group}, {"members": [members[3].pk]}):
        sent = announce(organization, title="周六集合", body="八点半", by=staff, **to)
        recipients = Message.objects.filter(key=f"announcement:{sent.pk}").values_list("recipient", flat=True)
        told.append((sent.told, sorted(recipients)))

    ids = [member.user_id for member in members]
    assert told == [(3, sorted(ids[1:])), (1, ids[1:2]), (1, ids[3:])]
    assert refusal_code(announce, organization, title="再来", body="一条", by=staff) == "too_many"


def test_a_message_costs_the_same_for_one_and_for_thirty(organization, staff):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            announce(organization, title="周六集合", body="八点半", by=staff)
        return len(queries)

    MemberFactory(organization=organization)
    few = cost()
    MemberFactory.create_batch(29, organization=organization)

    assert cost() == few


def test_following_is_following_once_and_ends(organization, person):
    follow_organization(organization, by=person.user)
    follow_organization(organization, by=person.user)
    assert [one.user_id for one in Follow.objects.of(organization)] == [person.user_id]

    unfollow_organization(organization, by=person.user)
    assert list(Follow.objects.of(organization)) == []


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "asked", "joined_at": None}, "organizations_member_one_live_a_person"),
        ({"state": "removed"}, "organizations_member_refused_and_removed_say_why"),
        ({"joined_at": None}, "organizations_member_belongs_since_some_time"),
        ({"backbone_since": days.today()}, "organizations_member_backbone_says_by_whom"),
    ],
)
def test_the_database_keeps_the_rules_of_members(organization, fields, name):
    member = MemberFactory(organization=organization)
    who = {"user": member.user} if "one_live" in name else {}

    with pytest.raises(IntegrityError, match=name):
        MemberFactory(organization=organization, **who, **fields)


def test_the_database_lets_nobody_in_by_their_own_word(organization):
    user = UserFactory()

    with pytest.raises(IntegrityError, match="organizations_member_nobody_lets_themselves_in"):
        MemberFactory(organization=organization, user=user, settled_by=user)


def test_the_database_lets_nobody_be_of_the_backbone_who_never_came_in(organization):
    with pytest.raises(IntegrityError, match="organizations_member_backbone_has_come_in"):
        MemberFactory(
            organization=organization,
            state="asked",
            joined_at=None,
            backbone_since=days.today(),
            backbone_by=UserFactory(),
        )


def test_the_database_keeps_groups_and_followers_once(organization):
    MemberGroupFactory(organization=organization, name="周末组")
    with pytest.raises(IntegrityError, match="organizations_membergroup_one_name_an_organization"):
        MemberGroupFactory(organization=organization, name="周末组")


# --- pages ------------------------------------------------------------------------------------------


def test_a_person_asks_follows_mutes_and_leaves_on_the_pages(client, organization, staff, person):
    client.force_login(person.user)
    page = reverse("organizations:detail", args=[organization.pk])
    assert "申请加入" in client.get(page).content.decode()

    client.post(f"{page}join/", {"words": "周末有空"})
    client.post(f"{page}follow/")
    assert "等组织同意" in client.get(page).content.decode()
    member = Member.objects.get()
    approve_members(only(member), by=staff)

    mine = client.get("/me/organizations/").content.decode()
    assert mine.count(organization.name) == 2
    client.post(f"/me/organizations/{member.pk}/mute/", {"mute": "1"})
    assert Member.objects.get().is_muted
    client.post(f"/me/organizations/{member.pk}/leave/")
    client.post(f"{page}unfollow/")

    assert (Member.objects.get().state, Follow.objects.count()) == ("left", 0)


def test_a_wrong_code_is_said_beside_the_field(client, organization, person):
    Organization.objects.update(joining="code", join_code="Ao-2026")
    client.force_login(person.user)
    page = reverse("organizations:detail", args=[organization.pk])

    wrong = client.post(f"{page}join/", {"code": "猜的"})
    client.post(f"{page}join/", {"code": "ao-2026"})

    assert wrong.context["join_form"].errors["code"] == ["口令不对，问问组织的人。"]
    assert Member.objects.get().how == "code"


def test_the_workbench_lists_masked_and_finds_by_name_and_number(client, organization, staff, person):
    MemberFactory(organization=organization, user=person.user)
    other = VolunteerFactory(name="其木格", user__name="其木格")
    MemberFactory(organization=organization, user=other.user)
    client.force_login(staff)
    page = reverse("organizations:members", args=[organization.pk])

    def found(**query):
        return [name for _member, name, _number in client.get(page, query).context["rows"]]

    assert sorted(found()) == sorted(["苏**", "其**"])
    assert (found(q="苏日"), found(q=other.number), found(q="没有")) == (["苏**"], ["其**"], [])
    text = client.get(page).content.decode()
    assert ("苏日娜" in text, person.number in text) == (False, True)


def test_the_workbench_lets_in_refuses_groups_removes_and_writes(client, organization, staff):
    first, second = (ask_to_join(organization, by=VolunteerFactory().user) for _ in range(2))
    client.force_login(staff)
    base = reverse("organizations:members", args=[organization.pk])

    client.post(f"{base}approve/", {"member": first.pk})
    client.post(f"{base}{second.pk}/refuse/", {"reason": ""})
    client.post(f"{base}{second.pk}/refuse/", {"reason": "满了"})
    client.post(f"{base}groups/", {"name": "周末组"})
    group = MemberGroup.objects.get()
    client.post(f"{base}{first.pk}/groups/", {"groups": [group.pk]})
    assert list(client.get(base, {"group": group.pk}).context["page"]) == [first]
    client.post(f"{base}announce/", {"title": "集合", "body": "八点", "group": group.pk})
    client.post(f"{base}groups/{group.pk}/remove/")
    client.post(f"{base}{first.pk}/remove/", {"reason": "毕业了"})

    states = Member.objects.order_by("pk").values_list("state", flat=True)
    assert (list(states), Announcement.objects.get().told) == (["removed", "refused"], 1)


def test_numbers_that_cannot_be_are_said(client, organization, staff, person):
    client.force_login(staff)
    page = reverse("organizations:invite_members", args=[organization.pk])

    wrong = client.post(page, {"numbers": f"{person.number}\n123"})
    client.post(page, {"numbers": f"{person.number}，{person.number}"})

    assert wrong.context["form"].errors["numbers"] == ["这些编号对不上，再看一眼：123"]
    assert Member.objects.get().user == person.user


def test_the_pages_of_members_cost_the_same_for_one_and_for_thirty(client, organization, staff):
    client.force_login(staff)
    pages = [
        reverse("organizations:members", args=[organization.pk]),
        reverse("organizations:detail", args=[organization.pk]),
    ]

    def costs():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
        return found

    client.get(pages[1])  # the figures are kept for a while
    MemberFactory(organization=organization, user=VolunteerFactory().user)
    few = costs()
    for _ in range(29):
        MemberFactory(organization=organization, user=VolunteerFactory().user)

    assert costs() == few


def test_members_of_another_organization_are_not_there(client, organization, staff):
    foreign = MemberFactory()
    client.force_login(staff)
    base = reverse("organizations:members", args=[organization.pk])

    answers = [
        client.get(f"{base}{foreign.pk}/"),
        client.post(f"{base}{foreign.pk}/remove/", {"reason": "走"}),
        client.get(reverse("organizations:members", args=[foreign.organization_id])),
        client.post(f"/me/organizations/{foreign.pk}/leave/"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
