"""Each invariant of training is broken on purpose, by the back door, and must name the row."""

import pytest
from django.db import connection

from apps.activities.models import Position
from apps.core import invariants
from apps.registration.models import Guardianship
from apps.training.models import Attendance, Enrolment, Session, SessionLeader
from tests.factories import (
    AttendanceFactory,
    CompletionFactory,
    CourseFactory,
    EnrolmentFactory,
    GuardianshipFactory,
    PositionFactory,
    SessionLeaderFactory,
    TrainingSessionFactory,
)

pytestmark = pytest.mark.django_db
NAMES = [name for name in invariants.names() if name.startswith("training_")]


@pytest.fixture
def there():
    return AttendanceFactory()


def broken(names=NAMES):
    found = {name: [row.id for row in invariants.bad_rows(name)] for name in names}
    return {name: ids for name, ids in found.items() if ids}


def test_all_hold_when_people_come(there):
    CompletionFactory(enrolment=there.enrolment, volunteer=there.enrolment.volunteer)

    assert broken() == {}


@pytest.mark.parametrize("taken", [0, 2])
def test_taken_is_how_many_hold_a_place(there, taken):
    Session.objects.update(taken=taken)

    assert broken() == {"training_taken_is_how_many_hold_a_place": [there.enrolment.session_id]}


def test_a_step_behind_the_back_is_found(there):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE training_enrolment DISABLE TRIGGER USER")
    Enrolment.objects.update(state="no_show", left_at=there.came_at)

    assert broken() == {"training_enrolments_stand_where_their_last_step_led": [there.enrolment_id]}


def test_a_session_of_another_kind_is_found(there):
    Session.objects.update(kind="rescue")

    assert broken() == {"training_sessions_are_of_their_courses_kind": [there.enrolment.session_id]}


def test_a_completion_of_another_kind_is_found(there):
    completion = CompletionFactory(
        kind_id="rescue", enrolment=there.enrolment, volunteer=there.enrolment.volunteer
    )

    assert broken() == {"training_sessions_are_of_their_courses_kind": [completion.pk]}


@pytest.mark.parametrize("lack", ["attendance", "test"])
def test_a_completion_without_attendance_or_test_is_found(lack):
    course = CourseFactory(pass_mark=60 if lack == "test" else None)
    enrolment = EnrolmentFactory(session=TrainingSessionFactory(course=course))
    if lack == "test":
        AttendanceFactory(enrolment=enrolment)
    completion = CompletionFactory(
        enrolment=enrolment, volunteer=enrolment.volunteer, course=course, standard=course.standard
    )

    assert broken() == {"training_what_is_completed_was_attended_and_passed": [completion.pk]}


@pytest.mark.parametrize("end", ["came_noted_by", "left_noted_by"])
def test_a_roll_called_for_oneself_is_found(there, end):
    Attendance.objects.update(**{end: there.enrolment.volunteer.user})

    assert broken() == {"training_nobody_called_their_own_roll": [there.pk]}


def test_a_roll_called_for_ones_child_is_found(there):
    guardian = GuardianshipFactory(child=there.enrolment.volunteer).guardian
    Guardianship.objects.update(linked_at=there.came_at)
    Attendance.objects.update(left_noted_by=guardian.user)

    assert broken() == {"training_nobody_called_their_own_roll": [there.pk]}


def test_a_leader_who_came_by_their_own_code_is_found(there):
    SessionLeaderFactory(session=there.enrolment.session, user=there.enrolment.volunteer.user)
    SessionLeader.objects.update(appointed_at=there.came_at)

    assert broken() == {"training_nobody_called_their_own_roll": [there.pk]}


def test_a_position_that_asks_for_an_unknown_kind_is_found():
    position = PositionFactory()
    Position.objects.update(required_trainings=["nothing"])

    assert broken(["activities_positions_ask_for_known_kinds"]) == {
        "activities_positions_ask_for_known_kinds": [position.pk]
    }
