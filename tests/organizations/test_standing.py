"""What an office does with organisations that were let in."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.activities.models import Activity, Shift
from apps.core import invariants
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.hours.models import Punctuality
from apps.messaging.models import Message
from apps.organizations.actions.standing import (
    change_trust,
    close_organization,
    reinstate_organization,
    suspend_organization,
)
from apps.organizations.models import Follow, Member, Organization, Step, TrustLevel
from tests.factories import (
    ActivityFactory,
    FollowFactory,
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    PunctualityFactory,
    ShiftFactory,
    StaffFactory,
    nine_oclock,
)

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


# --- history, successor, trust ------------------------------------------------------------------------------


def test_each_step_is_kept_with_its_reason_and_read_by_its_people_and_the_office(
    client, organization, owner, officer
):
    suspend_organization(organization, by=officer, reason="核查中")
    reinstate_organization(organization, by=officer)
    close_organization(organization, by=officer, reason="不办了")

    steps = Step.objects.filter(organization=organization).order_by("pk")
    assert list(steps.values_list("before", "after", "by", "reason")) == [
        ("approved", "suspended", officer.pk, "核查中"),
        ("suspended", "approved", officer.pk, ""),
        ("approved", "closed", officer.pk, "不办了"),
    ]
    reader = StaffFactory(organization=organization, role="reader").user
    for user, page in (
        (reader, reverse("organizations:profile", args=[organization.pk])),
        (officer, address("application", organization)),
    ):
        client.force_login(user)
        seen = client.get(page).content.decode()
        assert ("核查中" in seen, "不办了" in seen) == (True, True)


def test_a_step_is_never_changed_or_removed(organization, officer):
    suspend_organization(organization, by=officer, reason="核查中")

    for change in (lambda rows: rows.update(reason="没事"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError, match="organizations_step"), transaction.atomic():
            change(Step.objects.all())


def test_members_followers_parts_and_predecessors_pass_to_the_successor(organization, officer):
    successor = OrganizationFactory()
    both, only = MemberFactory(organization=organization), MemberFactory(organization=organization)
    MemberFactory(organization=successor, user=both.user)
    asked = MemberFactory(organization=organization, state="asked", joined_at=None)
    follower = FollowFactory(organization=organization)
    part, earlier = (
        OrganizationFactory(parent=organization),
        OrganizationFactory(state="closed", successor=organization),
    )

    close_organization(organization, by=officer, reason="合并", successor=successor)

    members = Member.objects.of(successor).values_list("user", flat=True)
    assert sorted(members) == sorted([both.user_id, only.user_id])
    assert not successor.has_member(asked.user)
    assert list(Follow.objects.of(successor).values_list("user", flat=True)) == [follower.user_id]
    for row in (organization, part, earlier):
        row.refresh_from_db()
    assert (organization.answers, part.parent, earlier.successor) == (successor, successor, successor)


def test_who_manages_the_successor_keeps_the_records_of_both(organization, officer):
    heir = StaffFactory()
    close_organization(organization, by=officer, reason="合并", successor=heir.organization)

    kept = Organization.objects.kept_by(heir.user).order_by("pk")
    assert list(kept) == sorted([organization, heir.organization], key=lambda one: one.pk)
    assert managed(heir.user) == [heir.organization]


def test_a_part_may_go_on_in_the_place_of_the_whole(organization, officer):
    whole = OrganizationFactory()
    Organization.objects.filter(pk=organization.pk).update(parent=whole)
    middle = OrganizationFactory(parent=organization)
    heir = OrganizationFactory(parent=middle)

    close_organization(organization, by=officer, reason="改组", successor=heir)

    heir.refresh_from_db(), middle.refresh_from_db()
    assert (heir.parent, middle.parent) == (whole, heir)


def test_the_page_of_members_says_where_they_are(client, organization, officer):
    """Nobody is invited to join what is closed."""
    owner, heir = StaffFactory(organization=organization).user, OrganizationFactory(name="新城区清水志愿队")
    MemberFactory(organization=organization)
    client.force_login(owner)
    url = reverse("organizations:members", args=[organization.pk])
    before = client.get(url).content.decode()

    close_organization(organization, by=officer, reason="合并", successor=heir)

    after = client.get(url).content.decode()
    assert ("想加入的" in before, "想加入的" in after) == (True, False)
    assert "他们现在是新城区清水志愿队的成员。" in after


@pytest.mark.parametrize("state", ["suspended", "closed", "applied"])
def test_only_an_approved_organization_succeeds(organization, officer, state):
    decided = {"decided_by": None, "decided_at": None} if state == "applied" else {"reason": "核查"}
    other = OrganizationFactory(state=state, **decided)

    for successor in (other, organization):
        refusal = refusal_of(close_organization, organization, by=officer, reason="合并", successor=successor)
        assert refusal == "no_successor"


def test_the_successor_is_named_on_the_page(client, organization, officer):
    successor = OrganizationFactory(name="红山志愿者联合会")
    client.force_login(officer)

    unknown = client.post(address("close", organization), {"reason": "合并", "successor": "没有这个"})
    client.post(address("close", organization), {"reason": "合并", "successor": "红山志愿者联合会"})

    organization.refresh_from_db()
    assert list(unknown.context["close_form"].errors) == ["successor"]
    assert (organization.state, organization.successor) == ("closed", successor)


def test_an_office_raises_the_trust_with_a_reason_on_record(client, organization, owner, officer):
    assert (organization.trust_id, organization.trust_limit_minutes()) == ("new", 12000)
    client.force_login(officer)

    asked = client.post(address("change_trust", organization), {"level": "trusted", "reason": ""})
    client.post(address("change_trust", organization), {"level": "ordinary", "reason": "办得稳"})

    organization.refresh_from_db()
    assert list(asked.context["trust_form"].errors) == ["reason"]
    assert (organization.trust_id, organization.trust_limit_minutes()) == ("ordinary", 180000)
    step = Step.objects.get(what="trust")
    assert (step.before, step.after, step.reason, step.by) == ("新加入", "一般", "办得稳", officer)
    assert Message.objects.get(recipient=owner).body == "办得稳"


def test_nobody_raises_the_trust_of_their_own(organization, owner):
    officer = OfficerFactory(user=owner).user
    level = TrustLevel.objects.get(pk="trusted")

    assert refusal_of(change_trust, organization, level=level, by=officer, reason="好") == "own_organization"


def test_what_is_the_same_or_stopped_is_not_changed(organization, officer):
    new = TrustLevel.objects.get(pk="new")
    assert refusal_of(change_trust, organization, level=new, by=officer, reason="好") == "same_level"

    suspend_organization(organization, by=officer, reason="核查")
    trusted = TrustLevel.objects.get(pk="trusted")
    assert refusal_of(change_trust, organization, level=trusted, by=officer, reason="好") == "other_state"


def test_names_that_look_alike_are_shown_to_the_reviewer(client, officer):
    OrganizationFactory(name="萤火草原环保志愿服务队")
    OrganizationFactory(name="萤火草原环保协会", state="closed")
    OrganizationFactory(name="红山公益服务队")
    waiting = {"decided_by": None, "decided_at": None}
    new = OrganizationFactory(name="莹火草原环保志愿队", state="applied", **waiting)
    client.force_login(officer)

    alike = client.get(address("application", new)).context["alike"]

    assert {one.name for one in alike} == {"萤火草原环保志愿服务队", "萤火草原环保协会"}


def test_the_office_sees_what_trust_is_based_on(client, organization, officer):
    ActivityFactory(organization=organization)
    client.force_login(officer)

    page = client.get(address("application", organization)).content.decode()

    assert ("办过1个活动，确认了0小时" in page, "没有超期没确认的时长" in page) == (True, True)


def trust(organization, officer, level):
    return change_trust(organization, level=TrustLevel.objects.get(pk=level), by=officer, reason="看了台账")


def test_who_often_confirms_too_late_is_not_trusted_with_more(organization, officer):
    kept = PunctualityFactory(organization=organization, due=100, overdue=21)
    assert refusal_of(trust, organization, officer, "ordinary") == "often_overdue"

    Punctuality.objects.filter(pk=kept.pk).update(overdue=20)
    assert trust(organization, officer, "ordinary").trust_id == "ordinary"

    Punctuality.objects.filter(pk=kept.pk).update(overdue=90)
    assert trust(organization, officer, "new").trust_id == "new"  # with less one may always be trusted


def test_the_office_reads_how_much_came_too_late_and_why_it_is_refused(client, organization, officer):
    PunctualityFactory(organization=organization, due=40, overdue=10)
    client.force_login(officer)

    page = client.get(address("application", organization)).content.decode()
    refused = client.post(address("change_trust", organization), {"level": "trusted", "reason": "办得稳"})

    assert "近来40条里有10条过了期限才处理（25%）" in page
    assert refused.context["trust_form"].errors == {
        "__all__": ["近来它25%的时长过了期限才确认，超过20%，先不能提高信任等级。"]
    }
    assert (
        refused.context["trust_form"]["reason"].value(),
        refused.context["trust_form"]["level"].value(),
    ) == (
        "办得稳",
        "trusted",
    )
