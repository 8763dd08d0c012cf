"""The desk of an organisation that keeps training."""

import datetime
from urllib.parse import urlsplit

import pytest

from apps.booking import codes
from apps.core import days
from apps.training import attendance
from apps.training.models import Completion, Course, Enrolment, Session
from tests.factories import (
    AttendanceFactory,
    CompletionFactory,
    CourseFactory,
    EnrolmentFactory,
    MemberFactory,
    StandardFactory,
    StationFactory,
    TrainingSessionFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.training.conftest import org, over, running, same_for_thirty, told

pytestmark = pytest.mark.django_db


def course_form(standard, **fields):
    return {
        "standard": standard.pk,
        "title": "包扎课",
        "contents": "止血包扎",
        "minutes": 120,
        "how": "onsite",
        "pass_mark": 60,
        **fields,
    }


def test_a_course_is_written_gets_its_questions_and_is_opened(desk, session):
    standard = StandardFactory()
    desk.post(org(session, "courses/new/"), course_form(standard))
    course = Course.objects.get(title="包扎课")
    here = org(session, f"courses/{course.pk}/")
    response = desk.post(f"{here}open/", follow=True)
    assert told(response) == ["设了及格线就要有题目，先加题再开放。"]

    response = desk.post(f"{here}questions/", {"text": "先做什么", "options": "看安全", "right": 1})
    assert response.context["question_form"].errors.keys() == {"options"}
    desk.post(f"{here}questions/", {"text": "先做什么", "options": "看安全\n走开", "right": 2})
    desk.post(f"{here}open/")

    course.refresh_from_db()
    assert (course.state, course.questions.get().right) == ("open", 1)


def test_a_course_is_no_shorter_than_its_standard(desk, session):
    desk.post(org(session, "courses/new/"), course_form(StandardFactory(), minutes=60, pass_mark=""))
    course = Course.objects.get(title="包扎课")

    response = desk.post(org(session, f"courses/{course.pk}/open/"), follow=True)

    assert "要求最少120分钟" in told(response)[0]


def test_what_is_open_stays_as_people_read_it(desk, session):
    course = session.course

    assert desk.get(org(session, f"courses/{course.pk}/edit/")).status_code == 404


def test_the_stations_of_a_chosen_banner_are_listed_and_what_was_typed_stays(desk, session):
    organization = session.course.organization
    own, beside = StationFactory(organization=organization), StationFactory()
    away = StationFactory(organization__region_id="150421")
    here = org(session, f"courses/{session.course_id}/")

    def offered(response):
        form = response.context["session_form"]
        return set(form.fields["station"].queryset), form["trainer"].value()

    assert offered(desk.get(here)) == ({own, beside}, None)
    typed = session_form(banner="150421", capacity="许多", do="stations")
    response = desk.post(f"{here}sessions/", typed)
    assert offered(response) == ({own, away}, "王护士")
    assert not response.context["session_form"].errors

    refused = desk.post(f"{here}sessions/", session_form(banner="150421", station=beside.pk))
    assert list(refused.context["session_form"].errors) == ["station"]
    desk.post(f"{here}sessions/", session_form(banner="150421", station=away.pk))
    assert Session.objects.exclude(pk=session.pk).get().station == away


@pytest.mark.parametrize("banner", ["%00", "\0", "1504", "x", "９９９９９９"])
def test_what_is_no_banner_lists_the_stations_of_ones_own(desk, session, banner):
    beside = StationFactory()

    response = desk.post(
        org(session, f"courses/{session.course_id}/sessions/"), session_form(banner=banner, do="stations")
    )

    assert set(response.context["session_form"].fields["station"].queryset) == {beside}


def session_form(**fields):
    return {
        "day": nine_oclock(10).date().isoformat(),
        "start": "09:00",
        "end": "11:00",
        "capacity": 20,
        "trainer": "王护士",
        "league": "1504",
        "banner": "150430",
        "place": "活动室",
        **fields,
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"end": "10:00"}, "这一场不够长"),
        ({"day": "2020-01-01"}, "已经过了"),
        ({"day": "2040-01-01"}, "最多排"),
        ({"place": ""}, "写上在哪里上课"),
        ({"capacity": 0}, "最少是1"),
        ({"banner": "150102"}, "不在所选的盟市里"),
    ],
)
def test_what_is_wrong_with_a_session_is_said_and_nothing_typed_is_lost(desk, session, fields, words):
    response = desk.post(org(session, f"courses/{session.course_id}/sessions/"), session_form(**fields))

    form = response.context["session_form"]
    assert words in str(form.errors)
    assert form["trainer"].value() == "王护士"
    assert Session.objects.count() == 1


def test_a_session_is_set_up_found_and_called_off(desk, session):
    desk.post(org(session, f"courses/{session.course_id}/sessions/"), session_form())
    made = Session.objects.latest("pk")
    assert (made.banner, made.kind_id, made.place, made.capacity) == ("150430", "first_aid", "活动室", 20)
    EnrolmentFactory(session=made)

    response = desk.post(org(session, f"sessions/{made.pk}/call-off/"), {"reason": ""})
    assert response.context["off_form"].errors.keys() == {"reason"}
    desk.post(org(session, f"sessions/{made.pk}/call-off/"), {"reason": "停电"})

    assert Enrolment.objects.get().state == "called_off"


def test_a_course_is_closed_once_nothing_is_to_come(desk, session):
    here = org(session, f"courses/{session.course_id}/close/")
    assert told(desk.post(here, follow=True)) == ["还有没开始的场次，先把它们取消，报了名的人会收到消息。"]

    over(session)
    desk.post(here)

    assert Course.objects.get(pk=session.course_id).state == "closed"


def test_the_roll_is_called_for_those_who_were_ticked(desk, session):
    here = EnrolmentFactory(session=session)
    over(session)

    assert told(desk.post(org(session, f"sessions/{session.pk}/roll/"), follow=True)) == [
        "先勾选到了的人，再按按钮。"
    ]
    desk.post(org(session, f"sessions/{session.pk}/roll/"), {"here": here.pk})

    assert Completion.objects.get().enrolment == here


def test_the_code_on_the_screen_is_the_one_that_lets_in(desk, session):
    EnrolmentFactory(session=session)
    running(session)

    response = desk.get(org(session, f"sessions/{session.pk}/code/"))

    step = codes.step_of(response.context["digits"], attendance.KIND, session.pk, codes.IN)
    assert step is not None
    assert urlsplit(response.context["address"]).path == f"/me/training/sessions/{session.pk}/check-in/"


def test_thin_sessions_stand_on_top(desk, session):
    full = TrainingSessionFactory(course=session.course, starts_at=nine_oclock(4), capacity=2, taken=1)
    TrainingSessionFactory(course=session.course, starts_at=nine_oclock(40), capacity=20)

    response = desk.get(org(session))

    assert [one.pk for one in response.context["thin"]] == [session.pk]
    assert full.pk in response.context["own"]


def test_who_of_the_members_is_trained_in_what(desk, session):
    trained, other = VolunteerFactory.create_batch(2)
    for person in (trained, other):
        MemberFactory(organization=session.course.organization, user=person.user)
    CompletionFactory(volunteer=trained)

    def shown(query):
        lines = desk.get(org(session, f"trained/?{query}")).context["lines"]
        return [(line.volunteer, [one.kind_id for one in line.held]) for line in lines]

    assert shown("") == [(trained, ["first_aid"]), (other, [])]
    assert shown("kind=first_aid") == [(trained, ["first_aid"])]
    assert shown("kind=first_aid&lack=on") == [(other, [])]


def test_what_of_the_members_runs_out(desk, session):
    person = VolunteerFactory()
    MemberFactory(organization=session.course.organization, user=person.user)
    soon = CompletionFactory(volunteer=person, expires_on=days.today() + datetime.timedelta(days=30))
    CompletionFactory(volunteer=person)
    CompletionFactory(expires_on=days.today() + datetime.timedelta(days=30))

    assert [row.pk for row in desk.get(org(session, "ending/")).context["page"]] == [soon.pk]


@pytest.mark.parametrize("below", ["", "courses/", "trained/", "completed/", "ending/"])
def test_the_desk_costs_the_same_for_thirty(desk, session, below):
    def rows(count):
        for n in range(count):
            course = CourseFactory(organization=session.course.organization, standard=session.course.standard)
            TrainingSessionFactory(course=course, starts_at=nine_oclock(20 + n))
            person = VolunteerFactory()
            MemberFactory(organization=session.course.organization, user=person.user)
            CompletionFactory(
                volunteer=person,
                course=course,
                standard=course.standard,
                expires_on=days.today() + datetime.timedelta(days=20),
            )

    same_for_thirty(desk, org(session, below), rows)


def test_the_list_of_a_session_costs_the_same_for_thirty(desk, session):
    Session.objects.filter(pk=session.pk).update(capacity=100)
    session.refresh_from_db()

    def rows(count):
        for enrolment in EnrolmentFactory.create_batch(count, session=session):
            AttendanceFactory(enrolment=enrolment)

    same_for_thirty(desk, org(session, f"sessions/{session.pk}/"), rows)


def test_a_completion_is_voided_with_a_reason(desk, session):
    completion = CompletionFactory(course=session.course, standard=session.course.standard)
    here = org(session, f"completions/{completion.pk}/void/")
    assert told(desk.post(here, {"reason": ""}, follow=True)) == ["作废要写明原因。"]

    desk.post(here, {"reason": "冒名"})

    assert Completion.objects.get().voided_why == "冒名"
