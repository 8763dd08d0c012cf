"""Guesses and check-ins in parallel. Each race is arranged: one holds the lock until the other waits for it."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from apps.activities.attendance import KIND, Mark, call_roll, check_in
from apps.activities.models import Presence
from apps.booking import codes
from apps.core.errors import Refused
from tests.activities.test_attendance_pages import shift_around_now
from tests.factories import SignupFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signup():
    return SignupFactory(shift=shift_around_now())


def attempt(signup, code, outcomes):
    try:
        outcomes.append(check_in(signup.shift, by=signup.volunteer.user, code=code))
    except Refused as refusal:
        outcomes.append(refusal.code)
    finally:
        connection.close()


def test_guesses_in_parallel_are_counted_one_by_one(signup, someone_waits_for_me):
    outcomes = []
    guesses = [threading.Thread(target=attempt, args=(signup, "guess", outcomes)) for _ in range(12)]
    with transaction.atomic():
        type(signup).objects.select_for_update(of=("self",)).get(pk=signup.pk)
        for guess in guesses:
            guess.start()
        while not someone_waits_for_me():
            time.sleep(0.01)
    for guess in guesses:
        guess.join()

    assert sorted(outcomes) == ["paused"] * 7 + ["wrong_code"] * 5


def test_of_two_check_ins_with_one_code_one_is_refused(signup, someone_waits_for_me):
    code, outcomes = codes.code_at(KIND, signup.shift_id, codes.IN), []
    second = threading.Thread(target=attempt, args=(signup, code, outcomes))
    with transaction.atomic():
        check_in(signup.shift, by=signup.volunteer.user, code=code)
        second.start()
        while second.is_alive() and not someone_waits_for_me():
            time.sleep(0.01)
    second.join()

    assert outcomes == ["already_in"]
    assert Presence.objects.count() == 1


def test_checking_in_while_the_roll_is_called_is_noted_once(signup, someone_waits_for_me):
    leader = StaffFactory(organization=signup.shift.position.activity.organization).user
    code, outcomes = codes.code_at(KIND, signup.shift_id, codes.IN), []
    volunteer = threading.Thread(target=attempt, args=(signup, code, outcomes))
    with transaction.atomic():
        call_roll(signup.shift, [Mark(signup.pk, timezone.now())], by=leader)
        volunteer.start()
        while volunteer.is_alive() and not someone_waits_for_me():
            time.sleep(0.01)
    volunteer.join()

    assert outcomes == ["already_in"]
    assert Presence.objects.get().came_noted_by == leader
