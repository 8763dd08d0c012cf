"""Awards: recorded by who gives them, asked for with a document, checked by an office, taken back with a reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow, KeptFile
from apps.core.templatetags.ui import day_words
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.messaging.models import Message
from apps.recognition.actions import (
    ask_commendation,
    commend_organization,
    commend_people,
    record_commendation,
    refuse_commendation,
    void_commendation,
)
from apps.recognition.models import Commendation
from apps.regions.models import Region
from apps.registration.actions import leave, obstacles_to_leaving
from tests.factories import (
    CommendationFactory,
    GuardianshipFactory,
    HourRecordFactory,
    OfficerFactory,
    OrganizationFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.files import document, kept, uploaded

pytestmark = pytest.mark.django_db

TODAY = days.today()
GIVEN = {"title": "优秀志愿者", "given_on": TODAY}
NUMBER = "敖文明办〔2025〕17号"


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code


@pytest.fixture
def served(organization):
    """A volunteer whose hours at the organisation are confirmed."""

    def make():
        record = HourRecordFactory(signup__shift__position__activity__organization=organization)
        confirm_hours(
            HourRecord.objects.filter(pk=record.pk), by=StaffFactory(organization=organization).user
        )
        return record.volunteer

    return make


def proof_of(volunteer):
    return kept(by=volunteer.user, used=False, data=document(), name="证书.pdf", kind="document")


def test_an_organization_commends_people_who_served_there(organization, manager, served):
    people = [served(), served()]

    made = commend_people(people, giver=organization, by=manager, **GIVEN)

    assert [(one.state, one.giver, one.decided_by) for one in made] == [
        ("recorded", organization.name, manager)
    ] * 2
    told = Message.objects.filter(kind="commendation").values_list("body", flat=True)
    assert list(told) == [f"{organization.name}，{day_words(TODAY)}"] * 2
    assert AuditRow.objects.filter(action="commendation.given").count() == 2


def test_who_gives_an_award_hands_in_the_document_and_who_got_it_reads_it(
    client, organization, manager, officer, served
):
    """Of one document for several people each opens it; nobody else does."""
    people, other = [served(), served()], served()
    sent = {"people": "\n".join(one.number for one in people), "title": "奖", "given_on": TODAY}
    client.force_login(manager)
    url = reverse("recognition:organization_give", args=[organization.pk, "people"])
    wrong = client.post(url, {**sent, "proof": uploaded(b"MZ", name="文件.exe")})
    client.post(url, {**sent, "proof": uploaded(name="文件.jpg")})

    first, second = Commendation.objects.order_by("pk")
    assert "proof" in wrong.context["form"].errors
    assert (first.proof_id, first.proof.used_at is not None) == (second.proof_id, True)
    page = client.get(reverse("recognition:organization_awards", args=[organization.pk])).content.decode()
    own = reverse("recognition:organization_proof", args=[organization.pk, first.pk])
    assert (own in page, client.get(own).status_code) == (True, 200)
    opened = {}
    for name, user in {"got it": people[1].user, "other": other.user}.items():
        client.force_login(user)
        opened[name] = client.get(reverse("recognition:award_proof", args=[second.pk])).status_code
    client.force_login(officer)
    opened["office"] = client.get(reverse("recognition:region_proof", args=["150430", first.pk])).status_code
    assert opened == {"got it": 200, "other": 404, "office": 200}


def test_an_office_gives_an_organization_an_award_with_the_document(client, organization, manager, officer):
    client.force_login(officer)
    sent = {"organization": organization.name, "title": "先进集体", "given_on": TODAY}
    client.post(
        reverse("recognition:region_give", args=["150430", "organization"]),
        {**sent, "proof": uploaded(name="文件.jpg")},
    )

    one = Commendation.objects.get()
    client.force_login(manager)
    url = reverse("recognition:organization_proof", args=[organization.pk, one.pk])
    assert (one.has_document, client.get(url).status_code) == (True, 200)


def test_a_document_is_given_once_and_by_who_handed_it_in(organization, manager, served):
    person = served()
    theirs = kept(by=person.user, used=False, data=document(), name="文件.pdf", kind="document")

    refused("file_gone", commend_people, [person], giver=organization, by=manager, proof=theirs, **GIVEN)
    assert not Commendation.objects.exists()


def test_a_document_for_several_people_stays_until_the_last_of_them_leaves(organization, manager, served):
    people = [served(), served()]
    proof = kept(by=manager, used=False, data=document(), name="文件.pdf", kind="document")
    commend_people(people, giver=organization, by=manager, proof=proof, **GIVEN)

    left = []
    for one in people:
        leave(one.user, by=one.user)
        left.append((Commendation.objects.count(), KeptFile.objects.filter(pk=proof.pk).exists()))
    assert left == [(1, True), (0, False)]


def test_not_people_who_never_served_there(organization, manager, served):
    people = [served(), VolunteerFactory()]

    refused("not_yours", commend_people, people, giver=organization, by=manager, **GIVEN)
    assert not Commendation.objects.exists()


def test_nobody_commends_themselves(organization, served):
    volunteer = served()
    manager = StaffFactory(organization=organization, user=volunteer.user).user

    refused("own_commendation", commend_people, [volunteer], giver=organization, by=manager, **GIVEN)


def test_not_twice_and_not_for_a_day_to_come(organization, manager, served):
    people = [served()]
    commend_people(people, giver=organization, by=manager, **GIVEN)

    refused("recorded_already", commend_people, people, giver=organization, by=manager, **GIVEN)
    later = GIVEN | {"given_on": days.today() + days.ONE}
    refused("given_later", commend_people, people, giver=organization, by=manager, **later)


def test_an_office_commends_people_of_its_region_only():
    officer = OfficerFactory()
    here, elsewhere = VolunteerFactory(), VolunteerFactory(region=Region.objects.get(pk="150204"))

    assert (
        commend_people([here], giver=officer.office, by=officer.user, **GIVEN)[0].giver == officer.office.name
    )
    refused("not_yours", commend_people, [elsewhere], giver=officer.office, by=officer.user, **GIVEN)


def test_an_organization_commends_those_below_it_only(organization, manager):
    below = OrganizationFactory(parent=organization)
    owner = StaffFactory(organization=below).user

    made = commend_organization(below, giver=organization, by=manager, **GIVEN)

    assert (made.organization, made.state) == (below, "recorded")
    assert Message.objects.get().recipient == owner
    beside = OrganizationFactory()
    refused("not_yours", commend_organization, beside, giver=organization, by=manager, **GIVEN)


def test_what_an_office_gave_is_public_and_what_an_organization_gave_is_not(
    client, organization, manager, officer
):
    below = OrganizationFactory(parent=organization)
    commend_organization(below, giver=organization, by=manager, title="自家的奖", given_on=TODAY)
    office = OfficerFactory().office
    commend_organization(below, giver=office, by=officer, title="部门的奖", given_on=TODAY)

    text = client.get(reverse("organizations:detail", args=[below.pk])).content.decode()

    assert ["自家的奖" in text, "部门的奖" in text] == [False, True]


def test_a_person_asks_with_a_document_and_an_office_records(client, officer):
    volunteer = VolunteerFactory()
    client.force_login(volunteer.user)
    sent = {"title": "最美志愿者", "giver": "赤峰市文明办", "given_on": "2025-12-05", "words": "抗洪"}

    answer = client.post(reverse("recognition:awards"), {**sent, "proof": uploaded(name="证书.jpg")})

    one = Commendation.objects.get()
    assert (answer.status_code, one.state, one.proof.used_at is not None) == (302, "asked", True)
    client.force_login(officer)
    page = client.get(reverse("recognition:region_award", args=["150430", one.pk]))
    assert "最美志愿者" in page.content.decode()
    assert client.get(reverse("recognition:region_proof", args=["150430", one.pk])).status_code == 200
    assert AuditRow.objects.filter(action="commendation.seen").count() == 1
    client.post(reverse("recognition:region_award", args=["150430", one.pk]), {"do": "record"})
    one.refresh_from_db()
    assert (one.state, one.decided_by) == ("recorded", officer)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "奖" * 61}, "title"),
        ({"giver": ""}, "giver"),
        ({"given_on": "2025-02-30"}, "given_on"),
        ({"given_on": "2999-01-01"}, "__all__"),
        ({"given_on": "0001-01-01"}, "__all__"),
        ({"proof": ""}, "proof"),
        ({"proof": uploaded(b"MZ", name="证书.exe")}, "proof"),
        ({"words": "好" * 301}, "words"),
    ],
)
def test_what_is_no_award_is_refused_where_it_is_typed(client, changes, field):
    client.force_login(VolunteerFactory().user)
    sent = {"title": "最美志愿者", "giver": "赤峰市文明办", "given_on": "2025-12-05"}

    page = client.post(reverse("recognition:awards"), {**sent, "proof": uploaded(name="证书.jpg"), **changes})

    assert field in page.context["form"].errors
    assert not Commendation.objects.exists()


def test_refusing_takes_a_reason_and_is_told(client, officer):
    one = CommendationFactory()
    client.force_login(officer)
    url = reverse("recognition:region_award", args=["150430", one.pk])

    page = client.post(url, {"do": "refuse", "reason": ""})
    assert "reason" in page.context["form"].errors
    client.post(url, {"do": "refuse", "reason": "没有公章"})

    one.refresh_from_db()
    assert (one.state, one.reason, Message.objects.get().body) == ("refused", "没有公章", "没有公章")


def test_decided_once(officer):
    one = CommendationFactory()
    record_commendation(one, by=officer)

    refused("already_decided", refuse_commendation, one, by=officer, reason="晚了")


def test_who_may_check_it():
    one = CommendationFactory()
    people = {
        "office": OfficerFactory().user,
        "league": OfficerFactory(region="1504").user,
        "sibling": OfficerFactory(region="150429").user,
        "education": OfficerFactory(office_kind="education").user,
        "reader": OfficerFactory(role="reader").user,
        "own": OfficerFactory(user=one.beneficiary).user,
    }

    allowed = {name for name, user in people.items() if Commendation.objects.decidable_by(user).exists()}

    assert allowed == {"office", "league"}


def test_somebody_not_known_by_name_asks_for_nothing():
    volunteer = VolunteerFactory(identity_state="pending", number=None, passed_at=None)
    sent = {**GIVEN, "giver": "文明办", "proof": proof_of(volunteer)}

    refused("identity_not_passed", ask_commendation, volunteer, by=volunteer.user, **sent)


def test_so_many_wait_at_once(officer):
    volunteer = VolunteerFactory()
    CommendationFactory.create_batch(10, volunteer=volunteer)
    sent = {**GIVEN, "giver": "文明办", "proof": proof_of(volunteer)}

    refused("too_many_waiting", ask_commendation, volunteer, by=volunteer.user, **sent)


def test_taking_back_says_why_and_stays_on_record(client, organization, manager, served):
    one = commend_people([served()], giver=organization, by=manager, **GIVEN)[0]
    client.force_login(manager)
    url = reverse("recognition:organization_void", args=[organization.pk, one.pk])

    client.post(url, {"reason": ""})
    one.refresh_from_db()
    assert one.state == "recorded"
    client.post(url, {"reason": "名字写错了"})

    one.refresh_from_db()
    assert (one.state, one.voided_by, one.reason) == ("voided", manager, "名字写错了")
    refused("not_recorded", void_commendation, one, by=manager, reason="再来")


def test_what_an_office_gave_is_taken_back_by_itself_or_one_above(client):
    """Neither by an office below, nor by another one of the same region; the button stands where it works."""
    league = OfficerFactory(region="1504")
    [one] = commend_people([VolunteerFactory()], giver=league.office, by=league.user, **GIVEN)
    people = {
        "itself": OfficerFactory(region="1504").user,
        "above": OfficerFactory(region="15").user,
        "beside": OfficerFactory(region="1504", office_kind="civilization").user,
        "below": OfficerFactory().user,
    }

    shown = {}
    for name, user in people.items():
        client.force_login(user)
        page = client.get(reverse("recognition:region_recorded", args=["150430"]))
        shown[name] = (
            Commendation.objects.voidable_by(user).exists(),
            reverse("recognition:region_void", args=["150430", one.pk]) in page.content.decode(),
        )
    assert shown == {
        "itself": (True, True),
        "above": (True, True),
        "beside": (False, False),
        "below": (False, False),
    }


def test_an_organization_asks_for_its_own(client, organization, manager):
    client.force_login(manager)
    sent = {"title": "先进集体", "giver": "赤峰市委", "given_on": "2025-12-05"}

    client.post(
        reverse("recognition:organization_ask", args=[organization.pk]),
        {**sent, "proof": uploaded(name="文件.jpg")},
    )

    one = Commendation.objects.get()
    assert (one.organization, one.state, one.made_by) == (organization, "asked", manager)


def test_giving_on_the_pages(client, organization, manager, officer, served):
    volunteer, below = served(), OrganizationFactory(parent=organization, name="敖汉清雪队")
    client.force_login(manager)
    url = reverse("recognition:organization_give", args=[organization.pk, "people"])
    wrong = client.post(url, {"people": "V000", "title": "奖", "given_on": TODAY})
    assert "people" in wrong.context["form"].errors
    client.post(url, {"people": volunteer.number, "title": "奖", "given_on": TODAY})
    url = reverse("recognition:organization_give", args=[organization.pk, "organization"])
    client.post(url, {"organization": below.name, "title": "奖", "given_on": TODAY})
    client.force_login(officer)
    url = reverse("recognition:region_give", args=["150430", "people"])
    client.post(url, {"people": volunteer.number, "title": "部门的奖", "given_on": TODAY})

    found = Commendation.objects.order_by("pk").values_list("volunteer", "organization")
    assert list(found) == [(volunteer.pk, None), (None, below.pk), (volunteer.pk, None)]
    assert client.get(reverse("recognition:region_give", args=["150430", "nobody"])).status_code == 404


def test_the_number_of_the_document_stands_wherever_the_award_does(
    client, organization, manager, officer, served
):
    """Typed by who gives it, and by who asks for one from elsewhere."""
    volunteer = served()
    sent = {"title": "奖", "given_on": TODAY, "document_number": NUMBER}
    client.force_login(manager)
    url = reverse("recognition:organization_give", args=[organization.pk, "people"])
    wrong = client.post(url, {**sent, "people": volunteer.number, "document_number": "号" * 61})
    client.post(url, {**sent, "people": volunteer.number})
    pages = [reverse("recognition:organization_awards", args=[organization.pk])]
    assert (
        "document_number" in wrong.context["form"].errors,
        NUMBER in client.get(pages[0]).content.decode(),
    ) == (
        True,
        True,
    )
    client.force_login(volunteer.user)
    client.post(
        "/me/awards/", {**sent, "title": "别处的奖", "giver": "市里", "proof": uploaded(name="证书.jpg")}
    )
    found = {
        url: client.get(url).content.decode().count(NUMBER) for url in ("/me/awards/", "/me/file/whole/")
    }
    assert found == {"/me/awards/": 2, "/me/file/whole/": 1}

    asked = Commendation.objects.waiting().get()
    client.force_login(officer)
    for name, args in [("region_award", [asked.pk]), ("region_recorded", [])]:
        page = client.get(reverse(f"recognition:{name}", args=["150430", *args])).content.decode()
        assert NUMBER in page


def test_lists_cost_the_same_for_one_and_for_thirty(client, organization, manager, officer):
    def visits():
        found = []
        for user, name, args in [
            (officer, "region_awards", ["150430"]),
            (officer, "region_recorded", ["150430"]),
            (manager, "organization_awards", [organization.pk]),
        ]:
            client.force_login(user)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(reverse(f"recognition:{name}", args=args)).status_code == 200
            found.append(len(caught))
        return found

    def fill(count):
        CommendationFactory.create_batch(count)
        CommendationFactory.create_batch(count, state="recorded", giver_organization=organization)
        CommendationFactory.create_batch(
            count, volunteer=None, organization=organization, state="recorded", made_by=officer
        )

    fill(1)
    visits()
    few = visits()
    fill(29)
    assert visits() == few


def test_a_person_who_leaves_takes_awards_and_documents_along():
    one = CommendationFactory(state="recorded")
    user, proof = one.beneficiary, one.proof_id

    leave(user, by=user)

    assert not Commendation.objects.exists()
    assert not KeptFile.objects.filter(pk=proof).exists()


def test_nobody_leaves_while_an_award_waits():
    one = CommendationFactory()

    assert "你交来的表彰还在审核" in obstacles_to_leaving(one.beneficiary)[0].words


def test_a_guardian_asks_for_a_child_by_program_and_nobody_for_a_stranger(client):
    guardianship, stranger = GuardianshipFactory(), VolunteerFactory()
    guardian = guardianship.guardian.user
    client.force_login(guardian)
    sent = {"title": "三好学生", "giver": "敖汉旗教育局", "given_on": TODAY.isoformat()}

    def ask(volunteer):
        proof = kept(by=guardian, used=False, data=document(), name="奖状.pdf", kind="document")
        body = {**sent, "proof": proof.pk.hex, "volunteer": volunteer.pk}
        return client.post("/api/v1/me/commendations/", body, content_type="application/json").status_code

    assert (ask(guardianship.child), ask(stranger)) == (201, 400)
    assert Commendation.objects.get().volunteer == guardianship.child


def test_awards_given_got_and_kept_are_listed_by_program(client, organization, manager, officer, served):
    given = commend_people([served()], giver=organization, by=manager, **GIVEN)[0]
    got = CommendationFactory(volunteer=None, organization=organization, made_by=manager)
    elsewhere = CommendationFactory(volunteer__region=Region.objects.get(pk="150204"))

    found = {}
    for name, user in {"manager": manager, "officer": officer, "other": elsewhere.beneficiary}.items():
        client.force_login(user)
        rows = client.get("/api/v1/kept-commendations/").json()["results"]
        found[name] = [row["id"] for row in rows]
    assert found == {"manager": [got.pk, given.pk], "officer": [got.pk, given.pk], "other": []}


def test_by_program(client, organization, manager, officer, served):
    volunteer = served()
    client.force_login(manager)
    sent = {"by_organization": organization.pk, "volunteers": [volunteer.number], "title": "奖"}
    sent["document_number"] = NUMBER
    proof = kept(by=manager, used=False, data=document(), name="文件.pdf", kind="document")
    made = client.post(
        "/api/v1/commendations/",
        {**sent, "given_on": TODAY.isoformat(), "proof": proof.pk.hex},
        content_type="application/json",
    )
    wrong = client.post(
        "/api/v1/commendations/",
        {"title": "奖", "given_on": TODAY.isoformat()},
        content_type="application/json",
    )
    waiting = CommendationFactory()
    client.force_login(officer)
    recorded = client.post(f"/api/v1/commendations/{waiting.pk}/record/")
    void = client.post(
        f"/api/v1/commendations/{waiting.pk}/void/", {"reason": "不实"}, content_type="application/json"
    )

    [one] = made.json()
    assert (made.status_code, one["state"], one["has_document"]) == (201, "recorded", True)
    assert one["document_number"] == NUMBER
    assert Commendation.objects.get(pk=one["id"]).proof == proof
    assert (wrong.status_code, sorted(wrong.json()["fields"])) == (400, ["by_office"])
    assert (recorded.json()["state"], void.json()["state"]) == ("recorded", "voided")
