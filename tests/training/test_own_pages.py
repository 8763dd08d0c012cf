"""The pages of training that anybody finds, and the person's own."""

import pytest
from django.utils import timezone

from apps.booking import codes
from apps.training import attendance
from apps.training.models import Attempt, Completion, Enrolment
from tests.factories import (
    AttendanceFactory,
    CompletionFactory,
    EnrolmentFactory,
    QuestionFactory,
    TrainingSessionFactory,
    nine_oclock,
)
from tests.training.conftest import THIRTY, over, queries, running, same_for_thirty, told

pytestmark = pytest.mark.django_db


# --- anybody ------------------------------------------------------------------------------------------


def titles(response):
    return [session.course.title for session in response.context["page"]]


def test_the_list_shows_what_comes_the_soonest_first(client):
    later, sooner = TrainingSessionFactory(starts_at=nine_oclock(5)), TrainingSessionFactory()
    over(TrainingSessionFactory())
    TrainingSessionFactory(course__state="closed")
    TrainingSessionFactory(called_off_at=timezone.now())

    assert titles(client.get("/training/")) == [sooner.course.title, later.course.title]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=rescue", 1),
        ("kind=first_aid", 2),
        ("league=1504&banner=150430", 3),
        ("league=1501", 0),
        ("how=online", 0),
        ("places=on", 2),
        ("kind=nothing", 3),
        ("banner=%00", 3),
    ],
)
def test_the_list_is_narrowed(client, query, found):
    TrainingSessionFactory()
    TrainingSessionFactory(capacity=1, taken=1)
    TrainingSessionFactory(course__standard__kind_id="rescue")

    assert len(titles(client.get(f"/training/?{query}"))) == found


def test_lists_cost_the_same_for_thirty(client, mine, volunteer):
    def lessons(count):
        for n in range(count):
            EnrolmentFactory(
                session=TrainingSessionFactory(starts_at=nine_oclock(3 + n + count)), volunteer=volunteer
            )
            CompletionFactory(volunteer=volunteer)

    same_for_thirty(client, "/training/", lessons)


def test_the_account_costs_the_same_for_thirty(mine, volunteer):
    def lessons(count):
        for n in range(count):
            state = "waiting" if n % 2 else "joined"
            lesson = TrainingSessionFactory(starts_at=nine_oclock(3 + n + count))
            EnrolmentFactory(session=lesson, volunteer=volunteer, state=state)
            CompletionFactory(volunteer=volunteer)

    lessons(2)
    few = queries(mine, "/me/training/")
    lessons(THIRTY)
    assert queries(mine, "/me/training/") == few


def test_a_closed_course_is_seen_only_by_who_had_to_do_with_it(mine, volunteer):
    session = TrainingSessionFactory(course__state="closed")
    page = f"/training/{session.pk}/"
    assert mine.get(page).status_code == 404

    EnrolmentFactory(session=session, volunteer=volunteer)

    assert mine.get(page).status_code == 200


def test_the_link_is_shown_to_who_has_a_place(mine, volunteer):
    session = TrainingSessionFactory(course__how="online", place="", link="https://example.cn/ke/1")
    page = f"/training/{session.pk}/"
    assert "example.cn/ke/1" not in mine.get(page).content.decode()

    EnrolmentFactory(session=session, volunteer=volunteer)

    assert "example.cn/ke/1" in mine.get(page).content.decode()


# --- the person -----------------------------------------------------------------------------------------


def test_one_signs_up_and_gives_the_place_back(mine, volunteer):
    session = TrainingSessionFactory()

    mine.post(f"/training/{session.pk}/enrol/", {"volunteer": volunteer.pk})
    enrolment = Enrolment.objects.get()
    assert (enrolment.state, enrolment.volunteer) == ("joined", volunteer)

    mine.post(f"/me/training/{enrolment.pk}/leave/")
    assert Enrolment.objects.get().state == "left"


def test_what_is_refused_says_why(mine, volunteer):
    session = EnrolmentFactory(volunteer=volunteer).session

    response = mine.post(f"/training/{session.pk}/enrol/", {"volunteer": volunteer.pk}, follow=True)

    assert told(response) == ["你已经报了这一场。"]


def test_the_code_lets_in_and_out_and_a_wrong_one_stays_beside_its_words(mine, volunteer):
    session = running(EnrolmentFactory(volunteer=volunteer).session)
    page, now = f"/me/training/sessions/{session.pk}/check-in/", timezone.now()
    right = codes.code_at(attendance.KIND, session.pk, codes.IN, now)
    wrong = "000000" if right != "000000" else "111111"

    response = mine.post(page, {"direction": "in", "code": wrong})
    assert (response.context["form"]["code"].value(), bool(response.context["form"].errors["code"])) == (
        wrong,
        True,
    )
    mine.post(page, {"direction": "in", "code": right})
    assert Enrolment.objects.get().attendances.get().is_open

    mine.post(page, {"direction": "out", "code": codes.code_at(attendance.KIND, session.pk, codes.OUT, now)})
    assert not Enrolment.objects.get().attendances.get().is_open


@pytest.fixture
def to_test(tested, volunteer):
    questions = QuestionFactory.create_batch(2, course=tested)
    enrolment = EnrolmentFactory(session=TrainingSessionFactory(course=tested), volunteer=volunteer)
    session = over(enrolment.session)
    AttendanceFactory(enrolment=enrolment, came_at=session.starts_at, left_at=session.ends_at)
    return enrolment, [f"q{question.pk}" for question in questions]


def test_the_test_is_found_taken_and_passed(mine, to_test):
    enrolment, (first, second) = to_test
    page = f"/me/training/{enrolment.pk}/test/"
    assert page in mine.get("/me/training/").content.decode()

    response = mine.post(page, {first: "1"})
    assert (response.context["form"].errors.keys(), response.context["form"][first].value()) == (
        {second},
        "1",
    )
    mine.post(page, {first: "1", second: "1"})

    assert Completion.objects.get().enrolment == enrolment
    assert page not in mine.get("/me/training/").content.decode()


def test_whoever_fails_hears_the_score(mine, to_test):
    enrolment, (first, second) = to_test

    response = mine.post(f"/me/training/{enrolment.pk}/test/", {first: "0", second: "1"}, follow=True)

    assert told(response) == ["这次50分，60分及格。再看看课上讲的，还可以再做。"]
    assert (Attempt.objects.get().passed, Completion.objects.count()) == (False, 0)


def test_todays_lesson_is_named_where_one_checks_in(mine, volunteer):
    assert "今天的培训" not in mine.get("/me/check-in/").content.decode()
    session = running(EnrolmentFactory(volunteer=volunteer).session)

    assert f"/me/training/sessions/{session.pk}/check-in/" in mine.get("/me/check-in/").content.decode()
