"""What offices and organisations set up, and what of it is refused: standards, courses with their test, sessions."""

import datetime

import pytest
from django.utils import timezone

from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.organizations.signals import closing
from apps.registration.models import Volunteer
from apps.registration.signals import asking_to_leave
from apps.training import actions
from apps.training.models import Attendance, Course, Standard, TrainingKind
from apps.training.reference import begin_standards
from tests.factories import (
    CourseFactory,
    EnrolmentFactory,
    OrganizationFactory,
    QuestionFactory,
    StandardFactory,
    TrainingSessionFactory,
    UserFactory,
    nine_oclock,
)
from tests.training.conftest import HOUR, over, running

pytestmark = pytest.mark.django_db


def code_of(act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.code


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def course():
    """A course of two hours, open."""
    return CourseFactory(minutes=120)


def add(course, by, **fields):
    said = {
        "starts_at": nine_oclock(30),
        "ends_at": nine_oclock(30) + 2 * HOUR,
        "capacity": 20,
        "place": "活动室",
        "trainer": "王护士",
    } | fields
    return actions.add_session(course, by=by, region=course.organization.region, **said)


# --- standards ------------------------------------------------------------------------------------------------


def test_a_standard_is_used_from_its_day_to_its_last(by):
    today = days.today()
    standard = StandardFactory(in_force_from=today - datetime.timedelta(days=1))
    early = StandardFactory(in_force_from=today + datetime.timedelta(days=1))
    kept = Standard.objects.filter(region=standard.region)
    assert list(kept.in_force()) == [standard]

    assert code_of(actions.end_standard, early, on=today, by=by) == "ends_before_it_begins"
    actions.end_standard(standard, on=today, by=by)
    assert list(kept.in_force()) == [standard]
    assert list(kept.in_force(today + datetime.timedelta(days=1))) == [early]
    assert code_of(actions.end_standard, standard, on=today, by=by) == "already_ended"


def test_an_organisation_holds_courses_by_its_own_standards_and_those_of_offices_above():
    team = OrganizationFactory()
    own = StandardFactory(region=None, organization=team)
    above = [StandardFactory(region_id=code) for code in ("15", "1504", "150430")]
    StandardFactory(region_id="150102")
    StandardFactory(region=None, organization=OrganizationFactory())

    begun = Standard.objects.filter(region="15").exclude(pk=above[0].pk)
    assert set(Standard.objects.usable_by(team)) == {own, *above, *begun}


def test_a_fresh_installation_has_a_standard_for_each_kind_the_notice_names_and_ending_one_is_final(by):
    begun = Standard.objects.filter(region="15")
    kinds = list(begun.values_list("kind", flat=True))
    assert sorted(kinds) == sorted(TrainingKind.objects.filter(region=None).values_list("code", flat=True))
    basic = begun.in_force().get(kind="basic")
    actions.end_standard(basic, on=days.today(), by=by)

    begin_standards()

    basic.refresh_from_db()
    assert (begun.count(), basic.ends_on) == (len(kinds), days.today())


# --- courses --------------------------------------------------------------------------------------------------


def test_a_course_is_opened_with_questions_or_without_a_test_and_stays_as_it_was_read(by):
    draft = CourseFactory(state="draft", pass_mark=60)
    assert code_of(actions.open_course, draft, by=by) == "no_questions"
    question = actions.add_question(draft, text="先做什么", options=["看安全", "走开"], right=0, by=by)
    actions.open_course(draft, by=by)

    assert code_of(actions.open_course, draft, by=by) == "not_a_draft"
    assert code_of(actions.change_course, draft, by=by, title="别的") == "not_a_draft"
    assert code_of(actions.remove_question, question, by=by) == "not_a_draft"
    more = {"text": "再来", "options": ["一", "二"], "right": 0}
    assert code_of(actions.add_question, draft, **more, by=by) == "not_a_draft"


def test_a_course_is_no_shorter_than_its_standard_asks(by):
    draft = CourseFactory(state="draft", standard=StandardFactory(minutes=120), minutes=119)
    assert code_of(actions.open_course, draft, by=by) == "too_short"


def test_questions_are_for_courses_with_a_test_and_fifty_at_most(by):
    more = {"text": "再来", "options": ["一", "二"], "right": 0}
    plain = CourseFactory(state="draft", pass_mark=None)
    assert code_of(actions.add_question, plain, **more, by=by) == "no_test"
    long = CourseFactory(state="draft", pass_mark=60)
    QuestionFactory.create_batch(50, course=long)
    assert code_of(actions.add_question, long, **more, by=by) == "too_many_questions"


def test_a_course_closes_once_and_not_before_its_sessions_are_called_off(course, by):
    session = TrainingSessionFactory(course=course)
    assert code_of(actions.close_course, course, by=by) == "sessions_to_come"
    actions.call_off(session, reason="下雪", by=by)
    actions.close_course(course, by=by)
    assert code_of(actions.close_course, course, by=by) == "not_open"
    assert code_of(add, course, by) == "not_open"


# --- sessions -------------------------------------------------------------------------------------------------


def test_a_session_lies_in_its_place_and_is_of_the_kind_of_its_course(course, by):
    session = add(course, by)

    assert (session.kind_id, session.league, session.banner) == ("first_aid", "1504", "150430")
    assert code_of(add, course, by) == "session_twice"


@pytest.mark.parametrize(
    ("starts", "hours", "code"),
    [
        (datetime.timedelta(days=-1), 2, "past"),
        (datetime.timedelta(days=367), 2, "too_far_ahead"),
        (datetime.timedelta(days=30), 13, "too_long"),
        (datetime.timedelta(days=30), 1, "too_short"),
    ],
)
def test_when_a_session_may_be(course, by, starts, hours, code):
    starts_at = timezone.now() + starts
    assert code_of(add, course, by, starts_at=starts_at, ends_at=starts_at + hours * HOUR) == code


def test_a_session_is_held_while_its_standard_is_in_force(course, by):
    actions.end_standard(course.standard, on=days.today() + datetime.timedelta(days=10), by=by)
    assert code_of(add, course, by) == "standard_not_in_force"
    starts_at = nine_oclock(10)
    add(course, by, starts_at=starts_at, ends_at=starts_at + 2 * HOUR)


def test_what_has_begun_is_neither_called_off_nor_made_larger(by):
    session = over(TrainingSessionFactory())
    assert code_of(actions.call_off, session, reason="下雪", by=by) == "started"
    assert code_of(actions.change_places, session, capacity=50, by=by) == "started"


def test_a_session_is_called_off_with_a_reason(by):
    assert code_of(actions.call_off, TrainingSessionFactory(), reason=" ", by=by) == "no_reason"


# --- organisations that end -----------------------------------------------------------------------------------


def test_courses_go_on_with_the_successor_and_without_one_not_while_a_session_is_to_come(course, by):
    session = TrainingSessionFactory(course=course)
    say = {"sender": None, "organization": course.organization, "by": by}
    with pytest.raises(Refused) as refused:
        closing.send(**say, successor=None)
    assert refused.value.code == "sessions_to_come"

    successor = OrganizationFactory()
    closing.send(**say, successor=successor)
    assert Course.objects.get(sessions=session).organization == successor


# --- whoever may not come any more ----------------------------------------------------------------------------


def test_nobody_leaves_the_site_in_the_middle_of_a_lesson():
    enrolment = EnrolmentFactory()
    running(enrolment.session)
    ask = {"sender": Volunteer, "user": enrolment.volunteer.user}

    def said():
        return [words for _receiver, found in asking_to_leave.send(**ask) for words, _url in found or []]

    assert "你正在上课，先签退，再来注销。" not in said()
    Attendance.objects.create(enrolment=enrolment, came_at=timezone.now(), came_how="code")
    assert "你正在上课，先签退，再来注销。" in said()


def test_the_times_of_training_are_policy():
    """Nothing of it stands in the code: how far ahead, how long, how large a share, how often."""
    assert sorted(PolicyRow.objects.values_of("training")) == [
        "attempts_a_day",
        "backbone_remind_days",
        "basic_remind_days",
        "days_ahead",
        "ending_days",
        "least_share",
        "remind_again_days",
        "remind_days",
        "session_hours",
        "test_days",
        "thin_days",
        "thin_share",
    ]
