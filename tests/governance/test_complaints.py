"""Complaints: accepted in time or told whose business it is, settled, told; the accused never learn who."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import days, invariants
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.governance import actions
from apps.governance.models import Complaint
from apps.messaging.models import Message
from apps.registration.actions import obstacles_to_leaving
from tests.factories import (
    ActivityFactory,
    ComplaintFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.files import uploaded

pytestmark = pytest.mark.django_db

SAID = {"matter": "money", "words": "活动里卖保健品，老人买了两千块"}


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def manager(organization):
    return StaffFactory(organization=organization).user


@pytest.fixture
def officer():
    return OfficerFactory().user


@pytest.fixture
def complainant():
    return VolunteerFactory(name="乌兰图雅", user__name="乌兰图雅").user


@pytest.fixture
def lodged(organization, complainant):
    return actions.lodge(organization, by=complainant, **SAID)


@pytest.fixture
def accepted(lodged, officer):
    return actions.accept(lodged, by=officer)


def test_lodging_gives_the_office_five_working_days_and_tells_it():
    officer, organization = OfficerFactory().user, OrganizationFactory()

    made = actions.lodge(organization, by=UserFactory(), **SAID)

    assert (made.state, made.about, made.region_id) == ("lodged", "organization", organization.region_id)
    assert made.accept_by == days.working_days_after(days.today(), 5)
    assert Message.objects.get().recipient == officer


def test_where_the_banner_has_nobody_the_next_above_hears_of_it(organization):
    league, above = OfficerFactory(region="1504").user, OfficerFactory(region="15").user

    actions.lodge(organization, by=UserFactory(), **SAID)

    assert [one.recipient for one in Message.objects.all()] == [league]
    assert above != league


def test_an_officer_with_a_post_in_the_accused_organization_hears_nothing(organization, manager):
    OfficerFactory(user=manager)

    actions.lodge(organization, by=UserFactory(), **SAID)

    assert not Message.objects.exists()


def test_about_an_activity_and_about_a_volunteer():
    activity, volunteer = ActivityFactory(), VolunteerFactory()

    first = actions.lodge(activity, by=UserFactory(), **SAID)
    second = actions.lodge(volunteer, by=UserFactory(), **SAID)

    assert (first.activity, first.organization, first.about) == (activity, activity.organization, "activity")
    assert (second.volunteer, second.organization, second.region) == (volunteer, None, volunteer.region)


def test_what_is_refused(organization, complainant):
    tomorrow = days.today() + datetime.timedelta(days=1)

    refused("words_missing", actions.lodge, organization, by=complainant, matter="money", words=" ")
    refused("happened_later", actions.lodge, organization, by=complainant, happened_on=tomorrow, **SAID)
    refused("own_self", actions.lodge, complainant.volunteer, by=complainant, **SAID)
    actions.lodge(organization, by=complainant, **SAID)
    refused("lodged_already", actions.lodge, organization, by=complainant, **SAID)
    ComplaintFactory.create_batch(4, made_by=complainant)
    refused("too_many_open", actions.lodge, OrganizationFactory(), by=complainant, **SAID)


def test_accepting_gives_thirty_working_days_and_is_told(accepted, complainant):
    assert (accepted.state, accepted.settle_by) == ("accepted", days.working_days_after(days.today(), 30))
    message = Message.objects.get(recipient=complainant)
    assert "你的投诉受理了" in message.title


def test_what_is_not_this_offices_business_is_told_whose_it_is(lodged, officer, complainant):
    refused("responsible_missing", actions.pass_on, lodged, by=officer, responsible=" ")

    actions.pass_on(lodged, by=officer, responsible="敖汉旗市场监管局", answer="卖东西归他们管。")

    lodged.refresh_from_db()
    assert (lodged.state, lodged.decided_by) == ("passed_on", officer)
    assert "敖汉旗市场监管局" in Message.objects.get(recipient=complainant).body


def test_settling_tells_the_complainant_and_the_organization_each_their_own(
    accepted, officer, complainant, manager
):
    actions.settle(
        accepted, by=officer, outcome="upheld", answer="查实了，谢谢你。", measure="退钱，不许再卖东西。"
    )

    accepted.refresh_from_db()
    assert (accepted.state, accepted.outcome) == ("settled", "upheld")
    assert "查实了" in Message.objects.filter(recipient=complainant).latest("pk").body
    told = Message.objects.get(recipient=manager)
    assert [word in told.title + told.body for word in ("查实了", "乌兰图雅", "保健品")] == [False] * 3


def test_an_accused_volunteer_is_told_what_to_do_and_nothing_else(officer, complainant):
    accused = VolunteerFactory()
    made = actions.accept(actions.lodge(accused, by=complainant, **SAID), by=officer)

    actions.settle(made, by=officer, outcome="upheld", answer="查实了。", measure="不要再向老人推销。")

    told = Message.objects.get(recipient=accused.user)
    assert (told.body, told.url) == ("不要再向老人推销。", "")


def test_steps_are_taken_once_and_in_order(lodged, officer):
    refused("other_state", actions.settle, lodged, by=officer, outcome="upheld", answer="好")
    actions.accept(lodged, by=officer)
    refused("other_state", actions.accept, lodged, by=officer)
    refused("answer_missing", actions.settle, lodged, by=officer, outcome="upheld", answer=" ")


def test_the_complainant_takes_it_back_and_nobody_else(lodged, complainant, officer):
    refused("not_yours", actions.withdraw, lodged, by=officer)

    assert actions.withdraw(lodged, by=complainant).state == "withdrawn"
    refused("other_state", actions.accept, lodged, by=officer)


def test_who_handles_it(organization, lodged, complainant):
    people = {
        "office": OfficerFactory().user,
        "league": OfficerFactory(region="1504").user,
        "sibling": OfficerFactory(region="150429").user,
        "education": OfficerFactory(office_kind="education").user,
        "reader": OfficerFactory(role="reader").user,
        "complainant": OfficerFactory(user=complainant).user,
        "staff": OfficerFactory(user=StaffFactory(organization=organization).user).user,
        "owner": StaffFactory(organization=organization).user,
    }

    allowed = {name for name, user in people.items() if Complaint.objects.handled_by(user).exists()}

    assert allowed == {"office", "league"}


def test_an_accused_officer_does_not_handle_it():
    officer = OfficerFactory(user=VolunteerFactory().user).user
    ComplaintFactory(about="volunteer", organization=None, volunteer=officer.volunteer)

    assert not Complaint.objects.handled_by(officer).exists()


# --- what the accused see ---------------------------------------------------------------------------------------


def test_the_accused_organization_sees_nothing_before_it_is_asked(client, organization, manager, lodged):
    client.force_login(manager)

    page = client.get(reverse("governance:organization_complaints", args=[organization.pk]))
    one = client.get(reverse("governance:organization_complaint", args=[organization.pk, lodged.pk]))

    assert "部门没有要问的" in page.content.decode()
    assert one.status_code == 404


def test_the_accused_organization_never_sees_who_nor_their_words(
    client, organization, manager, accepted, officer
):
    actions.ask_organization(accepted, by=officer, question="上周的活动收费了吗？")
    client.force_login(manager)
    url = reverse("governance:organization_complaint", args=[organization.pk, accepted.pk])

    before = client.get(url).content.decode()
    client.post(url, {"statement": "没有收费，是别的摊位。"})
    actions.settle(accepted, by=officer, outcome="partly", answer="给投诉人的答复", measure="看好摊位")
    pages = [
        before,
        client.get(url).content.decode(),
        client.get(reverse("governance:organization_complaints", args=[organization.pk])).content.decode(),
        client.get("/api/v1/asked-complaints/").content.decode(),
        client.get(reverse("messaging:inbox")).content.decode(),
    ]

    secrets = [
        "乌兰图雅",
        "保健品",
        "给投诉人的答复",
        accepted.made_by.phone,
        f'"made_by":{accepted.made_by_id}',
    ]
    assert [[secret in page for secret in secrets] for page in pages] == [[False] * 5] * 5
    assert ["上周的活动收费了吗" in before, "看好摊位" in pages[1]] == [True, True]


def test_an_organization_explains_once(accepted, officer, manager):
    actions.ask_organization(accepted, by=officer, question="收费了吗？")
    refused("already_asked", actions.ask_organization, accepted, by=officer, question="再问")
    refused("statement_missing", actions.explain, accepted, by=manager, statement=" ")
    actions.explain(accepted, by=manager, statement="没有")

    refused("already_stated", actions.explain, accepted, by=manager, statement="改口")
    assert Message.objects.filter(recipient=officer, title="组织交来了说明").count() == 1


def test_who_wishes_is_nameless_to_the_office_too(client, organization, complainant, officer):
    made = actions.lodge(organization, by=complainant, is_nameless=True, **SAID)
    client.force_login(officer)

    page = client.get(reverse("governance:region_complaint", args=["150430", made.pk])).content.decode()
    listed = client.get("/api/v1/complaints/").content.decode()

    assert ["乌兰图雅" in page, "不愿透露" in page, "乌兰图雅" in listed] == [False, True, False]


# --- pages ------------------------------------------------------------------------------------------------------


def test_from_the_page_of_an_organization_to_the_outcome(client, organization, complainant, officer):
    client.force_login(complainant)
    public = client.get(reverse("organizations:detail", args=[organization.pk])).content.decode()
    url = reverse("governance:lodge", args=["organization", str(organization.pk)])
    assert url in public
    answer = client.post(url, {**SAID, "proofs": uploaded(name="收据.jpg")})
    made = Complaint.objects.get()
    assert answer.url == reverse("governance:mine_one", args=[made.pk])

    client.force_login(officer)
    desk = reverse("governance:region_complaint", args=["150430", made.pk])
    queue = client.get(reverse("governance:region_complaints", args=["150430"])).content.decode()
    assert desk in queue
    proof = reverse("governance:region_proof", args=["150430", made.pk, made.proofs.get().pk])
    assert client.get(proof).status_code == 200
    assert AuditRow.objects.filter(action="complaint.seen").count() == 1
    client.post(desk, {"do": "accept"})
    assert "outcome" in client.post(desk, {"do": "settle", "answer": "好"}).context["forms"]["settle"].errors
    client.post(desk, {"do": "settle", "outcome": "upheld", "answer": "查实了。"})

    client.force_login(complainant)
    assert "查实了。" in client.get(reverse("governance:mine_one", args=[made.pk])).content.decode()
    assert client.get(reverse("governance:proof", args=[made.pk, made.proofs.get().pk])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"matter": ""}, "matter"),
        ({"matter": "zz"}, "matter"),
        ({"words": ""}, "words"),
        ({"words": "字" * 1001}, "words"),
        ({"words": "有\x00"}, "words"),
        ({"happened_on": "2025-02-30"}, "happened_on"),
        ({"happened_on": "2999-01-01"}, "__all__"),
        ({"proofs": uploaded(b"MZ", name="a.exe")}, "proofs"),
    ],
)
def test_what_is_no_complaint_is_refused_where_it_is_typed(client, organization, complainant, changes, field):
    client.force_login(complainant)
    url = reverse("governance:lodge", args=["organization", str(organization.pk)])

    page = client.post(url, {**SAID, **changes})

    assert field in page.context["form"].errors
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "organization/0",
        "organization/９",
        "nobody/1",
        "volunteer/V0",
        "volunteer/V%00",
        "activity/" + "9" * 30,
    ],
)
def test_what_is_not_there_cannot_be_complained_about(client, complainant, path):
    client.force_login(complainant)

    assert client.get(f"/complaints/{path}/").status_code == 404


def test_a_draft_is_not_there(client, complainant):
    client.force_login(complainant)
    draft = ActivityFactory(state="draft", decided_by=None, decided_at=None)

    assert client.get(reverse("governance:lodge", args=["activity", str(draft.pk)])).status_code == 404


def test_words_lie_sealed_in_the_database(lodged):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM governance_complaint")
        kept = cursor.fetchone()[0]

    lodged.refresh_from_db()
    assert ("保健品" in kept, "保健品" in lodged.words) == (False, True)


def test_lists_cost_the_same_for_one_and_for_thirty(client, organization, manager, officer, complainant):
    def visits():
        found = []
        for user, name, args in [
            (officer, "region_complaints", ["150430"]),
            (manager, "organization_complaints", [organization.pk]),
            (complainant, "mine", []),
        ]:
            client.force_login(user)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(reverse(f"governance:{name}", args=args)).status_code == 200
            found.append(len(caught))
        return found

    def fill(count):
        for _n in range(count):
            asked = ComplaintFactory(organization=organization)
            actions.accept(asked, by=officer)
            actions.ask_organization(asked, by=officer, question="收费了吗？")
            ComplaintFactory(made_by=complainant)

    fill(1)
    visits()
    few = visits()
    fill(29)
    assert visits() == few


# --- deadlines --------------------------------------------------------------------------------------------------


def test_what_is_overdue_is_told_to_the_office_and_those_above_once():
    officer, league = OfficerFactory().user, OfficerFactory(region="1504").user
    OfficerFactory(region="150429")
    late = ComplaintFactory(accept_by=days.today() - datetime.timedelta(days=1))
    ComplaintFactory(accept_by=days.today())
    done = ComplaintFactory(accept_by=days.today() - datetime.timedelta(days=1))
    actions.withdraw(done, by=done.made_by)

    assert [actions.warn_overdue(), actions.warn_overdue()] == [1, 1]
    told = Message.objects.filter(kind="complaint.overdue")
    assert {one.recipient for one in told} == {officer, league}
    assert [told.count(), told.filter(key=f"complaint:{late.pk}:{late.accept_by}").count()] == [2, 2]


def test_warning_costs_the_same_for_one_and_for_thirty(officer):
    yesterday = days.today() - datetime.timedelta(days=1)
    ComplaintFactory(accept_by=yesterday)
    with CaptureQueriesContext(connection) as few:
        actions.warn_overdue()
    ComplaintFactory.create_batch(29, accept_by=yesterday)
    with CaptureQueriesContext(connection) as many:
        actions.warn_overdue()

    assert len(many) <= len(few) + 1


def test_nobody_leaves_with_an_open_complaint(lodged, complainant):
    assert "投诉还没办完" in obstacles_to_leaving(complainant)[0].words


# --- by program -------------------------------------------------------------------------------------------------


def test_by_program(client, organization, complainant, officer, manager):
    def post(path, **sent):
        return client.post(f"/api/v1/{path}/", sent, content_type="application/json")

    client.force_login(complainant)
    made = post("me/complaints", organization=organization.pk, **SAID)
    again = post("me/complaints", organization=organization.pk, **SAID)
    two = post("me/complaints", organization=organization.pk, volunteer=complainant.volunteer.number, **SAID)
    key = made.json()["id"]
    client.force_login(officer)
    accepted = post(f"complaints/{key}/accept")
    asked = post(f"complaints/{key}/ask", question="收费了吗？")
    client.force_login(manager)
    explained = post(f"asked-complaints/{key}/explain", statement="没有")
    client.force_login(officer)
    settled = post(f"complaints/{key}/settle", outcome="unproven", answer="没有查到。")
    client.force_login(complainant)
    mine = client.get(f"/api/v1/me/complaints/{key}/").json()

    assert (made.status_code, again.status_code, again.json()["code"]) == (201, 409, "lodged_already")
    assert (two.status_code, list(two.json()["fields"])) == (400, ["organization"])
    assert [one.status_code for one in (accepted, asked, explained, settled)] == [200] * 4
    assert "made_by" not in settled.json()
    assert (mine["state"], mine["answer"]) == ("settled", "没有查到。")


# --- invariants -------------------------------------------------------------------------------------------------


def broken():
    names = [name for name in invariants.names() if name.startswith("governance_")]
    found = {name: [row.id for row in invariants.bad_rows(name)] for name in names}
    return {name: ids for name, ids in found.items() if ids}


def by_the_back_door(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE governance_complaint DISABLE TRIGGER USER")
        cursor.execute(sql, values)


def test_a_complaint_lies_where_it_belongs():
    activity = ActivityFactory()
    made = actions.lodge(activity, by=UserFactory(), **SAID)
    assert broken() == {}

    by_the_back_door("UPDATE governance_complaint SET organization_id = %s", OrganizationFactory().pk)

    assert broken() == {"governance_a_complaint_lies_where_it_belongs": [made.pk]}


def test_nobody_accused_handles_it():
    volunteer = VolunteerFactory()
    made = actions.lodge(volunteer, by=UserFactory(), **SAID)
    actions.accept(made, by=OfficerFactory().user)
    assert broken() == {}

    by_the_back_door("UPDATE governance_complaint SET accepted_by_id = %s", volunteer.user_id)

    assert broken() == {"governance_nobody_accused_handles_it": [made.pk]}
