"""Places: as many people as places, however many come at once."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from apps.activities.models import Shift, Signup
from apps.booking.seats import give_back, take_seat, take_seat_or_number
from tests.factories import ShiftFactory, SignupFactory, VolunteerFactory

pytestmark = pytest.mark.django_db


def test_taking_a_seat_tells_the_time_it_is_for():
    shift = ShiftFactory(capacity=2)

    seat = take_seat(shift, at=timezone.now())

    shift.refresh_from_db()
    assert (shift.taken, seat.seats_id) == (1, shift.pk)
    assert seat.during == DateTimeTZRange(shift.starts_at, shift.ends_at, "[)")


def test_no_seat_is_taken_beyond_the_last():
    shift = ShiftFactory(capacity=1, taken=1)

    assert take_seat(shift, at=timezone.now()) is None
    shift.refresh_from_db()
    assert shift.taken == 1


def test_no_seat_is_taken_once_the_shift_has_begun():
    shift = ShiftFactory()

    assert take_seat(shift, at=shift.starts_at) is None
    assert take_seat(shift, at=shift.starts_at - datetime.timedelta(seconds=1)) is not None


def test_no_seat_is_taken_in_a_shift_that_was_called_off():
    assert take_seat(ShiftFactory(called_off_at=timezone.now()), at=timezone.now()) is None


def test_several_seats_are_taken_at_once_or_none():
    shift = ShiftFactory(capacity=3, taken=1)

    assert take_seat(shift, at=timezone.now(), count=3) is None
    assert take_seat(shift, at=timezone.now(), count=2) is not None
    shift.refresh_from_db()
    assert shift.taken == 3


def test_where_no_seat_is_left_one_draws_the_next_number():
    shift = ShiftFactory(capacity=1)

    numbers = [take_seat_or_number(shift, at=timezone.now()).number for _ in range(3)]

    shift.refresh_from_db()
    assert (numbers, shift.taken, shift.last_in_line) == ([None, 1, 2], 1, 2)


def test_there_is_no_line_for_what_was_called_off_or_has_begun():
    shift = ShiftFactory(capacity=1, taken=1)

    assert take_seat_or_number(shift, at=shift.starts_at) is None
    assert take_seat_or_number(ShiftFactory(called_off_at=timezone.now()), at=timezone.now()) is None


def test_while_a_shift_runs_a_seat_is_taken_only_when_asked_for():
    shift = ShiftFactory()

    assert take_seat(shift, at=shift.starts_at) is None
    assert take_seat(shift, at=shift.starts_at, running=True) is not None
    assert take_seat(shift, at=shift.ends_at, running=True) is None


def test_a_seat_given_back_is_free_again():
    shift = ShiftFactory(capacity=1, taken=1)

    give_back(shift)

    assert take_seat(shift, at=timezone.now()) is not None


def test_nobody_can_be_less_than_nobody():
    with pytest.raises(IntegrityError, match="activities_shift_taken_check"):
        give_back(ShiftFactory())


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"capacity": 3, "taken": 4}, "activities_shift_taken_stays_within_capacity"),
        ({"capacity": 0}, "activities_shift_has_places"),
        ({"ends_at": timezone.now() - datetime.timedelta(days=9)}, "activities_shift_(ends_after|break_is)"),
        ({"taken": 1, "called_off_at": timezone.now()}, "activities_shift_called_off_holds_nobody"),
    ],
)
def test_the_database_keeps_the_rules_of_seats(fields, name):
    with pytest.raises(IntegrityError, match=name):
        ShiftFactory(**fields)


def arrive(shift, volunteers, take):
    """Everybody stands at the barrier, then all ask for a place of the shift at once."""
    barrier, refused = threading.Barrier(len(volunteers)), []

    def ask(volunteer):
        try:
            barrier.wait()
            with transaction.atomic():
                take(shift, volunteer)
        except (IntegrityError, LookupError):
            refused.append(volunteer.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[volunteer]) for volunteer in volunteers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def write_down(shift, volunteer, during):
    Signup.objects.create(shift=shift, volunteer=volunteer, during=during, signed_up_by=volunteer.user)


def seat_first(shift, volunteer):
    seat = take_seat(shift, at=timezone.now())
    if seat is None:
        raise LookupError
    write_down(shift, volunteer, seat.during)


@pytest.mark.django_db(transaction=True)
def test_twelve_people_for_three_places_are_three():
    shift, volunteers = ShiftFactory(capacity=3), VolunteerFactory.create_batch(12)

    refused = arrive(shift, volunteers, seat_first)

    shift.refresh_from_db()
    assert (shift.taken, Signup.objects.active().count(), len(refused)) == (3, 3, 9)


@pytest.mark.breaks_invariants
@pytest.mark.django_db(transaction=True)
def test_without_the_guard_more_people_than_places_are_written_down():
    """The control: who counts first and writes afterwards sees what was there before the others wrote."""
    example = SignupFactory()
    shift, volunteers = ShiftFactory(capacity=3), VolunteerFactory.create_batch(12)
    everybody_has_counted = threading.Barrier(12)

    def count_first(shift, volunteer):
        joined = Signup.objects.active().filter(shift=shift).count()
        everybody_has_counted.wait()
        if joined >= shift.capacity:
            raise LookupError
        write_down(shift, volunteer, example.during)

    arrive(shift, volunteers, count_first)

    assert Signup.objects.active().filter(shift=shift).count() == 12


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_the_last_place_finds_it_gone(someone_waits_for_me):
    shift, (first, second) = ShiftFactory(capacity=1), VolunteerFactory.create_batch(2)
    outcome = []

    def come_second():
        try:
            outcome.append(take_seat(Shift.objects.get(pk=shift.pk), at=timezone.now()))
        finally:
            connection.close()

    thread = threading.Thread(target=come_second)
    with transaction.atomic():
        seat_first(shift, first)
        thread.start()
        while thread.is_alive() and not someone_waits_for_me():
            pass
    thread.join()

    assert outcome == [None]
    assert list(Signup.objects.values_list("volunteer", flat=True)) == [first.pk]
    assert second.pk != first.pk
