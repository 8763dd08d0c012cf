"""A rule lives once: the page and the API refuse the same thing, with the same words."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from apps.activities.models import Activity, Shift, Signup
from apps.activities.never import CODES
from apps.hours.models import HourRecord, YearTotal
from apps.registration.models import Volunteer
from tests.factories import (
    ActivityFactory,
    GuardianshipFactory,
    HourRecordFactory,
    IdentityCaseFactory,
    OfficerFactory,
    OrganizationFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    citizen_number,
)

pytestmark = pytest.mark.django_db


def said_on_page(client, user, url, body):
    client.force_login(user)
    return [str(message) for message in get_messages(client.post(url, body).wsgi_request)]


def said_by_api(api, user, url, body=None):
    answer = api(user).post(f"/api/v1/{url}", body or {})
    return answer.status_code, answer.json()["code"], answer.json()["detail"]


def test_hours_are_confirmed_once_through_whichever_door(client, api):
    record = HourRecordFactory()
    staff = StaffFactory(organization=record.organization)
    page = reverse("hours:confirm", args=[staff.organization_id])
    api(staff.user).post("/api/v1/hours/confirm/", {"ids": [record.pk]})

    words = "这些时长都已处理。"
    assert said_on_page(client, staff.user, page, {"record": record.pk}) == [words]
    assert said_by_api(api, staff.user, "hours/confirm/", {"ids": [record.pk]}) == (
        409,
        "already_decided",
        words,
    )
    assert YearTotal.objects.of(record.volunteer).minutes() == 90


def test_nobody_decides_their_own_hours_through_the_api(api):
    record = HourRecordFactory()
    user = StaffFactory(organization=record.organization, user=record.beneficiary).user
    assert said_by_api(api, user, "hours/confirm/", {"ids": [record.pk]})[:2] == (404, "not_found")
    assert api(user).get("/api/v1/hours/").json()["results"] == []


def test_less_is_counted_with_a_reason(api):
    record = HourRecordFactory()
    staff = StaffFactory(organization=record.organization).user
    body = {"ids": [record.pk], "less": [{"id": record.pk, "minutes": 60}]}
    assert said_by_api(api, staff, "hours/confirm/", body)[:2] == (409, "reason_missing")

    answer = api(staff).post("/api/v1/hours/confirm/", {**body, "reason": "中途离开"})
    assert answer.json() == {"confirmed": [record.pk], "set_aside": [], "passed_on": [], "held": []}
    assert YearTotal.objects.of(record.volunteer).minutes() == 60


def test_voided_hours_no_longer_count(api):
    record = HourRecordFactory()
    staff = StaffFactory(organization=record.organization).user
    api(staff).post("/api/v1/hours/confirm/", {"ids": [record.pk]})
    answer = api(staff).post(f"/api/v1/hours/{record.pk}/void/", {"reason": "名单有误"})
    assert (answer.status_code, answer.json()["state"]) == (200, "voided")
    assert YearTotal.objects.of(record.volunteer).minutes() == 0


def test_whoever_comes_to_a_full_shift_waits_in_line_through_every_door(client, api):
    shift = ShiftFactory(capacity=1)
    SignupFactory(shift=shift)
    first, second = VolunteerFactory.create_batch(2)
    page = reverse("activities:sign_up", args=[shift.position.activity_id])

    said = said_on_page(client, first.user, page, {"shift": shift.pk, "volunteer": first.pk})
    answer = api(second.user).post("/api/v1/me/signups/", {"shift": shift.pk})
    assert said == ["这一班满了，你排进候补，第1位。轮到你会有消息。"]
    assert (answer.status_code, answer.json()["state"], answer.json()["queue_number"]) == (201, "waiting", 2)
    assert Shift.objects.get(pk=shift.pk).taken == 1


def test_a_place_is_taken_and_given_back(api):
    shift, volunteer = ShiftFactory(), VolunteerFactory()
    signup = api(volunteer.user).post("/api/v1/me/signups/", {"shift": shift.pk}).json()
    taken = Shift.objects.get(pk=shift.pk).taken
    left = api(volunteer.user).post(f"/api/v1/me/signups/{signup['id']}/cancel/").json()
    assert (taken, left["state"], Shift.objects.get(pk=shift.pk).taken) == (1, "left", 0)


def test_a_guardian_signs_up_only_their_own_child(api):
    shift = ShiftFactory(position__activity__minimum_age=10)
    guardianship, stranger = GuardianshipFactory(), VolunteerFactory()
    guardian = guardianship.guardian.user
    child = api(guardian).post("/api/v1/me/signups/", {"shift": shift.pk, "volunteer": guardianship.child_id})
    other = api(guardian).post("/api/v1/me/signups/", {"shift": shift.pk, "volunteer": stranger.pk})
    assert (child.status_code, child.json()["code"]) == (409, "guardian_consent_missing")
    assert (other.status_code, other.json()["fields"]) == (400, {"volunteer": ["没有这一个。"]})


def test_a_draft_is_nobody_elses_shift(api):
    shift = ShiftFactory(position__activity__state="draft")
    answer = api(VolunteerFactory().user).post("/api/v1/me/signups/", {"shift": shift.pk})
    assert (answer.status_code, answer.json()["fields"]) == (400, {"shift": ["没有这一个。"]})


def test_hazardous_notices_wait_for_insurance(client, api):
    staff = StaffFactory()
    activity = ActivityFactory(
        organization=staff.organization, state="draft", is_hazardous=True, decided_by=None, decided_at=None
    )
    ShiftFactory(position__activity=activity)
    page = reverse("activities:submit", args=[staff.organization_id, activity.pk])

    client.force_login(staff.user)
    six = {"checked": CODES}
    (words,) = client.post(page, six).context["hand_in_form"].non_field_errors()
    answer = said_by_api(api, staff.user, f"managed-activities/{activity.pk}/submit/", six)
    assert answer == (409, "hazardous_needs_insurance", words)


def test_a_notice_is_written_handed_in_and_published_by_program(api):
    staff, officer = StaffFactory().user, OfficerFactory().user
    begins = timezone.now() + datetime.timedelta(days=3)
    draft = api(staff).post("/api/v1/managed-activities/", notice(staff)).json()
    address = f"/api/v1/managed-activities/{draft['id']}/"
    shift = {"starts_at": begins, "ends_at": begins + datetime.timedelta(hours=2), "capacity": 3}
    api(staff).post(f"{address}positions/", {"name": "登记", "shifts": [shift]}, format="json")
    six = {"checked": ["job", "rule", "self", "show", "paid", "swap"]}
    handed_in = api(staff).post(f"{address}submit/", six).json()
    five = api(officer).post(f"/api/v1/activity-reviews/{draft['id']}/publish/", {"checked": ["job"]})
    published = api(officer).post(f"/api/v1/activity-reviews/{draft['id']}/publish/", six).json()
    found = api().get("/api/v1/activities/", {"region": "1504", "words": "草场"}).json()["results"]

    states = [draft["state"], handed_in["state"], published["state"]]
    assert states == ["draft", "in_review", "published"]
    assert (five.status_code, list(five.json()["fields"])) == (400, ["checked"])
    assert [activity["id"] for activity in found] == [draft["id"]]


def notice(staff):
    organization = OrganizationFactory._meta.model.objects.managed_by(staff).get()
    return {
        "organization": organization.pk,
        "region": "150430",
        "title": "清理草场",
        "description": "把过冬的塑料袋捡回来。",
        "service_fields": ["16"],
        "place": "苏木政府门口",
        "minimum_age": 16,
        "protections": ["08"],
        "risks": "草场有坑洼。",
        "contact_name": "白音",
        "contact_phone": "０４７６-4321234",
    }


def test_who_wrote_a_notice_does_not_find_it_in_the_queue(api):
    officer = OfficerFactory().user
    activity = ActivityFactory(
        state="in_review", author=officer, submitted_at=timezone.now(), decided_by=None, decided_at=None
    )
    answer = api(officer).post(f"/api/v1/activity-reviews/{activity.pk}/return/", {"reason": "改"})
    assert (answer.status_code, Activity.objects.get(pk=activity.pk).state) == (404, "in_review")


def test_two_files_of_one_person_are_set_aside_together(api):
    number = citizen_number(7, datetime.date(1990, 5, 4))
    first, second = (
        IdentityCaseFactory(
            volunteer__document=number, volunteer__identity_state="pending", volunteer__number=None
        )
        for _ in range(2)
    )
    other = IdentityCaseFactory()
    answer = api(OfficerFactory().user).post(
        "/api/v1/identity-cases/pass/", {"ids": [first.pk, second.pk, other.pk]}
    )
    assert answer.json() == {"passed": [other.pk], "set_aside": [first.pk, second.pk]}


def test_registration_reads_the_document_as_the_page_does(api):
    person = {
        "name": "乌云",
        "document_type": "id_card",
        "document_number": "150430199005040070",
        "region": "150430",
        "service_fields": ["03", "04", "03"],
        "skill_codes": [],
        "belonging": {"identity": "other"},
        "consent": True,
    }
    user = StaffFactory().user
    unknown = api(user).post("/api/v1/me/file/", {**person, "service_fields": ["03", "XX"]}, format="json")
    assert unknown.json()["fields"]["service_fields"] == ["有不认识的代码。"]
    wrong = api(user).post("/api/v1/me/file/", person, format="json").json()["fields"]
    number = citizen_number(7, datetime.date(1990, 5, 4))
    right = api(user).post("/api/v1/me/file/", {**person, "document_number": number}, format="json").json()

    assert wrong == {"document_number": ["最后一位对不上，请对着证件再看一眼。"]}
    assert (right["document"], right["name"], right["identity_state"]) == (
        "1504**********" + number[-4:],
        "乌*",
        "pending",
    )
    stored = Volunteer.objects.get(user=user)
    assert (stored.document_number, stored.service_fields) == (number, ["03", "04"])


def test_without_consent_nobody_is_registered(api):
    user = StaffFactory().user
    answer = api(user).post("/api/v1/me/file/", {"consent": False}, format="json")
    assert answer.json()["fields"]["consent"] == ["不同意就没法登记。"]
    assert not Volunteer.objects.filter(user=user).exists()


def test_figures_of_the_whole_region_are_public_and_those_below_are_the_offices(api):
    from apps.reports.figures import rebuild_figures

    rebuild_figures()
    officer = api(OfficerFactory(region="1504").user)
    answers = [
        api().get("/api/v1/figures/15/"),
        api().get("/api/v1/figures/1504/"),
        officer.get("/api/v1/figures/150430/"),
    ]
    below = officer.get("/api/v1/figures/", {"parent": "1504", "page_size": 100}).json()["results"]
    assert [answer.status_code for answer in answers] == [200, 404, 200]
    assert (len(below), {row["region"][:4] for row in below}) == (12, {"1504"})


def test_cancelled_signups_are_with_the_past(api):
    coming, gone = SignupFactory(), SignupFactory(state="left", left_at=timezone.now())
    Signup.objects.filter(pk=gone.pk).update(volunteer=coming.volunteer)
    lists = [
        [
            row["id"]
            for row in api(coming.volunteer.user)
            .get("/api/v1/me/signups/", {"coming": wanted})
            .json()["results"]
        ]
        for wanted in ("true", "false")
    ]
    assert lists == [[coming.pk], [gone.pk]]


def test_hours_of_an_office_are_narrowed_to_a_region(api):
    record = HourRecordFactory()
    officer = api(OfficerFactory(region="15").user)
    found = [officer.get("/api/v1/hours/", {"region": code}).json()["results"] for code in ("1504", "1501")]
    assert [[row["id"] for row in rows] for rows in found] == [[record.pk], []]
    assert HourRecord.objects.pending().count() == 1
