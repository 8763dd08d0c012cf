"""Two at once around a session: the first holds what the second needs; the second goes on only when it waits."""

import pytest
from django.db import transaction

from apps.core import days
from apps.core.errors import Refused
from apps.training.actions import (
    accept_offer,
    call_off,
    enrol,
    enter_outside,
    leave,
    record_outside,
    refuse_outside,
    take_test,
)
from apps.training.models import Completion, Enrolment, OutsideTraining, Session
from tests.factories import (
    AttendanceFactory,
    EnrolmentFactory,
    OfficerFactory,
    QuestionFactory,
    StandardFactory,
    TrainingSessionFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.training.conftest import over
from tests.world_of_recognition import proof_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meanwhile(until_it_waits):
    """Run `second` beside what `first` did and has not committed yet; the code of its refusal, or None."""

    def run(first, second):
        def attempt():
            try:
                second()
            except Refused as refusal:
                return refusal.code
            return None

        with transaction.atomic():
            first()
            thread = until_it_waits(attempt)
        thread.join()
        return thread.result

    return run


def states(session):
    return list(Enrolment.objects.filter(session=session).order_by("pk").values_list("state", flat=True))


def taken(session):
    return Session.objects.values_list("taken", flat=True).get(pk=session.pk)


def test_two_for_the_last_place_are_one_in_it_and_one_in_line(session, meanwhile):
    first, second = VolunteerFactory.create_batch(2)

    code = meanwhile(
        lambda: enrol(first, session, by=first.user), lambda: enrol(second, session, by=second.user)
    )

    assert (code, states(session), taken(session)) == (None, ["joined", "waiting"], 1)


def test_one_person_gets_one_of_two_lessons_at_a_time(meanwhile):
    person = VolunteerFactory()
    one, other = TrainingSessionFactory.create_batch(2)

    code = meanwhile(lambda: enrol(person, one, by=person.user), lambda: enrol(person, other, by=person.user))

    assert (code, taken(one), taken(other)) == ("overlaps", 1, 0)


def test_who_comes_while_a_session_is_called_off_gets_no_place(session, meanwhile):
    person, by = VolunteerFactory(), UserFactory()

    code = meanwhile(
        lambda: call_off(session, reason="停电", by=by), lambda: enrol(person, session, by=person.user)
    )

    assert (code, states(session), taken(session)) == ("started", [], 0)


def test_a_place_given_back_twice_is_freed_once(session, meanwhile):
    enrolment = EnrolmentFactory(session=session)
    user = enrolment.volunteer.user

    code = meanwhile(lambda: leave(enrolment, by=user), lambda: leave(enrolment, by=user))

    assert (code, states(session), taken(session)) == ("already_left", ["left"], 0)


def test_an_offer_is_accepted_once(session, meanwhile):
    enrolment = EnrolmentFactory(session=session, state="offered")
    user = enrolment.volunteer.user

    code = meanwhile(lambda: accept_offer(enrolment, by=user), lambda: accept_offer(enrolment, by=user))

    assert (code, states(session), taken(session)) == ("offer_gone", ["joined"], 1)


def test_a_test_handed_in_twice_is_passed_once(tested, meanwhile):
    QuestionFactory(course=tested)
    enrolment = EnrolmentFactory(session=TrainingSessionFactory(course=tested))
    session = over(enrolment.session)
    AttendanceFactory(enrolment=enrolment, came_at=session.starts_at, left_at=session.ends_at)
    user = enrolment.volunteer.user

    code = meanwhile(lambda: take_test(enrolment, [1], by=user), lambda: take_test(enrolment, [1], by=user))

    assert (code, Completion.objects.count()) == ("already_passed", 1)


def test_two_who_compare_the_same_certificate_at_once_count_it_once(colleague, entry, meanwhile):
    office = OfficerFactory().user

    code = meanwhile(
        lambda: record_outside(entry, by=colleague), lambda: refuse_outside(entry, reason="不符", by=office)
    )

    entry.refresh_from_db()
    assert (code, entry.state, Completion.objects.count()) == ("already_decided", "recorded", 1)


def test_the_same_entered_by_two_at_once_waits_once(member, team, clerk, colleague, meanwhile):
    standard = StandardFactory()

    def enter(by):
        said = {"title": "红十字救护员", "organizer": "红十字会", "minutes": 960, "passed_on": days.today()}
        proof = proof_of(by, used=False)
        return lambda: enter_outside(member, standard, proof=proof, by=by, organization=team, **said)

    code = meanwhile(enter(clerk), enter(colleague))

    assert (code, OutsideTraining.objects.count()) == ("waits_already", 1)
