"""Organisations on a phone: applying, joining, following, managing; and what the accessibility checker says."""

import pytest

from apps.organizations.models import Follow, Member, Organization
from tests.browser import axe
from tests.factories import (
    ActivityFactory,
    FollowFactory,
    MemberFactory,
    MemberGroupFactory,
    OfficerFactory,
    OrganizationFactory,
    ParentRequestFactory,
    ShiftFactory,
    StaffFactory,
    StaffInvitationFactory,
    StationFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def as_user(client, live_server):
    """Let a page belong to someone who has signed in."""

    def sign_in(page, user):
        client.force_login(user)
        page.context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        return page

    return sign_in


def test_a_team_applies_and_is_told_what_is_missing(page, as_user):
    unit = OrganizationFactory(kind_id="agency", name="惠州街道办事处")
    as_user(page, VolunteerFactory().user).goto("/organizations/apply/")
    assert axe(page) == []
    page.get_by_role("link", name="志愿服务队（未登记）").click()
    assert axe(page) == []
    page.get_by_label("组织名称").fill("晨光邻里志愿队")
    page.get_by_label("指导单位", exact=True).fill("没有这个单位")
    page.get_by_label("盟市").select_option("1504")
    page.get_by_label("旗县").select_option("150430")
    page.get_by_label("联系人").fill("白音")
    page.get_by_label("联系电话").fill("13900000000")
    page.get_by_role("button", name="交去审核").click()
    page.get_by_text("平台上没有叫这个名字的单位，请传一份它盖章的证明。").first.wait_for()
    assert axe(page) == []

    page.get_by_label("指导单位", exact=True).fill("惠州街道办事处")
    page.get_by_role("button", name="交去审核").click()

    page.get_by_text("先由“惠州街道办事处”确认").wait_for()
    assert Organization.objects.get(name="晨光邻里志愿队").guiding_organization == unit


def test_a_person_joins_by_the_code_follows_and_leaves(page, as_user):
    organization = OrganizationFactory(joining="code", join_code="ao-2026", introduction="周末有空来搭把手。")
    ShiftFactory(position__activity=ActivityFactory(organization=organization))
    StationFactory(organization=organization)
    OrganizationFactory(parent=organization)
    person = VolunteerFactory()
    as_user(page, person.user).goto(f"/organizations/{organization.pk}/")
    assert axe(page) == []
    page.get_by_label("加入口令").fill("猜的")
    page.get_by_role("button", name="用口令加入").click()
    page.get_by_text("口令不对，问问组织的人。").first.wait_for()
    page.get_by_label("加入口令").fill("AO-2026")
    page.get_by_role("button", name="用口令加入").click()
    page.get_by_text("你是成员。").wait_for()
    page.get_by_role("button", name="关注，有新活动告诉我").click()
    page.get_by_role("button", name="不再关注").wait_for()
    assert (Member.objects.get().state, Follow.objects.count()) == ("member", 1)

    page.goto("/me/organizations/")
    assert axe(page) == []
    page.get_by_role("button", name="退出", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="退出", exact=True).click()
    page.get_by_text("好，记下了。").wait_for()
    assert Member.objects.get().state == "left"


def test_the_invited_accepts_in_their_own_account(page, as_user):
    person = VolunteerFactory(name="苏日娜")
    giver = StaffFactory()
    StaffInvitationFactory(
        organization=giver.organization, invited_by=giver.user, phone=person.user.phone, role="leader"
    )
    as_user(page, person.user).goto("/me/desks/")
    page.get_by_role("link", name="份邀请等你答复").click()
    assert axe(page) == []
    page.get_by_role("button", name="同意").click()
    page.get_by_text("好，你现在是带队了。").wait_for()
    assert axe(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_workbench_can_be_used_by_everybody(new_page, as_user, width):
    owner = StaffFactory()
    organization = owner.organization
    group = MemberGroupFactory(organization=organization)
    for person in (VolunteerFactory(), VolunteerFactory()):
        group.members.add(MemberFactory(organization=organization, user=person.user))
    asker = MemberFactory(organization=organization, state="asked", joined_at=None, words="周末有空")
    station = StationFactory(organization=organization)
    StaffFactory(organization=organization, role="leader")
    StaffInvitationFactory(organization=organization, invited_by=owner.user)
    ParentRequestFactory(parent=organization)
    OrganizationFactory(parent=organization)
    waiting = {"state": "applied", "decided_by": None, "decided_at": None}
    OrganizationFactory(**waiting, guiding_organization=organization, guidance="asked")
    FollowFactory(organization=organization)
    page = as_user(new_page(width=width, height=900), owner.user)

    problems = {}
    for tail in (
        *["members/", "members/?tab=asked", f"members/{asker.pk}/", "members/invite/", "members/groups/"],
        *["members/announce/", "staff/", "stations/", f"stations/{station.pk}/", "stations/add/"],
        *["profile/", "profile/edit/", "family/", "guided/"],
    ):
        page.goto(f"/org/{organization.pk}/{tail}")
        problems[tail] = axe(page)
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        assert not too_wide, tail
    assert {tail: found for tail, found in problems.items() if found} == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_office_weighs_and_decides(new_page, as_user, width):
    waiting = {"state": "applied", "decided_by": None, "decided_at": None}
    new = OrganizationFactory(name="萤火环保志愿队", **waiting)
    OrganizationFactory(name="萤火环保协会")
    old = OrganizationFactory()
    page = as_user(new_page(width=width, height=900), OfficerFactory().user)

    problems = {}
    for tail in ("", f"{new.pk}/", f"{old.pk}/", "tags/"):
        page.goto(f"/region/150430/organizations/{tail}")
        problems[tail] = axe(page)
    assert {tail: found for tail, found in problems.items() if found} == {}

    page.goto(f"/region/150430/organizations/{old.pk}/")
    page.get_by_label("一般").check()
    page.locator("#trust_reason").fill("办得稳")
    page.get_by_role("button", name="改信任等级").click()
    page.get_by_text("信任等级改好了").wait_for()
    old.refresh_from_db()
    assert old.trust_id == "ordinary"


def test_the_owner_marks_the_backbone_on_a_phone(page, as_user):
    staff = StaffFactory()
    members = [MemberFactory(organization=staff.organization, user=VolunteerFactory().user) for _ in range(2)]
    as_user(page, staff.user).goto(f"/org/{staff.organization_id}/members/")
    page.get_by_role("checkbox", name="选择").first.check()
    assert (axe(page), wider_than_the_phone(page)) == ([], False)
    page.get_by_role("button", name="记成骨干").click()
    page.get_by_text("1人记成了骨干").wait_for()
    assert (axe(page), wider_than_the_phone(page)) == ([], False)
    marked = Member.objects.backbone().get()
    assert marked in members

    page.get_by_role("row").get_by_role("link").first.click()
    page.get_by_text("起是骨干，要上骨干培训。").wait_for()
    assert (axe(page), wider_than_the_phone(page)) == ([], False)
    page.get_by_role("button", name="不再是骨干").click()
    page.get_by_text("还没有骨干。").wait_for()
    assert not Member.objects.backbone().exists()


def wider_than_the_phone(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
