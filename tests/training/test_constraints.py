"""What the database itself holds of training, by name."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from apps.core import days
from apps.training.models import (
    Attempt,
    Attendance,
    Completion,
    Course,
    Enrolment,
    Question,
    Session,
    Standard,
)
from tests.factories import (
    AttemptFactory,
    AttendanceFactory,
    CompletionFactory,
    CourseFactory,
    EnrolmentFactory,
    OrganizationFactory,
    QuestionFactory,
    StandardFactory,
    TrainedFiguresFactory,
    TrainingSessionFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db


def breaks(sentence, act):
    with pytest.raises(IntegrityError, match=sentence):
        act()


def test_kinds_are_named_once_in_a_region():
    kinds = StandardFactory().kind.__class__.objects

    def again():
        kinds.create(code="again", name="急救救护", group="professional")

    breaks("training_trainingkind_one_name_a_region", again)


@pytest.mark.parametrize("make", [StandardFactory, CourseFactory])
def test_a_standard_and_a_course_have_one_owner(make):
    name = f"training_{make._meta.get_model_class()._meta.model_name}_is_an_offices_or_an_organizations"
    assert name in {
        "training_standard_is_an_offices_or_an_organizations",
        "training_course_is_an_offices_or_an_organizations",
    }
    row = make()
    other = {"organization": OrganizationFactory()} if make is StandardFactory else {"organization": None}
    breaks(name, lambda: type(row).objects.filter(pk=row.pk).update(**other))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"minutes": 0}, "training_standard_takes_some_time"),
        ({"valid_months": 0}, "training_standard_counts_for_a_month_at_least"),
        ({"ends_on": datetime.date(2019, 1, 1)}, "training_standard_ends_after_it_begins"),
    ],
)
def test_a_standard_says_something_that_can_be_held(fields, name):
    StandardFactory()
    breaks(name, lambda: Standard.objects.update(**fields))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"minutes": 0}, "training_course_takes_some_time"),
        ({"pass_mark": 101}, "training_course_pass_mark_is_a_share"),
    ],
)
def test_a_course_takes_time_and_a_pass_mark_is_a_share(fields, name):
    CourseFactory()
    breaks(name, lambda: Course.objects.update(**fields))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"options": ["只有一个"], "right": 0}, "training_question_has_two_to_six_answers"),
        ({"right": 3}, "training_question_right_answer_is_among_them"),
    ],
)
def test_a_question_has_its_answers(fields, name):
    QuestionFactory()
    breaks(name, lambda: Question.objects.update(**fields))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"taken": 11}, "training_session_taken_stays_within_capacity"),
        (
            {"ends_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
            "training_session_ends_after_it_begins",
        ),
        ({"capacity": 0}, "training_session_has_places"),
        ({"called_off_at": timezone.now(), "taken": 1}, "training_session_called_off_holds_nobody"),
        ({"place": "", "link": ""}, "training_session_has_a_place_or_a_link"),
    ],
)
def test_a_session_has_places_times_and_a_door(fields, name):
    TrainingSessionFactory()
    breaks(name, lambda: Session.objects.update(**fields))


def test_a_session_is_set_up_once():
    one = TrainingSessionFactory()
    breaks(
        "training_session_once_a_course_start_and_place",
        lambda: TrainingSessionFactory(course=one.course, starts_at=one.starts_at),
    )


@pytest.mark.parametrize(
    ("state", "fields", "name"),
    [
        ("waiting", {"queue_number": None}, "training_enrolment_who_waits_has_a_number"),
        ("offered", {"offered_until": None}, "training_enrolment_an_offer_ends"),
        ("joined", {"left_at": timezone.now()}, "training_enrolment_left_means_when"),
        (
            "joined",
            {"state": "removed", "left_at": timezone.now(), "reason": ""},
            "training_enrolment_removed_says_why",
        ),
    ],
)
def test_an_enrolment_agrees_with_its_state(state, fields, name):
    EnrolmentFactory(state=state)
    breaks(name, lambda: Enrolment.objects.update(**fields))


def test_a_number_in_a_line_is_drawn_once():
    first = EnrolmentFactory(state="waiting")
    EnrolmentFactory(session=first.session, state="waiting")
    breaks("training_enrolment_one_number_in_a_line", lambda: Enrolment.objects.update(queue_number=1))


def test_one_place_a_session_and_one_at_a_time():
    first = EnrolmentFactory()
    breaks(
        "training_enrolment_one_place_a_session",
        lambda: EnrolmentFactory(session=first.session, volunteer=first.volunteer),
    )


def test_one_is_in_one_lesson_at_a_time():
    first = EnrolmentFactory()
    other = TrainingSessionFactory(starts_at=first.session.starts_at)
    breaks(
        "training_enrolment_one_place_at_a_time",
        lambda: EnrolmentFactory(session=other, volunteer=first.volunteer),
    )


@pytest.mark.parametrize(
    ("before", "after"), [("joined", "waiting"), ("waiting", "joined"), ("left", "joined")]
)
def test_a_step_that_is_not_known_is_refused(before, after):
    row = EnrolmentFactory(state=before)
    fields = {"state": after, "left_at": None, "queue_number": 9}
    breaks("training_enrolment_moves", lambda: Enrolment.objects.filter(pk=row.pk).update(**fields))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (
            {"left_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
            "training_attendance_leaves_after_coming",
        ),
        ({"came_how": "roll"}, "training_attendance_a_roll_says_who_called_it"),
    ],
)
def test_an_attendance_is_whole(fields, name):
    AttendanceFactory()
    breaks(name, lambda: Attendance.objects.update(**fields))


def test_nobody_is_there_twice_at_once():
    one = AttendanceFactory(left_at=None, left_how="")
    breaks(
        "training_attendance_one_open_at_a_time",
        lambda: AttendanceFactory(enrolment=one.enrolment, left_at=None, left_how=""),
    )


def test_a_score_is_a_share_and_one_passes_once():
    breaks("training_attempt_score_is_a_share", lambda: AttemptFactory(score=101))


def test_one_passes_a_test_once():
    passed = AttemptFactory(score=100, passed=True)
    breaks(
        "training_attempt_passed_once",
        lambda: AttemptFactory(enrolment=passed.enrolment, score=100, passed=True),
    )


def test_attempts_stay():
    AttemptFactory()
    with pytest.raises(DatabaseError, match="training_attempt"):
        Attempt.objects.update(score=100)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"minutes": 0}, "training_completion_takes_some_time"),
        (
            {"expires_on": datetime.date(2019, 1, 1)},
            "training_completion_counts_on_the_day_it_is_passed",
        ),
        ({"voided_at": timezone.now()}, "training_completion_voided_says_who_when_and_why"),
    ],
)
def test_a_completion_is_whole(fields, name):
    breaks(name, lambda: CompletionFactory(**fields))


def test_an_enrolment_is_completed_once():
    enrolment = EnrolmentFactory()
    same = {"volunteer": enrolment.volunteer, "enrolment": enrolment}
    CompletionFactory(**same)
    breaks("training_completion_one_an_enrolment", lambda: CompletionFactory(**same))


def test_the_account_stays_as_it_was_entered_and_is_voided_once():
    row, by = CompletionFactory(), UserFactory()
    voiding = {"voided_at": timezone.now(), "voided_by": by, "voided_why": "冒名"}
    Completion.objects.filter(pk=row.pk).update(**voiding)
    with pytest.raises(IntegrityError, match="training_completion_stays"):
        Completion.objects.filter(pk=row.pk).update(voided_why="又一次")


@pytest.mark.parametrize("fields", [{"minutes": 999}, {"expires_on": None}, {"passed_on": days.today()}])
def test_nothing_else_of_the_account_changes(fields):
    CompletionFactory(volunteer=VolunteerFactory())
    breaks("training_completion_stays", lambda: Completion.objects.update(**fields))


def test_figures_are_counted_once_and_nobody_is_trained_twice():
    row = TrainedFiguresFactory()
    breaks(
        "training_trainedfigures_once_a_region_kind_and_year", lambda: TrainedFiguresFactory(year=row.year)
    )


def test_figures_are_of_a_kind_or_of_a_group():
    breaks(
        "training_trainedfigures_of_a_kind_or_of_a_group",
        lambda: TrainedFiguresFactory(kind_id="rescue", group="professional"),
    )


def test_no_more_are_trained_than_there_are():
    breaks("training_trainedfigures_no_more_trained_than_there_are", lambda: TrainedFiguresFactory(people=3))
