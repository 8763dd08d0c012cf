"""The pages of organisations: public, application, review, staff."""

import datetime
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.core.models import AuditRow
from apps.organizations.models import Organization, Post, StaffInvitation
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    OrganizationFactory,
    ShiftFactory,
    StaffFactory,
    StaffInvitationFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.files import document, uploaded

pytestmark = pytest.mark.django_db

APPLICATION = {
    "name": "晨光社区邻里志愿队",
    "kind": "committee",
    "league": "1504",
    "banner": "150430",
    "address": "新惠镇",
    "contact_name": "白音",
    "contact_phone": "0476-4321234",
    "introduction": "2019年成立，三十来人。",
}
QUEUE = "/region/150430/organizations/"


def wait(**fields):
    return OrganizationFactory(**{"state": "applied", "decided_by": None, "decided_at": None, **fields})


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def listed(client, **query):
    return list(client.get("/organizations/", query).context["page"])


# --- public --------------------------------------------------------------------------------------------


def test_only_approved_organizations_are_listed(client):
    shown = OrganizationFactory()
    hidden = [
        wait(),
        OrganizationFactory(state="suspended", reason="核查中"),
        OrganizationFactory(state="closed"),
    ]

    assert listed(client) == [shown]
    for organization in hidden:
        assert client.get(f"/organizations/{organization.pk}/").status_code == 404


def test_the_list_is_narrowed_by_place_group_and_name(client):
    team = OrganizationFactory(name="萤火草原环保志愿队")
    school = OrganizationFactory(
        name="Ａ校100%志愿_社", kind_id="university", region=Region.objects.get(pk="1501")
    )

    assert listed(client, league="1504") == [team]
    assert listed(client, league="1504", banner="150402") == []
    assert listed(client, group="school") == [school]
    assert listed(client, group="nonsense", league="x") == [school, team]
    assert listed(client, q="草") == [team]
    assert listed(client, q="草原环保") == [team]
    assert listed(client, q="环保草原") == []
    assert listed(client, q="a校") == [school]
    assert listed(client, q="志愿_社") == [school]
    assert listed(client, q="%") == []
    assert listed(client, q="\\") == []


def test_the_public_page_tells_what_comes_and_nobodys_number(client):
    organization = OrganizationFactory(introduction="<script>1</script>", contact_phone="13911112222")
    activity = ActivityFactory(organization=organization)
    ActivityFactory(organization=organization, state="draft")
    ShiftFactory(position__activity=activity)

    page = client.get(f"/organizations/{organization.pk}/").content.decode()

    assert activity.title in page
    assert ("13911112222" in page, "<script>1" in page, page.count('class="act act-2"')) == (False, False, 1)


def test_the_public_pages_cost_the_same_for_one_and_for_thirty(client):
    organization = OrganizationFactory()
    ShiftFactory(position__activity__organization=organization)
    pages = ["/organizations/?q=志愿", f"/organizations/{organization.pk}/"]
    kept_for_minutes = f"organization:{organization.pk}:figures"
    cache.delete(kept_for_minutes)
    one = [queries_of(client, page) for page in pages]
    OrganizationFactory.create_batch(30)
    for _ in range(9):
        ShiftFactory(position__activity__organization=organization)
    cache.delete(kept_for_minutes)

    assert [queries_of(client, page) for page in pages] == one


# --- application ---------------------------------------------------------------------------------------


@pytest.fixture
def applicant(client):
    user = VolunteerFactory().user
    client.force_login(user)
    return user


def test_an_application_goes_to_the_office_of_its_place(client, applicant):
    response = client.post("/organizations/apply/", APPLICATION)

    organization = Organization.objects.get()
    assert response.url == reverse("portal:desks")
    assert (organization.region_id, organization.applied_by, organization.state) == (
        "150430",
        applicant,
        "applied",
    )
    assert list(Organization.objects.decidable_by(OfficerFactory().user)) == [organization]


@pytest.mark.parametrize("page", ["/me/", "/me/organizations/", "/me/desks/"])
def test_whoever_applied_sees_how_far_it_is(client, applicant, page):
    waits = OrganizationFactory(
        applied_by=applicant, state="applied", decided_by=None, decided_at=None, name="小佘太志愿服务队"
    )
    back = OrganizationFactory(
        applied_by=applicant, state="returned", reason="名称对不上", name="新惠志愿服务队"
    )
    OrganizationFactory(applied_by=applicant, name="早就通过的队")
    OrganizationFactory(state="applied", decided_by=None, decided_at=None, name="别人登记的队")

    words = client.get(page).content.decode()

    assert [
        name
        for name in ("小佘太志愿服务队", "新惠志愿服务队", "早就通过的队", "别人登记的队")
        if name in words
    ] == [
        waits.name,
        back.name,
    ]
    assert ("待审核" in words, "名称对不上" in words) == (True, True)
    assert (f"/organizations/{waits.pk}/apply/" in words, f"/organizations/{back.pk}/apply/" in words) == (
        False,
        True,
    )


@pytest.mark.parametrize("page", ["/me/", "/me/organizations/", "/me/desks/"])
def test_what_one_applied_for_costs_the_same_for_one_and_for_thirty(client, applicant, page):
    wait(applied_by=applicant)
    queries_of(client, page)  # the first look also remembers what stays
    one = queries_of(client, page)
    for _ in range(30):
        wait(applied_by=applicant)

    assert queries_of(client, page) == one


def test_an_organization_of_a_whole_league_or_of_the_region_needs_no_banner(client, applicant):
    for code in ("1504", "15"):
        client.post("/organizations/apply/", {**APPLICATION, "league": code, "banner": ""})

    assert sorted(Organization.objects.values_list("region_id", flat=True)) == ["15", "1504"]


def test_a_credit_code_is_read_as_people_copy_it(client, applicant):
    typed = {
        **APPLICATION,
        "kind": "society",
        "credit_code": "９１１１ 0000 6000 37341l",
        "registered_with": "敖汉旗民政局",
        "registered_on": "2019-05-04",
    }
    client.post("/organizations/apply/", typed)

    assert Organization.objects.get().credit_code == "91110000600037341L"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "team"}, "guiding_unit"),
        ({"kind": "team", "guiding_unit": "惠州街道办事处"}, "proof"),
        ({"kind": "society", "credit_code": "911100006000373４１X"}, "credit_code"),
        ({"founded_on": "2999-01-01"}, "founded_on"),
        ({"founded_on": "昨天"}, "founded_on"),
        ({"joining": "code"}, "join_code"),
        ({"joining": "code", "join_code": "abc"}, "join_code"),
        ({"service_fields": ["zz"]}, "service_fields"),
        ({"email": "不是邮箱"}, "email"),
        ({"kind": "society"}, "credit_code"),
        ({"kind": "society", "credit_code": "91110000600037341X"}, "credit_code"),
        ({"name": ""}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"kind": "nonsense"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"league": ""}, "league"),
        ({"banner": "150102"}, "banner"),
        ({"contact_phone": "abc"}, "contact_phone"),
    ],
)
def test_an_application_that_is_not_right_comes_back_as_typed(client, applicant, fields, wrong):
    response = client.post("/organizations/apply/", {**APPLICATION, **fields})

    assert (list(response.context["form"].errors), Organization.objects.count()) == ([wrong], 0)
    assert response.context["form"]["address"].value() == "新惠镇"


def test_each_kind_is_asked_only_what_it_has(client, applicant):
    asked = {
        kind: set(client.get("/organizations/apply/", {"kind": kind}).context["form"].fields)
        for kind in ("team", "society", "agency", "committee")
    }

    only_some = {"credit_code", "registered_with", "registered_on", "guiding_unit"}
    assert {kind: names & only_some for kind, names in asked.items()} == {
        "team": {"guiding_unit"},
        "society": {"credit_code", "registered_with", "registered_on"},
        "agency": {"credit_code"},
        "committee": {"credit_code"},
    }
    assert "志愿服务队（未登记）" in client.get("/organizations/apply/").content.decode()


def test_a_paper_stays_through_a_form_that_comes_back(client, applicant):
    typed = {**APPLICATION, "kind": "team", "guiding_unit": "惠州街道办事处", "name": ""}
    back = client.post("/organizations/apply/", {**typed, "proof": uploaded(document(), "证明.pdf")})
    there = re.search(r'name="proof-there" value="([^"]+)"', back.content.decode())[1]

    client.post("/organizations/apply/", {**typed, "name": "晨光社区队", "proof-there": there})

    assert Organization.objects.get().proof.name == "证明.pdf"


def test_who_cannot_apply_reads_why(client):
    client.force_login(UserFactory())
    assert "先登记成为志愿者" in client.get("/organizations/apply/").content.decode()

    client.force_login(VolunteerFactory(birth_date=datetime.date(2014, 1, 1)).user)
    assert "年满18岁" in client.post("/organizations/apply/", APPLICATION).content.decode()
    assert Organization.objects.count() == 0


def test_what_came_back_is_corrected(client, applicant):
    returned = OrganizationFactory(
        state="returned", reason="名称不一样", applied_by=applicant, region=Region.objects.get(pk="150430")
    )
    page = f"/organizations/{returned.pk}/apply/"
    assert "名称不一样" in client.get(page).content.decode()

    client.post(page, APPLICATION)

    returned.refresh_from_db()
    assert (returned.state, returned.name) == ("applied", APPLICATION["name"])
    assert client.get(page).status_code == 404


def test_nobody_corrects_for_somebody_else(client, applicant):
    returned = OrganizationFactory(state="returned", reason="改")

    assert client.post(f"/organizations/{returned.pk}/apply/", APPLICATION).status_code == 404


# --- review --------------------------------------------------------------------------------------------


@pytest.fixture
def officer(client):
    user = OfficerFactory().user
    client.force_login(user)
    return user


def test_the_queue_begins_with_who_waited_longest(client, officer):
    later = wait(applied_at=timezone.now())
    first = wait(applied_at=timezone.now() - datetime.timedelta(days=1))
    wait(applied_by=officer)
    wait(region=Region.objects.get(pk="150402"))

    assert list(client.get(QUEUE).context["page"]) == [first, later]


def test_approving_and_sending_back_on_the_page(client, officer):
    good, bad = wait(), wait()

    client.post(f"{QUEUE}{good.pk}/approve/")
    refused = client.post(f"{QUEUE}{bad.pk}/return/", {"reason": ""})
    client.post(f"{QUEUE}{bad.pk}/return/", {"reason": "缺指导单位"})

    for organization in (good, bad):
        organization.refresh_from_db()
    assert list(refused.context["form"].errors) == ["reason"]
    assert (good.state, bad.state, bad.reason) == ("approved", "returned", "缺指导单位")


def test_a_number_is_shown_on_demand_and_noted(client, officer):
    organization = wait(contact_phone="13911112222")
    page = f"{QUEUE}{organization.pk}/"

    hidden, shown = client.get(page).content.decode(), client.post(f"{page}phone/").content.decode()

    assert ("13911112222" in hidden, "13911112222" in shown) == (False, True)
    assert AuditRow.objects.get().detail == {"phone": "139****2222"}


@pytest.mark.parametrize("post", [{"region": "150402"}, {"office_kind": "education"}, {"role": "reader"}])
def test_who_does_not_review_here_finds_nothing(client, post):
    organization = wait()
    client.force_login(OfficerFactory(**post).user)
    page = f"{QUEUE}{organization.pk}/"

    answers = [
        client.get(QUEUE),
        client.get(page),
        *(client.post(f"{page}{verb}/", {"reason": "改"}) for verb in ("approve", "return", "phone")),
    ]
    assert {answer.status_code for answer in answers} == {404}


def test_the_queue_costs_the_same_for_one_and_for_thirty(client, officer):
    wait()
    one = queries_of(client, QUEUE)
    for _ in range(30):
        wait()

    assert queries_of(client, QUEUE) == one


# --- staff ---------------------------------------------------------------------------------------------


@pytest.fixture
def owner(client):
    post = StaffFactory()
    client.force_login(post.user)
    return post


def staff_url(name, organization, *args):
    return reverse(f"organizations:{name}", args=[organization.pk, *args])


TYPED = {"phone": "138 1234 0001", "name": "苏日娜", "role": "staff"}


def test_an_owner_invites_changes_and_removes_people_and_they_come_by_their_own_account(client, owner):
    person = VolunteerFactory(name="苏日娜", user=UserFactory(phone="13812340001"))
    organization = owner.organization

    client.post(staff_url("add_staff", organization), TYPED)
    invitation = StaffInvitation.objects.get()
    client.force_login(person.user)
    assert organization.name in client.get("/me/invitations/").content.decode()
    assert "份邀请等你答复" in client.get("/me/desks/").content.decode()
    client.post(f"/me/invitations/{invitation.pk}/accept/")
    post = Post.objects.in_force().get(user=person.user)

    client.force_login(owner.user)
    client.post(staff_url("change_role", organization, post.pk), {"role": "reader"})
    reader = Post.objects.in_force().get(user=person.user)
    client.post(staff_url("end_post", organization, reader.pk))

    assert (post.role, reader.role) == ("staff", "reader")
    assert list(Post.objects.in_force().filter(user=person.user)) == []


def test_an_invitation_is_declined_or_taken_back_on_the_page(client, owner):
    person = VolunteerFactory(name="苏日娜", user=UserFactory(phone="13812340001"))
    organization = owner.organization
    client.post(staff_url("add_staff", organization), TYPED)
    first = StaffInvitation.objects.get()
    page = client.get(staff_url("staff", organization)).content.decode()
    assert ("138****0001" in page, "13812340001" in page) == (True, False)
    client.post(staff_url("withdraw_invitation", organization, first.pk))
    client.post(staff_url("add_staff", organization), TYPED)

    client.force_login(person.user)
    second = StaffInvitation.objects.open().get()
    assert client.post(f"/me/invitations/{first.pk}/accept/").status_code == 302
    client.post(f"/me/invitations/{second.pk}/decline/")

    states = StaffInvitation.objects.order_by("pk").values_list("state", flat=True)
    assert (list(states), Post.objects.filter(user=person.user).exists()) == (
        ["withdrawn", "declined"],
        False,
    )


def test_the_answer_tells_nothing_about_a_phone(client, owner):
    VolunteerFactory(name="苏日娜", user=UserFactory(phone="13812340001"))
    answers = [
        client.post(
            staff_url("add_staff", owner.organization),
            {"phone": phone, "name": name, "role": "staff"},
            follow=True,
        )
        for phone, name in [("13812340001", "萨仁"), ("13812340009", "苏日娜"), ("13812340001", "苏日娜")]
    ]

    said = [[str(message) for message in answer.context["messages"]] for answer in answers]
    assert said == [["邀请发出去了。对方登录后在“我的工作台”里同意就行。"]] * 3


@pytest.mark.parametrize("role", ["officer", "admin", ""])
def test_a_role_nobody_offers_is_not_given(client, owner, role):
    response = client.post(staff_url("add_staff", owner.organization), {**TYPED, "role": role})

    assert (list(response.context["form"].errors), StaffInvitation.objects.count()) == (["role"], 0)


def test_outsiders_find_no_staff(client, owner):
    foreign = StaffFactory()

    answers = [
        client.get(staff_url("staff", foreign.organization)),
        client.post(staff_url("add_staff", foreign.organization)),
        client.post(staff_url("end_post", foreign.organization, foreign.pk)),
        client.post(staff_url("end_post", owner.organization, foreign.pk)),
        client.post(staff_url("change_role", owner.organization, foreign.pk), {"role": "reader"}),
        client.post(f"/me/invitations/{StaffInvitationFactory(phone='13812340008').pk}/accept/"),
    ]
    assert {answer.status_code for answer in answers} == {404}


def test_a_reader_sees_who_manages_and_may_only_leave(client):
    owner = StaffFactory()
    reader = StaffFactory(organization=owner.organization, role="reader")
    client.force_login(reader.user)

    page = client.get(staff_url("staff", owner.organization)).content.decode()
    answer = client.post(staff_url("end_post", owner.organization, owner.pk))

    assert ("我要退出" in page, "发出邀请" in page, answer.status_code) == (True, False, 404)
    assert client.post(staff_url("end_post", owner.organization, reader.pk)).url == reverse("portal:desks")
    assert client.get(staff_url("staff", owner.organization)).status_code == 404


def test_the_staff_page_costs_the_same_for_one_and_for_thirty(client, owner):
    one = queries_of(client, staff_url("staff", owner.organization))
    StaffFactory.create_batch(30, organization=owner.organization, role="staff")
    for n in range(30):
        StaffInvitationFactory(organization=owner.organization, phone=f"138123400{n:02d}")

    assert queries_of(client, staff_url("staff", owner.organization)) == one
