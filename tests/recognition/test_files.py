"""The whole file has all five classes, on a page, on paper and by API; an office says what for."""

import datetime

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.core import days, personal
from apps.core.errors import Refused
from apps.core.models import AuditRow, PolicyRow
from apps.core.templatetags.ui import clock
from apps.hours.actions import confirm_hours
from apps.hours.models import HourRecord
from apps.organizations.models import Organization, Post
from apps.recognition.actions import look_at_file
from apps.recognition.api import files as files_api
from apps.recognition.files import organization_file, volunteer_file
from apps.recognition.models import Look
from apps.registration.copies import as_pdf, copy_of
from apps.registration.models import Volunteer
from tests.factories import (
    CommendationFactory,
    ComplaintFactory,
    CompletionFactory,
    EvaluationFactory,
    GuardianshipFactory,
    HourRecordFactory,
    LookFactory,
    OfficerFactory,
    StaffFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.pdf_text import text_of
from tests.signing_in import sign_in_with

pytestmark = pytest.mark.django_db

CLASSES = ["profile", "service", "training", "awards", "evaluation"]


@pytest.fixture
def volunteer(organization, manager):
    """Somebody with one of everything."""
    one = VolunteerFactory(name="乌兰图雅")
    full(one, organization, manager, 1)
    return one


def full(volunteer, organization, manager, count, since=0):
    for n in range(since, since + count):
        record = HourRecordFactory(
            signup__volunteer=volunteer,
            signup__shift__position__activity__organization=organization,
            signup__shift__position__activity__title=f"清雪{n}",
        )
        confirm_hours(HourRecord.objects.filter(pk=record.pk), by=manager)
        CompletionFactory(volunteer=volunteer, title=f"急救培训{n}", course__organization=organization)
        CommendationFactory(volunteer=volunteer, title=f"最美志愿者{n}", state="recorded")
        CommendationFactory(
            volunteer=None, organization=organization, title=f"先进集体{n}", state="recorded", made_by=manager
        )
        start = nine_oclock(-100 - n)
        when = {
            "signup__shift__starts_at": start,
            "signup__shift__ends_at": start + datetime.timedelta(hours=1),
        }
        EvaluationFactory(signup__volunteer=volunteer, side="organization", words=f"肯干{n}", **when)


def words(sections):
    return {one.code: str([one.facts, one.rows]) for one in sections}


def test_the_file_of_a_volunteer_has_all_five_classes(volunteer):
    sections = volunteer_file(volunteer)

    found = words(sections)
    assert [one.code for one in sections] == CLASSES
    assert [
        "乌兰图雅" in found["profile"],
        "清雪0" in found["service"],
        "急救培训0" in found["training"],
        "最美志愿者0" in found["awards"],
        "肯干0" in found["evaluation"],
    ] == [True] * 5


def test_what_was_taken_back_or_waits_is_not_in_it(volunteer):
    CommendationFactory(volunteer=volunteer, title="撤销的", state="voided")
    CommendationFactory(volunteer=volunteer, title="等着的")

    awards = words(volunteer_file(volunteer))["awards"]

    assert ["撤销的" in awards, "等着的" in awards] == [False, False]


def test_numbers_stand_masked(volunteer):
    text = str(words(volunteer_file(volunteer)))

    assert [volunteer.document_number in text, volunteer.user.phone in text] == [False, False]


def test_a_long_list_is_cut_and_says_so(volunteer):
    CommendationFactory.create_batch(3, volunteer=volunteer, state="recorded")

    awards = volunteer_file(volunteer, most=2)[3]

    assert (len(awards.rows), awards.has_more) == (2, True)


def test_the_person_reads_and_prints_it(client, volunteer):
    client.force_login(volunteer.user)

    page = client.get(reverse("recognition:file")).content.decode()
    printed = text_of(client.get(reverse("recognition:file_pdf")).content)

    for word in ["清雪0", "急救培训0", "最美志愿者0", "肯干0"]:
        assert (word in page, word in printed.replace("\n", "")) == (True, True)


def test_a_guardian_reads_that_of_a_child(client):
    guardianship = GuardianshipFactory()
    client.force_login(guardianship.guardian.user)
    url = reverse("recognition:file")

    assert client.get(url, {"child": guardianship.pk}).status_code == 200
    assert client.get(url, {"child": GuardianshipFactory().pk}).status_code == 404


def test_a_guardian_reads_that_of_a_child_by_program(client):
    guardianship = GuardianshipFactory()
    client.force_login(guardianship.guardian.user)
    url = "/api/v1/me/whole-file/"

    answer = client.get(url, {"volunteer": guardianship.child_id})
    assert guardianship.child.name in str(answer.json()[0]["facts"])
    codes = [
        client.get(url, {"volunteer": whose}).status_code for whose in (VolunteerFactory().pk, "x", "", 2**70)
    ]
    assert codes == [404] * 4


def test_by_program_one_reads_on_through_all_of_a_class(client, volunteer, monkeypatch):
    CommendationFactory.create_batch(6, volunteer=volunteer, state="recorded")
    monkeypatch.setattr(files_api, "PRINTED", 2)
    monkeypatch.setattr(files_api, "AT_ONCE", 3)
    client.force_login(volunteer.user)

    first = {one["code"]: one for one in client.get("/api/v1/me/whole-file/").json()}
    found, url = first["awards"]["rows"], first["awards"]["next"]
    sizes = [len(found)]
    while url:
        page = client.get(url).json()
        assert page["columns"] == first["awards"]["columns"]
        found, url = found + page["rows"], page["next"]
        sizes.append(len(page["rows"]))
    assert (sizes, len({row[0] for row in found})) == ([2, 3, 2], 7)
    assert [first[code]["next"] for code in ("profile", "training")] == [None, None]


def test_that_of_an_organization_too(client, organization, manager, volunteer, monkeypatch):
    for _n in range(2):
        CommendationFactory(volunteer=None, organization=organization, state="recorded", made_by=manager)
    monkeypatch.setattr(files_api, "PRINTED", 2)
    client.force_login(manager)
    sections = client.get(f"/api/v1/organizations/{organization.pk}/whole-file/").json()
    awards = next(one for one in sections if one["code"] == "awards")
    rest = client.get(awards["next"]).json()
    assert (len(awards["rows"]), len(rest["rows"]), rest["next"]) == (2, 1, None)


def test_a_guardian_reads_on_in_that_of_the_child(client, monkeypatch):
    guardianship = GuardianshipFactory()
    CommendationFactory.create_batch(3, volunteer=guardianship.child, state="recorded")
    monkeypatch.setattr(files_api, "PRINTED", 1)
    client.force_login(guardianship.guardian.user)
    sections = client.get("/api/v1/me/whole-file/", {"volunteer": guardianship.child_id}).json()
    awards = next(one for one in sections if one["code"] == "awards")
    assert len(client.get(awards["next"]).json()["rows"]) == 2


def test_an_office_reads_on_as_long_as_its_reason_holds(client, volunteer, monkeypatch):
    CommendationFactory.create_batch(2, volunteer=volunteer, state="recorded")
    monkeypatch.setattr(files_api, "PRINTED", 1)
    client.force_login(OfficerFactory(office_kind="civilization").user)
    sent = {"number": volunteer.number, "why": "推荐先进"}
    sections = client.post("/api/v1/whole-files/", sent, content_type="application/json").json()
    url = next(one for one in sections if one["code"] == "awards")["next"]
    assert len(client.get(url).json()["rows"]) == 2
    PolicyRow.objects.filter(topic="recognition", item="look_minutes").update(value=0)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"), [("cursor=x", 400), ("page=2", 400), ("", 200)], ids=["cursor", "unknown", "none"]
)
def test_what_is_no_page_of_it_is_refused(client, volunteer, query, status):
    client.force_login(volunteer.user)
    assert client.get(f"/api/v1/me/whole-file/service/?{query}").status_code == status
    assert client.get("/api/v1/me/whole-file/profile/").status_code == 404


def test_the_file_of_an_organization_has_all_five_classes_and_names_nobody(organization, volunteer):
    for _n in range(3):
        EvaluationFactory(
            signup__shift__position__activity__organization=organization, state="shown", words="安排得好"
        )

    sections = organization_file(organization)

    found = words(sections)
    assert [one.code for one in sections] == CLASSES
    assert [
        organization.name in found["profile"],
        "清雪0" in found["service"],
        "1人" in found["training"],
        "先进集体0" in found["awards"],
        "安排得好" in found["evaluation"],
    ] == [True] * 5
    assert volunteer.name not in str(found)


def test_the_organization_reads_and_prints_it(client, organization, manager, volunteer):
    client.force_login(manager)

    page = client.get(reverse("recognition:organization_file", args=[organization.pk])).content.decode()
    answer = client.get(reverse("recognition:organization_file_pdf", args=[organization.pk]))

    assert ["先进集体0" in page, "先进集体0" in text_of(answer.content).replace("\n", "")] == [True, True]


def test_files_cost_the_same_for_one_and_for_thirty(organization, manager, volunteer):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            volunteer_file(Volunteer.objects.get(pk=volunteer.pk))
            organization_file(Organization.objects.get(pk=organization.pk))
        return len(caught)

    few = cost()
    full(volunteer, organization, manager, 29, since=1)

    assert cost() == few


# --- an office says what for ------------------------------------------------------------------------------------


def test_an_office_opens_a_file_with_a_reason_on_record(client, officer, volunteer):
    client.force_login(officer)
    url = reverse("recognition:region_files", args=["150430"])

    answer = client.post(url, {"number": volunteer.number, "why": "推荐最美志愿者"})
    page = client.get(answer.url).content.decode()

    look = Look.objects.get()
    assert ("清雪0" in page, look.volunteer, look.by, look.why) == (
        True,
        volunteer,
        officer,
        "推荐最美志愿者",
    )
    assert AuditRow.objects.get(action="file.opened").subject_id == volunteer.pk


def test_an_office_takes_a_file_out_just_after_signing_in_and_that_is_on_record(client, officer, volunteer):
    look = LookFactory(volunteer=volunteer, by=officer)
    url = reverse("recognition:region_file_pdf", args=["150430", look.pk])
    sign_in_with(client, officer, minutes_ago=16)
    asked = client.post(url)
    taken = AuditRow.objects.filter(action="file.exported")
    assert (reverse("account_reauthenticate") in asked.url, taken.exists()) == (True, False)

    client.force_login(officer)
    answer = client.post(url)

    row = taken.get()
    assert (answer["Content-Type"], row.subject_id, row.actor_id) == (
        "application/pdf",
        volunteer.pk,
        officer.pk,
    )
    assert client.get(url).status_code == 405


def test_the_person_sees_which_office_looked_when_and_what_for(
    client, officer, volunteer, django_assert_num_queries
):
    """Also after the officer's post has ended; who it was is not told."""
    look_at_file(volunteer, by=officer, why="推荐最美志愿者")
    Post.objects.filter(user=officer).update(until=days.today())
    client.force_login(volunteer.user)

    page = client.get(reverse("recognition:file")).content.decode()

    office = Post.objects.get(user=officer).office.name
    assert [word in page for word in [office, "推荐最美志愿者"]] == [True, True]
    with django_assert_num_queries(2):
        [look] = Look.objects.told_to(volunteer)
    LookFactory.create_batch(10, volunteer=volunteer)
    with django_assert_num_queries(2):
        looks = Look.objects.told_to(volunteer)
    assert (look.offices, len(looks)) == ([office], 11)


def test_so_many_files_are_opened_in_a_day_and_no_more(officer, volunteer):
    for _n in range(20):
        look_at_file(volunteer, by=officer, why="推荐")
    with pytest.raises(Refused) as refusal:
        look_at_file(volunteer, by=officer, why="推荐")
    assert (refusal.value.code, Look.objects.count()) == ("too_many_looks", 20)
    assert look_at_file(volunteer, by=OfficerFactory().user, why="推荐").volunteer == volunteer


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"why": ""}, "why"),
        ({"why": "看" * 201}, "why"),
        ({"number": ""}, "number"),
        ({"number": "V0"}, "number"),
    ],
)
def test_without_a_reason_or_a_person_nothing_is_opened(client, officer, volunteer, changes, field):
    client.force_login(officer)
    sent = {"number": volunteer.number, "why": "推荐"} | changes

    page = client.post(reverse("recognition:region_files", args=["150430"]), sent)

    assert field in page.context["form"].errors
    assert not Look.objects.exists()


def test_only_people_of_the_region_are_found(client, volunteer):
    client.force_login(OfficerFactory(region="150429").user)

    page = client.post(
        reverse("recognition:region_files", args=["150429"]), {"number": volunteer.number, "why": "推荐"}
    )

    assert "本地区没有这个编号" in page.content.decode()


def test_a_look_runs_out_and_is_nobody_elses(client, officer, volunteer):
    old = LookFactory(volunteer=volunteer, by=officer, at=timezone.now() - datetime.timedelta(minutes=61))
    others = LookFactory(volunteer=volunteer)
    mine = LookFactory(volunteer=volunteer, by=officer)
    client.force_login(officer)

    met = [
        client.get(reverse("recognition:region_file", args=["150430", look.pk])).status_code
        for look in (old, others, mine)
    ]

    assert met == [404, 404, 200]
    page = client.get(reverse("recognition:region_file", args=["150430", mine.pk])).content.decode()
    assert f"{clock(mine.at + datetime.timedelta(minutes=60))}以前看得到" in page


def test_an_office_reads_the_file_of_an_organization_of_its_region(client, organization, officer):
    client.force_login(officer)
    url = reverse("recognition:region_organization", args=["150430", organization.pk])

    assert client.get(url).status_code == 200
    assert client.get(url + "pdf/")["Content-Type"] == "application/pdf"
    client.force_login(OfficerFactory(office_kind="education").user)
    assert client.get(url).status_code == 404


def test_by_program(client, organization, officer, volunteer):
    client.force_login(volunteer.user)
    mine = client.get("/api/v1/me/whole-file/").json()
    client.force_login(StaffFactory(organization=organization, role="reader").user)
    theirs = client.get(f"/api/v1/organizations/{organization.pk}/whole-file/").json()
    client.force_login(officer)
    sent = {"number": volunteer.number, "why": "推荐"}
    looked = client.post("/api/v1/whole-files/", sent, content_type="application/json")
    blank = client.post("/api/v1/whole-files/", {**sent, "why": ""}, content_type="application/json")

    assert [[one["code"] for one in found] for found in (mine, theirs, looked.json())] == [CLASSES] * 3
    assert (blank.status_code, Look.objects.count()) == (400, 1)


# --- the person's own copy --------------------------------------------------------------------------------------


def all_words_of(pdf):
    """Read by a library: the copy has more pages and characters than our own small reader follows."""
    pages = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in pages)


def test_the_copy_has_a_line_of_every_table_about_the_person_and_prints():
    volunteer = VolunteerFactory()
    EvaluationFactory(signup__volunteer=volunteer, words="我说的话")
    CommendationFactory(volunteer=volunteer, title="最美志愿者")
    LookFactory(volunteer=volunteer, why="推荐人选")
    ComplaintFactory(made_by=volunteer.user, words="我投诉的事")
    ComplaintFactory(about="volunteer", organization=None, volunteer=volunteer, words="别人投诉我的话")

    found = copy_of(volunteer.user)

    text = str(found)
    told = ["我说的话", "最美志愿者", "推荐人选", "我投诉的事", "别人投诉我的话"]
    assert [word in text for word in told] == [True, True, True, True, False]
    assert {str(table.what) for table in personal.tables()} == {part["什么"] for part in found["内容"]}
    assert "最美志愿者" in all_words_of(as_pdf(found))


def test_the_copy_is_of_today():
    assert copy_of(VolunteerFactory().user)["哪天抄的"] == days.today().isoformat()
