"""Coming to a session and leaving it, by code or by roll."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from apps.booking import codes
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.models import Message
from apps.training import attendance
from apps.training.actions import (
    call_off,
    leave,
)
from apps.training.actions.results import months_later
from apps.training.models import Completion, Enrolment
from tests.factories import (
    AttendanceFactory,
    EnrolmentFactory,
    GuardianshipFactory,
    SessionLeaderFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.training.conftest import HOUR, code_for, code_of, come_and_go, leader, over, running

pytestmark = pytest.mark.django_db


def test_whoever_comes_and_stays_has_completed_the_course(enrolment):
    session = enrolment.session

    come_and_go(enrolment, session.starts_at, session.ends_at)

    done = Completion.objects.get(enrolment=enrolment)
    day = days.day_of(session.ends_at)
    assert (done.kind_id, done.minutes, done.passed_on) == ("first_aid", 120, day)
    assert done.expires_on == months_later(day, 24)
    assert (done.organizer, done.decided_by) == (session.course.organization.name, None)
    assert Message.objects.filter(kind="training.completed").count() == 1


def test_whoever_leaves_early_has_not(enrolment):
    session = enrolment.session

    come_and_go(enrolment, session.starts_at, session.starts_at + HOUR)

    assert Completion.objects.count() == 0


def test_a_wrong_code_is_counted_and_too_many_make_a_pause(enrolment):
    session, at = enrolment.session, enrolment.session.starts_at
    wrong = "000000" if code_for(session, codes.IN, at) != "000000" else "111111"
    for _n in range(5):
        with pytest.raises(Refused) as refused:
            attendance.check_in(session, by=enrolment.volunteer.user, code=wrong, at=at)
        assert code_of(refused) == "wrong_code"
    with pytest.raises(Refused) as refused:
        attendance.check_in(session, by=enrolment.volunteer.user, code=code_for(session, codes.IN, at), at=at)
    assert code_of(refused) == "paused"


def test_only_who_has_a_place_comes_and_only_when_it_is_time(enrolment):
    session, stranger = enrolment.session, VolunteerFactory()
    at = session.starts_at
    with pytest.raises(Refused) as refused:
        attendance.check_in(session, by=stranger.user, code=code_for(session, codes.IN, at), at=at)
    assert code_of(refused) == "not_signed_up"
    early = at - datetime.timedelta(hours=5)
    with pytest.raises(Refused) as refused:
        attendance.check_in(
            session, by=enrolment.volunteer.user, code=code_for(session, codes.IN, early), at=early
        )
    assert code_of(refused) == "too_early"


def test_the_roll_notes_who_was_there_and_names_who_called_it(enrolment):
    session, by = over(enrolment.session), leader(enrolment.session)

    attendance.call_roll(session, [enrolment.pk], by=by)

    assert Completion.objects.get(enrolment=enrolment).decided_by == by
    with pytest.raises(Refused) as refused:
        attendance.call_roll(session, [enrolment.pk], by=by)
    assert code_of(refused) == "noted_twice"


def test_the_roll_closes_what_somebody_forgot_to(enrolment):
    session = over(enrolment.session)
    AttendanceFactory(enrolment=enrolment, came_at=session.starts_at, left_at=None, left_how="")

    (noted,) = attendance.call_roll(session, [enrolment.pk], by=leader(session))

    assert (noted.came_how, noted.left_how, noted.left_at) == ("code", "roll", session.ends_at)


def test_nobody_calls_the_roll_for_themselves_or_before_it_is_over(enrolment):
    session, by = enrolment.session, leader(enrolment.session)
    own = EnrolmentFactory(session=session, volunteer=VolunteerFactory(user=by))
    with pytest.raises(Refused) as refused:
        attendance.call_roll(session, [enrolment.pk], by=by)
    assert code_of(refused) == "not_yet"
    over(session)
    with pytest.raises(Refused) as refused:
        attendance.call_roll(session, [own.pk], by=by)
    assert code_of(refused) == "own_roll"
    with pytest.raises(Refused) as refused:
        attendance.call_roll(session, [EnrolmentFactory().pk], by=by)
    assert code_of(refused) == "not_on_the_list"


def test_nobody_calls_the_roll_for_their_own_child(enrolment):
    session, by = over(enrolment.session), leader(enrolment.session)
    GuardianshipFactory(guardian=VolunteerFactory(user=by), child=enrolment.volunteer)

    with pytest.raises(Refused) as refused:
        attendance.call_roll(session, [enrolment.pk], by=by)

    assert code_of(refused) == "own_roll"
    assert attendance.call_roll(session, [enrolment.pk], by=leader(session))


@pytest.mark.parametrize("asked", [True, False], ids=["asked to lead", "keeps the course"])
def test_who_sees_the_code_does_not_come_by_it_and_is_called_by_somebody_else(enrolment, asked):
    session, by = enrolment.session, enrolment.volunteer.user
    if asked:
        SessionLeaderFactory(session=session, user=by)
    else:
        StaffFactory(organization=session.course.organization, user=by)

    with pytest.raises(Refused) as refused:
        come_and_go(enrolment, session.starts_at, session.ends_at)

    assert code_of(refused) == "own_code"
    over(session)
    attendance.call_roll(session, [enrolment.pk], by=leader(session))
    assert Completion.objects.filter(enrolment=enrolment).count() == 1


def test_who_was_noted_as_missing_came_after_all(enrolment):
    session = over(enrolment.session)
    Enrolment.objects.filter(pk=enrolment.pk).update(state="no_show", left_at=timezone.now())

    attendance.call_roll(session, [enrolment.pk], by=leader(session))

    assert Enrolment.objects.get(pk=enrolment.pk).state == "joined"
    assert Completion.objects.filter(enrolment=enrolment).count() == 1


def test_a_session_that_runs_lets_in(enrolment):
    running(enrolment.session)
    now = timezone.now()

    noted = attendance.check_in(
        enrolment.session, by=enrolment.volunteer.user, code=code_for(enrolment.session, codes.IN, now)
    )

    assert noted.is_open


@pytest.fixture
def lesson(enrolment):
    """When it begins, who comes, and how: `lesson.come(at)`, `lesson.go(at)`."""
    session, user = enrolment.session, enrolment.volunteer.user
    return SimpleNamespace(
        session=session,
        starts=session.starts_at,
        ends=session.ends_at,
        come=lambda at: attendance.check_in(session, by=user, code=code_for(session, codes.IN, at), at=at),
        go=lambda at: attendance.check_out(session, by=user, code=code_for(session, codes.OUT, at), at=at),
    )


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return code_of(refused)


def test_one_comes_before_one_leaves_and_is_in_once(lesson):
    assert refusal(lesson.go, lesson.starts) == "not_in"
    lesson.come(lesson.starts)
    assert refusal(lesson.come, lesson.starts + HOUR) == "already_in"
    assert refusal(lesson.go, lesson.starts) == "leaves_before_coming"
    lesson.go(lesson.starts + HOUR)


def test_one_comes_while_it_lasts_and_leaves_soon_after(lesson):
    assert refusal(lesson.come, lesson.ends + HOUR) == "too_late"
    lesson.come(lesson.starts)
    assert refusal(lesson.go, lesson.ends + 24 * HOUR) == "too_late"


def test_one_comes_and_goes_so_often_a_day(lesson):
    most, minute = PolicyRow.objects.value("check_in", "pairs_a_day"), datetime.timedelta(minutes=1)
    for n in range(most):
        lesson.come(lesson.starts + 2 * n * minute)
        lesson.go(lesson.starts + (2 * n + 1) * minute)
    assert refusal(lesson.come, lesson.starts + 2 * most * minute) == "too_many_pairs"


def test_who_is_there_gives_no_place_back(enrolment):
    AttendanceFactory(enrolment=enrolment, left_at=None, left_how="")
    assert refusal(leave, enrolment, by=enrolment.volunteer.user) == "already_checked_in"


def test_the_roll_is_called_for_some_days(enrolment):
    days_long = PolicyRow.objects.value("hours", "roll_days")
    session = over(enrolment.session, days=days_long + 2)
    assert refusal(attendance.call_roll, session, [enrolment.pk], by=leader(session)) == "roll_too_late"


def test_the_roll_of_what_was_called_off_is_not_called(enrolment):
    session, by = enrolment.session, leader(enrolment.session)
    call_off(session, reason="下雪", by=by)
    session.refresh_from_db()
    assert refusal(attendance.call_roll, session, [enrolment.pk], by=by) == "called_off"


def test_a_child_without_consent_does_not_check_in():
    child = VolunteerFactory(birth_date=days.today() - datetime.timedelta(days=15 * 366))
    enrolment = EnrolmentFactory(volunteer=child)
    at = enrolment.session.starts_at
    code = code_for(enrolment.session, codes.IN, at)
    come = {"by": child.user, "code": code, "at": at}
    assert refusal(attendance.check_in, enrolment.session, **come) == "guardian_consent_missing"
