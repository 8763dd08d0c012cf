"""Training by programs: the same actions and refusals as the pages."""

import datetime

import pytest
from django.utils import timezone

from apps.booking import codes
from apps.training import attendance
from apps.training.models import Completion, Course, Enrolment, Session, Standard
from tests.factories import (
    AttendanceFactory,
    CompletionFactory,
    EnrolmentFactory,
    OfficerFactory,
    QuestionFactory,
    StandardFactory,
    TrainingSessionFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.training.conftest import over, running

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def volunteer():
    return VolunteerFactory()


@pytest.fixture
def mine(client, volunteer):
    client.force_login(volunteer.user)
    return client


@pytest.fixture
def desk(client, session, staff):
    client.force_login(staff)
    return client


def send(client, path, body=None):
    return client.post(f"{API}{path}", body or {}, content_type="application/json")


def ids(response):
    return [row["id"] for row in response.json()["results"]]


def test_sessions_are_found_by_kind_place_and_places(client):
    session = TrainingSessionFactory()
    full = TrainingSessionFactory(course__standard__kind_id="rescue", capacity=1, taken=1)

    assert ids(client.get(f"{API}training/sessions/")) == [session.pk, full.pk]
    assert ids(client.get(f"{API}training/sessions/?kind=rescue")) == [full.pk]
    assert ids(client.get(f"{API}training/sessions/?places=true&region=1504")) == [session.pk]
    assert client.get(f"{API}training/sessions/?kind=nothing").status_code == 400
    assert client.get(f"{API}training/sessions/?colour=red").status_code == 400


def test_a_link_is_told_to_who_has_a_place(mine, volunteer):
    session = TrainingSessionFactory(course__how="online", place="", link="https://example.cn/ke/1")
    assert "example.cn" not in mine.get(f"{API}training/sessions/{session.pk}/").content.decode()

    assert send(mine, "me/enrolments/", {"session": session.pk}).json()["link"] == "https://example.cn/ke/1"


def test_one_signs_up_comes_takes_the_test_and_reads_the_account(mine, volunteer, tested):
    QuestionFactory(course=tested)
    session = TrainingSessionFactory(course=tested)
    made = send(mine, "me/enrolments/", {"session": session.pk})
    assert (made.status_code, made.json()["state"]) == (201, "joined")
    here, again = f"me/enrolments/{made.json()['id']}/", send(mine, "me/enrolments/", {"session": session.pk})
    assert (again.status_code, again.json()["code"]) == (409, "already_signed_up")

    running(session)
    code = codes.code_at(attendance.KIND, session.pk, codes.IN, timezone.now())
    assert send(mine, f"{here}check-in/", {"direction": "in", "code": code}).status_code == 200
    assert mine.get(f"{API}{here}questions/").json()["code"] == "not_attended"

    enrolment = Enrolment.objects.get()
    enrolment.attendances.all().delete()
    over(session)
    AttendanceFactory(enrolment=enrolment, came_at=session.starts_at, left_at=session.ends_at)
    questions = mine.get(f"{API}{here}questions/").json()
    assert [question.keys() for question in questions] == [{"text", "options"}]
    assert send(mine, f"{here}test/", {"answers": [1]}).json()["passed"] is True
    (row,) = mine.get(f"{API}me/completions/").json()["results"]
    assert (row["kind"], row["minutes"]) == ("first_aid", 120)


def test_a_course_is_written_and_a_session_set_up(desk, session):
    standard = StandardFactory()
    said = {
        "organization": session.course.organization_id,
        "standard": standard.pk,
        "title": "包扎课",
        "contents": "止血",
        "minutes": 120,
        "how": "onsite",
        "pass_mark": 60,
    }
    course = send(desk, "managed-courses/", said).json()["id"]
    here = f"managed-courses/{course}/"
    assert send(desk, f"{here}open/").json()["code"] == "no_questions"
    assert (
        send(desk, f"{here}questions/", {"text": "?", "options": ["a", "b"], "right": 2}).status_code == 400
    )
    assert (
        send(desk, f"{here}questions/", {"text": "?", "options": ["a", "b"], "right": 1}).status_code == 201
    )
    assert send(desk, f"{here}open/").json()["state"] == "open"
    times = {
        "starts_at": nine_oclock(9).isoformat(),
        "ends_at": (nine_oclock(9) + datetime.timedelta(hours=2)).isoformat(),
    }
    rest = {"capacity": 5, "trainer": "王护士", "region": "150430", "place": "活动室"}

    made = send(desk, f"{here}sessions/", times | rest)

    assert (made.status_code, Session.objects.get(pk=made.json()["id"]).banner) == (201, "150430")
    backwards = {"starts_at": times["ends_at"], "ends_at": times["starts_at"]}
    assert send(desk, f"{here}sessions/", backwards | rest).status_code == 400


def test_a_course_is_held_by_a_standard_of_its_place(desk, session):
    elsewhere = StandardFactory(region_id="150102")
    said = {
        "organization": session.course.organization_id,
        "standard": elsewhere.pk,
        "title": "包扎课",
        "contents": "止血",
        "minutes": 120,
        "how": "onsite",
    }

    answer = send(desk, "managed-courses/", said)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["standard"])


def test_an_office_keeps_its_own(client):
    client.force_login(OfficerFactory().user)
    said = {"kind": "rescue", "name": "抢险", "minutes": 60, "in_force_from": "2026-01-01"}

    assert send(client, "training/standards/", said | {"region": "150430"}).status_code == 201
    assert send(client, "training/standards/", said | {"region": "150102"}).status_code == 400
    assert send(client, "training/standards/", said).status_code == 400

    standard = Standard.objects.get(region="150430")
    course = {
        "standard": standard.pk,
        "title": "抢险",
        "contents": "先保自己",
        "minutes": 60,
        "how": "online",
    }
    assert send(client, "managed-courses/", course | {"region": "150430"}).status_code == 201
    assert Course.objects.get().region_id == "150430"


def test_the_roll_the_list_and_what_was_completed(desk, session):
    enrolment = EnrolmentFactory(session=session)
    assert ids(desk.get(f"{API}managed-enrolments/?session={session.pk}")) == [enrolment.pk]
    assert send(desk, f"managed-sessions/{session.pk}/code/", {"direction": "in"}).json()["code"] == "no_code"
    over(session)

    (row,) = send(desk, f"managed-sessions/{session.pk}/roll/", {"ids": [enrolment.pk]}).json()

    assert ids(desk.get(f"{API}completions/")) == [row["id"]]
    assert send(desk, f"completions/{row['id']}/void/", {"reason": "冒名"}).json()["voided_why"] == "冒名"
    assert ids(desk.get(f"{API}completions/")) == []


def test_a_stranger_voids_nothing(mine):
    completion = CompletionFactory()

    assert send(mine, f"completions/{completion.pk}/void/", {"reason": "冒名"}).status_code == 404
    assert Completion.objects.get().voided_at is None
