"""Two at once around the line: the first holds what the second needs; the second goes on only when it waits."""

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from apps.activities.actions import accept_offer, cancel_signup, change_capacity, change_position, sign_up
from apps.activities.actions.absences import remove_signup
from apps.activities.actions.waiting import lapse_offers
from apps.activities.models import Shift, Signup
from apps.core.errors import Refused
from tests.factories import ActivityFactory, ShiftFactory, SignupFactory, StaffFactory, VolunteerFactory

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


@pytest.fixture
def shift():
    return ShiftFactory(capacity=1)


@pytest.fixture
def staff(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


def states(shift):
    return list(Signup.objects.filter(shift=shift).order_by("pk").values_list("state", flat=True))


def taken(shift):
    return Shift.objects.values_list("taken", flat=True).get(pk=shift.pk)


def test_who_comes_after_the_last_place_waits(shift, meanwhile):
    first, second = VolunteerFactory.create_batch(2)

    code = meanwhile(
        lambda: sign_up(first, shift, by=first.user), lambda: sign_up(second, shift, by=second.user)
    )

    assert (code, states(shift), taken(shift)) == (None, ["joined", "waiting"], 1)


def test_two_who_wait_get_numbers_in_the_order_of_coming(shift, meanwhile):
    SignupFactory(shift=shift)
    first, second = VolunteerFactory.create_batch(2)

    meanwhile(lambda: sign_up(first, shift, by=first.user), lambda: sign_up(second, shift, by=second.user))

    line = Signup.objects.waiting().order_by("queue_number").values_list("volunteer", flat=True)
    assert list(line) == [first.pk, second.pk]


def test_who_comes_while_a_place_is_given_back_takes_it(shift, meanwhile):
    holder, late = SignupFactory(shift=shift), VolunteerFactory()

    meanwhile(
        lambda: cancel_signup(holder, by=holder.volunteer.user), lambda: sign_up(late, shift, by=late.user)
    )

    assert (states(shift), taken(shift)) == (["left", "joined"], 1)


def test_who_comes_while_a_place_is_offered_to_the_line_stands_behind(shift, meanwhile):
    holder, late = SignupFactory(shift=shift), VolunteerFactory()
    SignupFactory(shift=shift, state="waiting")

    meanwhile(
        lambda: cancel_signup(holder, by=holder.volunteer.user), lambda: sign_up(late, shift, by=late.user)
    )

    assert (states(shift), taken(shift)) == (["left", "offered", "waiting"], 1)


def test_an_offer_is_taken_or_lapses_never_both(shift, meanwhile):
    offered = SignupFactory(shift=shift, state="offered")
    Signup.objects.filter(pk=offered.pk).update(offered_until=timezone.now() + datetime.timedelta(seconds=2))

    def lapse():
        Signup.objects.filter(pk=offered.pk).update(offered_until=timezone.now())
        lapse_offers()

    code = meanwhile(lapse, lambda: accept_offer(offered, by=offered.volunteer.user))

    assert (code, states(shift), taken(shift)) == ("offer_gone", ["lapsed"], 0)


def test_two_sweeps_at_once_ask_the_next_one_once(shift, meanwhile):
    SignupFactory(shift=shift, state="offered", offered_until=timezone.now())
    SignupFactory.create_batch(2, shift=shift, state="waiting")

    meanwhile(lapse_offers, lapse_offers)

    assert (states(shift), taken(shift)) == (["lapsed", "offered", "waiting"], 1)


def test_two_places_freed_at_once_are_offered_to_two(shift, staff, meanwhile):
    holder = SignupFactory(shift=shift)
    SignupFactory.create_batch(3, shift=shift, state="waiting")

    meanwhile(
        lambda: remove_signup(holder, reason="换人", by=staff),
        lambda: change_capacity(shift, capacity=2, by=staff),
    )

    assert (states(shift), taken(shift)) == (["removed", "offered", "offered", "waiting"], 2)


def test_two_who_swap_positions_do_not_block_each_other(meanwhile):
    activity = ActivityFactory()
    here, there = (ShiftFactory(position__activity=activity, capacity=2) for _ in range(2))
    one, two = SignupFactory(shift=here), SignupFactory(shift=there)

    code = meanwhile(
        lambda: change_position(one, there, by=one.volunteer.user),
        lambda: change_position(two, here, by=two.volunteer.user),
    )

    assert (code, taken(here), taken(there)) == (None, 1, 1)


def crowd(shift, people, take):
    """Everybody asks at once; `take` is how a place or a number is found."""
    volunteers = VolunteerFactory.create_batch(people)
    barrier = threading.Barrier(people)

    def ask(volunteer):
        try:
            barrier.wait()
            take(volunteer, shift)
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[volunteer]) for volunteer in volunteers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_twenty_at_once_five_come_and_fifteen_stand_in_line_without_a_gap():
    shift = ShiftFactory(capacity=5)

    crowd(shift, 20, lambda volunteer, shift: sign_up(volunteer, shift, by=volunteer.user))

    numbers = Signup.objects.waiting().order_by("queue_number").values_list("queue_number", flat=True)
    assert (taken(shift), Signup.objects.active().count(), list(numbers)) == (5, 5, list(range(1, 16)))


@pytest.mark.breaks_invariants
def test_counting_first_would_let_too_many_in(meanwhile):
    """The control: who looks at the count before taking the place lets somebody in beside the last one."""
    shift = ShiftFactory(capacity=1)

    def take(volunteer):
        Shift.objects.filter(pk=shift.pk).update(last_in_line=1)  # touches the row as a sign-up does
        if Signup.objects.active().filter(shift=shift).count() < 1:
            Signup.objects.create(
                shift=shift,
                volunteer=volunteer,
                during=(shift.starts_at, shift.ends_at),
                signed_up_by=volunteer.user,
            )

    def counted_before(volunteer):
        free = Signup.objects.active().filter(shift=shift).count() < 1
        Shift.objects.filter(pk=shift.pk).update(last_in_line=1)
        if free:
            Signup.objects.create(
                shift=shift,
                volunteer=volunteer,
                during=(shift.starts_at, shift.ends_at),
                signed_up_by=volunteer.user,
            )

    first, second = VolunteerFactory.create_batch(2)
    meanwhile(lambda: take(first), lambda: counted_before(second))

    assert Signup.objects.active().count() == 2
