"""The line for a full shift: in order, with a time to answer, nobody oversold."""

import datetime

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from apps.activities import tasks
from apps.activities.actions import accept_offer, cancel_activity, cancel_signup, change_capacity, sign_up
from apps.activities.actions.absences import remove_signup
from apps.activities.actions.waiting import lapse_offers, places_in_line
from apps.activities.models import Shift, Signup
from apps.core import invariants
from apps.core.errors import Refused
from apps.messaging.models import Message
from tests.factories import (
    ActivityFactory,
    GuardianshipFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
)
from tests.world import agree

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def shift():
    return ShiftFactory(capacity=1)


@pytest.fixture
def staff(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


@pytest.fixture
def line(shift):
    """Somebody holds the only place, three wait, in this order."""
    return [sign_up(person, shift, by=person.user) for person in VolunteerFactory.create_batch(4)]


def bad_rows(name):
    assert name in invariants.names()
    return invariants.bad_rows(name)


def states(line):
    return [Signup.objects.get(pk=signup.pk).state for signup in line]


def taken(shift):
    return Shift.objects.values_list("taken", flat=True).get(pk=shift.pk)


def leave(signup):
    signup.refresh_from_db()
    return cancel_signup(signup, by=signup.volunteer.user)


def test_who_comes_late_stands_in_line_in_the_order_of_coming(line, shift):
    assert states(line) == ["joined", "waiting", "waiting", "waiting"]
    assert [signup.queue_number for signup in line] == [None, 1, 2, 3]
    assert places_in_line(line) == {line[1].pk: 1, line[2].pk: 2, line[3].pk: 3}
    assert taken(shift) == 1


def test_a_freed_place_is_offered_to_the_first_in_line_who_is_told(line, shift):
    leave(line[0])

    assert states(line) == ["left", "offered", "waiting", "waiting"]
    assert taken(shift) == 1
    told = Message.objects.filter(kind="signup.offered").values_list("recipient", flat=True)
    assert list(told) == [line[1].volunteer.user_id]


def test_who_left_the_line_moves_up_those_behind(line):
    leave(line[1])
    leave(line[0])

    assert states(line) == ["left", "left", "offered", "waiting"]
    assert places_in_line(Signup.objects.filter(pk=line[3].pk)) == {line[3].pk: 1}


def test_whoever_accepts_in_time_has_the_place(line, shift):
    leave(line[0])

    signup = accept_offer(Signup.objects.get(pk=line[1].pk), by=line[1].volunteer.user)

    assert (signup.state, signup.offered_until, taken(shift)) == ("joined", None, 1)
    assert states(line) == ["left", "joined", "waiting", "waiting"]


def test_whoever_declines_leaves_it_to_the_next(line, shift):
    leave(line[0])

    leave(line[1])

    assert states(line) == ["left", "left", "offered", "waiting"]
    assert taken(shift) == 1


def test_an_offer_nobody_answers_goes_to_the_next(line, shift):
    leave(line[0])
    Signup.objects.filter(pk=line[1].pk).update(offered_until=timezone.now() - MINUTE)

    tasks.lapse_offers()

    assert states(line) == ["left", "lapsed", "offered", "waiting"]
    assert taken(shift) == 1
    assert Message.objects.filter(kind="signup.lapsed").count() == 1
    assert lapse_offers() == 0


def test_what_was_offered_is_gone_after_its_time(line):
    leave(line[0])
    Signup.objects.filter(pk=line[1].pk).update(offered_until=timezone.now() - MINUTE)

    with pytest.raises(Refused) as refusal:
        accept_offer(Signup.objects.get(pk=line[1].pk), by=line[1].volunteer.user)

    assert refusal.value.code == "offer_gone"


def test_nobody_takes_what_was_not_offered_or_was_offered_to_somebody_else(line):
    leave(line[0])

    with pytest.raises(Refused) as refusal:
        accept_offer(line[2], by=line[2].volunteer.user)
    assert refusal.value.code == "offer_gone"
    with pytest.raises(Refused) as refusal:
        accept_offer(line[1], by=line[2].volunteer.user)
    assert refusal.value.code == "not_yours"


@pytest.mark.parametrize(("hours_ahead", "minutes"), [(72, 240), (23, 30)])
def test_there_is_some_time_to_answer_and_less_near_the_start(hours_ahead, minutes):
    start = timezone.now() + datetime.timedelta(hours=hours_ahead)
    activity = ActivityFactory(starts_at=start, ends_at=start + datetime.timedelta(hours=1))
    first = SignupFactory(shift__position__activity=activity, shift__capacity=1)
    second = SignupFactory(shift=first.shift, state="waiting")

    before = timezone.now()
    cancel_signup(first, by=first.volunteer.user, reason="有事")

    second.refresh_from_db()
    assert before + minutes * MINUTE <= second.offered_until <= timezone.now() + minutes * MINUTE


def test_an_offer_ends_with_the_beginning_of_the_shift():
    start = timezone.now() + 10 * MINUTE
    activity = ActivityFactory(starts_at=start, ends_at=start + datetime.timedelta(hours=1))
    first = SignupFactory(shift__position__activity=activity, shift__capacity=1)
    second = SignupFactory(shift=first.shift, state="waiting")

    cancel_signup(first, by=first.volunteer.user, reason="有事")

    second.refresh_from_db()
    assert second.offered_until == first.shift.starts_at


def test_more_places_are_offered_to_as_many(line, shift, staff):
    change_capacity(shift, capacity=3, by=staff)

    assert states(line) == ["joined", "offered", "offered", "waiting"]
    assert taken(shift) == 3


def test_who_is_called_off_leaves_the_place_to_the_next(line, shift, staff):
    removed = remove_signup(line[0], reason="换了人", by=staff)

    assert (removed.state, removed.reason) == ("removed", "换了人")
    assert states(line)[1:] == ["offered", "waiting", "waiting"]
    assert Message.objects.get(kind="signup.removed").recipient == line[0].volunteer.user


def test_nobody_overtakes_the_line_with_a_fresh_sign_up(line, shift):
    leave(line[0])
    late = VolunteerFactory()

    assert sign_up(late, shift, by=late.user).queue_number == 4


def test_with_the_activity_the_line_is_called_off_and_told(line, shift, staff):
    leave(line[0])

    cancel_activity(shift.position.activity, reason="大雪", by=staff)

    assert states(line) == ["left", "called_off", "called_off", "called_off"]
    assert taken(shift) == 0
    told = Message.objects.filter(kind="activity_cancelled").values_list("recipient", flat=True)
    assert set(told) == {signup.volunteer.user_id for signup in line[1:]}


def test_the_line_ends_when_the_shift_begins(line, shift):
    begun = timezone.now() - MINUTE
    Shift.objects.update(starts_at=begun)
    Signup.objects.update(during=(begun, shift.ends_at))

    tasks.lapse_offers()

    assert states(line) == ["joined", "lapsed", "lapsed", "lapsed"]


def test_who_is_offered_a_place_still_meets_the_conditions(line):
    leave(line[0])
    busy = SignupFactory(volunteer=line[1].volunteer)

    with pytest.raises(Refused) as refusal:
        accept_offer(Signup.objects.get(pk=line[1].pk), by=line[1].volunteer.user)

    assert (refusal.value.code, busy.state) == ("overlaps", "joined")


def test_the_guardian_of_a_child_hears_of_it_too(shift):
    shift.position.activity.minimum_age = 8
    shift.position.activity.save()
    first = SignupFactory(shift=shift)
    care = GuardianshipFactory()
    for purpose in ("minor", "minor_data"):
        agree(care.child.user, purpose, by=care.guardian.user)
    sign_up(care.child, shift, by=care.guardian.user)

    leave(first)

    told = Message.objects.filter(kind="signup.offered").values_list("recipient", flat=True)
    assert set(told) == {care.child.user_id, care.guardian.user_id}


def test_somebody_who_waits_before_a_free_place_is_found(line, shift):
    assert bad_rows("activities_nobody_waits_while_a_place_is_free") == []

    Shift.objects.filter(pk=shift.pk).update(capacity=2)

    assert [row.id for row in bad_rows("activities_nobody_waits_while_a_place_is_free")] == [shift.pk]


def test_an_offer_that_holds_no_place_is_found(line, shift):
    leave(line[0])
    assert bad_rows("activities_taken_places_equal_sign_ups") == []

    Shift.objects.filter(pk=shift.pk).update(taken=F("taken") - 1)

    assert [row.id for row in bad_rows("activities_taken_places_equal_sign_ups")] == [shift.pk]


def test_a_number_that_was_never_given_out_is_found(line, shift):
    assert bad_rows("activities_numbers_in_line_were_given_out") == []

    Signup.objects.filter(pk=line[3].pk).update(queue_number=9)

    assert [row.id for row in bad_rows("activities_numbers_in_line_were_given_out")] == [shift.pk]


def test_a_state_without_its_step_is_found(line):
    assert bad_rows("activities_sign_ups_stand_where_their_last_step_led") == []

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still due cannot be altered
        cursor.execute("ALTER TABLE activities_signup DISABLE TRIGGER USER")
    Signup.objects.filter(pk=line[3].pk).update(state="lapsed", left_at=timezone.now())

    assert [row.id for row in bad_rows("activities_sign_ups_stand_where_their_last_step_led")] == [line[3].pk]
