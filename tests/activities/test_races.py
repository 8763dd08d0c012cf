"""Two people at once. The first holds what the second needs; the second is let go on only when it waits."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from apps.activities.actions import cancel_activity, cancel_signup, publish_activity, return_activity, sign_up
from apps.activities.models import Activity, Shift, Signup
from apps.activities.never import CODES
from apps.core.constraints import refusing_deadlock
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.registration.models import Volunteer
from tests.factories import (
    ActivityFactory,
    DeclarationFactory,
    OfficerFactory,
    ShiftFactory,
    StaffFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meanwhile(someone_waits_for_me):
    """Run `second` beside what `first` did and has not committed yet; returns the code of its refusal, or None."""

    def run(first, second):
        outcome = []

        def go():
            try:
                second()
                outcome.append(None)
            except Refused as refusal:
                outcome.append(refusal.code)
            finally:
                connection.close()

        thread = threading.Thread(target=go)
        with transaction.atomic():
            first()
            thread.start()
            while thread.is_alive() and not someone_waits_for_me():
                time.sleep(0.01)
            assert thread.is_alive(), "the second one did not have to wait"
        thread.join()
        return outcome[0]

    return run


@pytest.fixture
def shift():
    return ShiftFactory(capacity=1)


@pytest.fixture
def staff(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


def places(shift):
    joined = Signup.objects.active().filter(shift=shift).count()
    return Shift.objects.values_list("taken", flat=True).get(pk=shift.pk), joined


def test_the_same_person_in_two_windows_gets_one_place(meanwhile):
    shift, volunteer = ShiftFactory(capacity=5), VolunteerFactory()

    code = meanwhile(
        lambda: sign_up(volunteer, shift, by=volunteer.user),
        lambda: sign_up(volunteer, shift, by=volunteer.user),
    )

    assert (code, places(shift)) == ("already_signed_up", (1, 1))


def test_one_person_in_two_shifts_at_one_time_gets_one_place(shift, meanwhile):
    other, volunteer = ShiftFactory(), VolunteerFactory()

    code = meanwhile(
        lambda: sign_up(volunteer, shift, by=volunteer.user),
        lambda: sign_up(volunteer, other, by=volunteer.user),
    )

    assert (code, places(shift), places(other)) == ("overlaps", (1, 1), (0, 0))


def test_giving_back_twice_at_once_frees_one_place(meanwhile):
    shift, volunteer = ShiftFactory(capacity=5), VolunteerFactory()
    other = VolunteerFactory()
    sign_up(other, shift, by=other.user)
    signup = sign_up(volunteer, shift, by=volunteer.user)

    code = meanwhile(
        lambda: cancel_signup(signup, by=volunteer.user), lambda: cancel_signup(signup, by=volunteer.user)
    )

    assert (code, places(shift)) == ("already_left", (1, 1))


def test_nobody_signs_up_to_what_is_being_called_off(shift, staff, meanwhile):
    volunteer = VolunteerFactory()

    code = meanwhile(
        lambda: cancel_activity(shift.position.activity, reason="大雪", by=staff),
        lambda: sign_up(volunteer, shift, by=volunteer.user),
    )

    assert code in {"called_off", "not_open"}
    assert places(shift) == (0, 0)


def test_who_signed_up_while_it_was_being_called_off_is_told(shift, staff, meanwhile):
    volunteer = VolunteerFactory()

    code = meanwhile(
        lambda: sign_up(volunteer, shift, by=volunteer.user),
        lambda: cancel_activity(shift.position.activity, reason="大雪", by=staff),
    )

    assert (code, places(shift)) == (None, (0, 0))
    assert Signup.objects.get().state == "called_off"
    assert Message.objects.filter(recipient=volunteer.user, kind="activity_cancelled").count() == 1


def test_giving_back_and_calling_off_at_once_do_not_block_each_other(shift, staff, meanwhile):
    volunteer = VolunteerFactory()
    signup = sign_up(volunteer, shift, by=volunteer.user)

    code = meanwhile(
        lambda: cancel_signup(signup, by=volunteer.user),
        lambda: cancel_activity(shift.position.activity, reason="大雪", by=staff),
    )

    assert (code, places(shift)) == (None, (0, 0))
    assert Signup.objects.get().state == "left"


def test_of_two_reviewers_the_second_is_refused(meanwhile):
    activity = ActivityFactory(
        state="in_review", decided_by=None, decided_at=None, submitted_at=timezone.now()
    )
    DeclarationFactory(activity=activity, role="writer", by=activity.author)
    one, two = (OfficerFactory(office_kind=kind).user for kind in ("youth_league", "civilization"))

    code = meanwhile(
        lambda: publish_activity(activity, kinds=CODES, by=one),
        lambda: return_activity(activity, by=two, reason="写清楚带什么工具"),
    )

    activity.refresh_from_db()
    assert (code, activity.state, activity.decided_by) == ("already_decided", Activity.State.PUBLISHED, one)
    assert Message.objects.filter(recipient=activity.author).count() == 1


def test_whose_readiness_ends_meanwhile_gets_no_place(shift, meanwhile):
    volunteer = VolunteerFactory()

    code = meanwhile(
        lambda: Volunteer.objects.filter(pk=volunteer.pk).update(identity_state="refused"),
        lambda: sign_up(volunteer, shift, by=volunteer.user),
    )

    assert (code, places(shift)) == ("identity_not_passed", (0, 0))


def test_two_shifts_at_one_time_asked_for_at_once_make_one_place(shift, meanwhile):
    volunteer, other = VolunteerFactory(), ShiftFactory()

    code = meanwhile(
        lambda: sign_up(volunteer, shift, by=volunteer.user),
        lambda: sign_up(volunteer, other, by=volunteer.user),
    )

    assert (code, places(shift), places(other)) == ("overlaps", (1, 1), (0, 0))


def test_who_is_undone_because_two_wait_for_each_other_may_try_again(shift, someone_waits_for_me):
    """The database undoes whoever looks first why it waits, mostly the one that has waited longer."""
    volunteer, outcome = VolunteerFactory(), []

    def attempt(action):
        try:
            action()
            outcome.append("went through")
        except Refused as refusal:
            outcome.append(refusal.code)

    def theirs():
        try:
            attempt(lambda: sign_up(volunteer, shift, by=volunteer.user))
        finally:
            connection.close()

    def ours():
        with refusing_deadlock(), transaction.atomic():
            Shift.objects.select_for_update().get(pk=shift.pk)
            thread.start()
            while thread.is_alive() and not someone_waits_for_me():
                time.sleep(0.01)
            Volunteer.objects.select_for_update().get(pk=volunteer.pk)

    thread = threading.Thread(target=theirs)
    attempt(ours)
    thread.join()

    assert sorted(outcome) == ["try_again", "went through"]
