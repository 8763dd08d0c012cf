"""On a phone: refused a position for want of first aid, to the next lesson, there and back again, the test, the place."""

import datetime

import pytest
from django.utils import timezone

from apps.activities.models import Signup
from apps.booking import codes
from apps.training import attendance
from apps.training.actions import count_trained
from apps.training.models import Completion, Enrolment, Session
from tests.browser import axe
from tests.factories import (
    ActivityFactory,
    CourseFactory,
    OfficerFactory,
    QuestionFactory,
    ShiftFactory,
    StaffFactory,
    StationFactory,
    TrainingSessionFactory,
    VolunteerFactory,
    nine_oclock,
)
from tests.training.conftest import HOUR, running

pytestmark = pytest.mark.django_db(transaction=True)

MOMENT = datetime.timedelta(milliseconds=1)


@pytest.fixture
def as_user(client, live_server):
    """Let a page belong to someone who has signed in."""

    def sign_in(page, user):
        client.force_login(user)
        page.context.clear_cookies()
        page.context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        return page

    return sign_in


def in_reach(page):
    """No mistakes of accessibility, and nothing wider than the phone."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_volunteer_without_first_aid_learns_it_and_gets_the_place(page, as_user):
    volunteer = VolunteerFactory()
    starts = nine_oclock(20)
    notice = ActivityFactory(starts_at=starts, ends_at=starts + 3 * HOUR)
    shift = ShiftFactory(position__activity=notice, position__required_trainings=["first_aid"])
    activity = f"/activities/{shift.position.activity_id}/"
    session = TrainingSessionFactory(course=CourseFactory(pass_mark=60))
    questions = QuestionFactory.create_batch(2, course=session.course)

    as_user(page, volunteer.user).goto(activity)
    page.get_by_text("这个岗位要先完成培训：急救救护。").first.wait_for()
    in_reach(page)
    page.get_by_role("link", name="去报这一场").click()
    page.get_by_role("heading", name=session.course.title).wait_for()
    in_reach(page)
    page.get_by_role("button", name="报名这一场").click()
    page.get_by_text("报上了").first.wait_for()

    running(session)
    page.goto("/me/training/")
    in_reach(page)
    page.get_by_role("link", name="签到签退").click()
    code = codes.code_at(attendance.KIND, session.pk, codes.IN, timezone.now())
    page.get_by_label("屏幕上的6位数字").fill(code)
    in_reach(page)
    page.get_by_role("button", name="签到").click()
    page.get_by_role("button", name="签退").wait_for()

    # The lesson is over a moment after they came, instead of two hours later.
    came_at = Enrolment.objects.get().attendances.get().came_at
    Session.objects.filter(pk=session.pk).update(starts_at=came_at, ends_at=came_at + MOMENT)
    page.reload()
    code = codes.code_at(attendance.KIND, session.pk, codes.OUT, timezone.now())
    page.get_by_label("屏幕上的6位数字").fill(code)
    page.get_by_role("button", name="签退").click()
    page.get_by_text("签退了").first.wait_for()

    page.goto("/me/training/")
    page.get_by_role("link", name=f"{session.course.title} 60分及格").click()
    in_reach(page)
    page.get_by_role("button", name="交卷").click()
    page.get_by_text("这一题还没答").first.wait_for()
    for question in questions:
        page.locator(f'input[name="q{question.pk}"][value="1"]').check()
    page.get_by_role("button", name="交卷").click()
    page.get_by_text("通过了，100分").wait_for()
    in_reach(page)
    assert Completion.objects.get().volunteer == volunteer

    page.goto(activity)
    page.get_by_role("button", name="报名这一班").click()
    page.get_by_text("已报").first.wait_for()
    assert Signup.objects.get().volunteer == volunteer


def test_the_desks_of_training_on_a_phone(page, as_user):
    session = TrainingSessionFactory()
    QuestionFactory(
        course=CourseFactory(organization=session.course.organization, state="draft", pass_mark=60)
    )
    org = session.course.organization_id
    as_user(page, StaffFactory(organization=session.course.organization).user)
    draft = f"courses/{session.course.pk + 1}/"
    for below in (
        *["", "courses/", "courses/new/", f"courses/{session.course_id}/", draft, "standards/", "trained/"],
        *["completed/", "ending/", f"sessions/{session.pk}/", f"sessions/{session.pk}/code/"],
        *["teams/", "outside/", "outside/new/", f"sessions/{session.pk}/leaders/"],
    ):
        page.goto(f"/org/{org}/training/{below}")
        in_reach(page)

    as_user(page, OfficerFactory().user)
    for below in ("", "courses/", "standards/", "kinds/", "trained/", "completed/", "ending/", "teams/"):
        page.goto(f"/region/150430/training/{below}")
        in_reach(page)


def test_anybody_finds_lessons(page):
    TrainingSessionFactory()
    page.goto("/training/")
    page.get_by_text("新惠镇文明实践中心").wait_for()
    in_reach(page)


def test_a_session_is_held_at_a_station_of_another_banner(page, as_user):
    course = CourseFactory()
    StationFactory(organization=course.organization, name="自己的站")
    away = StationFactory(organization__region_id="150421", name="天山镇文明实践站")
    as_user(page, StaffFactory(organization=course.organization).user)
    page.goto(f"/org/{course.organization_id}/training/courses/{course.pk}/")
    day = nine_oclock(20).date().isoformat()
    for label, value in (
        ("日期", day),
        ("从", "09:00"),
        ("到", "11:00"),
        ("名额", "20"),
        ("谁来讲", "王护士"),
    ):
        page.get_by_label(label, exact=True).fill(value)
    assert page.get_by_label("在哪个站点").get_by_text("天山镇文明实践站").count() == 0

    page.get_by_label("旗县").select_option("150421")
    page.get_by_role("button", name="列出这个旗县的站点").click()
    in_reach(page)
    assert page.get_by_label("谁来讲").input_value() == "王护士"
    page.get_by_label("在哪个站点").select_option(str(away.pk))
    page.get_by_role("button", name="排这一场").click()
    page.get_by_text("排好了").wait_for()

    session = Session.objects.get()
    assert (session.station, session.region_id, session.trainer) == (away, "150421", "王护士")


def test_the_figures_stand_by_group_on_a_phone(page, as_user):
    VolunteerFactory()
    count_trained()
    as_user(page, OfficerFactory().user).goto("/region/150430/training/trained/")

    page.get_by_role("heading", name="按给谁的").wait_for()
    in_reach(page)
