"""Signing up to a session: like to an activity, with a line, in order, nobody oversold."""

import datetime

import pytest
from django.utils import timezone

from apps.accounts.models import Consent
from apps.core import days, invariants
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.training.actions import accept_offer, call_off, change_places, enrol, lapse_offers, leave, remove
from apps.training.models import Enrolment, EnrolmentMove, Session
from tests.factories import (
    EnrolmentFactory,
    GuardianshipFactory,
    ShiftFactory,
    SignupFactory,
    TrainingSessionFactory,
    VolunteerFactory,
)
from tests.world import agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(session):
    """Somebody holds the only place, two wait, in this order."""
    return [enrol(person, session, by=person.user) for person in VolunteerFactory.create_batch(3)]


def states(line):
    return [Enrolment.objects.get(pk=one.pk).state for one in line]


def taken(session):
    return Session.objects.values_list("taken", flat=True).get(pk=session.pk)


def code_of(refused):
    return refused.value.code


def test_who_comes_late_stands_in_line_in_the_order_of_coming(line, session):
    assert states(line) == ["joined", "waiting", "waiting"]
    assert [one.queue_number for one in line] == [None, 1, 2]
    assert taken(session) == 1


def test_a_freed_place_is_offered_to_the_first_in_line_who_is_told(line, session):
    leave(line[0], by=line[0].volunteer.user)

    assert (states(line), taken(session)) == (["left", "offered", "waiting"], 1)
    told = Message.objects.filter(kind="training.offered").values_list("recipient", flat=True)
    assert list(told) == [line[1].volunteer.user_id]


def test_an_offer_is_accepted_in_time(line, session):
    leave(line[0], by=line[0].volunteer.user)

    accept_offer(line[1], by=line[1].volunteer.user)

    assert (states(line), taken(session)) == (["left", "joined", "waiting"], 1)


def test_an_offer_that_nobody_answered_goes_to_the_next_and_twice_changes_nothing(line, session):
    leave(line[0], by=line[0].volunteer.user)
    Enrolment.objects.filter(pk=line[1].pk).update(offered_until=timezone.now())

    assert [lapse_offers(), lapse_offers()] == [1, 0]
    assert (states(line), taken(session)) == (["left", "lapsed", "offered"], 1)
    with pytest.raises(Refused) as refused:
        accept_offer(line[1], by=line[1].volunteer.user)
    assert code_of(refused) == "offer_gone"


def test_every_step_is_kept(line):
    leave(line[0], by=line[0].volunteer.user)

    moves = EnrolmentMove.objects.filter(enrolment=line[1]).values_list("was", "became")
    assert list(moves) == [("", "waiting"), ("waiting", "offered")]
    assert "training_enrolments_stand_where_their_last_step_led" in invariants.names()
    assert invariants.bad_rows("training_enrolments_stand_where_their_last_step_led") == []


def test_more_places_go_to_who_waits_and_never_fewer_than_are_taken(line, session, staff):
    change_places(session, capacity=2, by=staff)
    assert (states(line), taken(session)) == (["joined", "offered", "waiting"], 2)

    with pytest.raises(Refused) as refused:
        change_places(session, capacity=1, by=staff)
    assert code_of(refused) == "places_taken"


def test_whoever_is_removed_hears_why_and_the_next_is_asked(line, session, staff):
    with pytest.raises(Refused) as refused:
        remove(line[0], reason=" ", by=staff)
    assert code_of(refused) == "no_reason"

    remove(line[0], reason="重复报名", by=staff)

    assert states(line) == ["removed", "offered", "waiting"]
    told = Message.objects.get(kind="training.left", recipient=line[0].volunteer.user)
    assert "重复报名" in told.body


def test_a_session_called_off_frees_everybody_and_says_why(line, session, staff):
    call_off(session, reason="老师病了", by=staff)

    assert (states(line), taken(session)) == (["called_off"] * 3, 0)
    assert Message.objects.filter(kind="training.called_off").count() == 3
    with pytest.raises(Refused) as refused:
        call_off(session, reason="再取消一次", by=staff)
    assert code_of(refused) == "started"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda person, session: session.course.__class__.objects.update(state="closed"), "not_open"),
        (
            lambda person, session: person.__class__.objects.update(identity_state="pending"),
            "identity_not_passed",
        ),
        (lambda person, session: Session.objects.update(called_off_at=timezone.now()), "called_off"),
        (lambda person, session: Session.objects.update(starts_at=timezone.now()), "started"),
        (lambda person, session: EnrolmentFactory(session=session, volunteer=person), "already_signed_up"),
        (
            lambda person, session: EnrolmentFactory(
                session=TrainingSessionFactory(starts_at=session.starts_at), volunteer=person
            ),
            "overlaps",
        ),
        (
            lambda person, session: session.course.organization.__class__.objects.update(
                state="suspended", reason="核查中"
            ),
            "not_open",
        ),
    ],
)
def test_what_keeps_a_person_from_a_place_is_said(spoil, code):
    person, session = VolunteerFactory(), TrainingSessionFactory()
    spoil(person, session)

    with pytest.raises(Refused) as refused:
        enrol(person, session, by=person.user)
    assert code_of(refused) == code


def test_without_any_of_that_there_is_a_place():
    person, session = VolunteerFactory(), TrainingSessionFactory()

    assert enrol(person, session, by=person.user).state == "joined"


def test_nobody_sits_in_a_lesson_while_they_serve(session):
    person = VolunteerFactory()
    shift = ShiftFactory(starts_at=session.starts_at, ends_at=session.ends_at)
    SignupFactory(shift=shift, volunteer=person)

    with pytest.raises(Refused) as refused:
        enrol(person, session, by=person.user)
    assert code_of(refused) == "overlaps"


def test_one_signs_up_oneself_or_ones_children(session):
    child = VolunteerFactory(birth_date=days.today() - datetime.timedelta(days=12 * 366))
    guardian, stranger = VolunteerFactory(), VolunteerFactory()
    GuardianshipFactory(guardian=guardian, child=child)
    with pytest.raises(Refused) as refused:
        enrol(child, session, by=guardian.user)
    assert code_of(refused) == "guardian_consent_missing"
    agree(child.user, Consent.Purpose.MINOR, by=guardian.user)
    agree(child.user, Consent.Purpose.MINOR_DATA, by=guardian.user)
    with pytest.raises(Refused) as refused:
        enrol(child, session, by=stranger.user)
    assert code_of(refused) == "not_yours"

    enrolment = enrol(child, session, by=guardian.user)

    assert enrolment.state == "joined"
    told = Message.objects.filter(kind="training").values_list("recipient", flat=True)
    assert sorted(told) == sorted([child.user_id, guardian.user_id])
