"""Who did not come: counted, told, explained, excused; and whom the organisation adds on the spot."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.activities import tasks
from apps.activities.actions.absences import (
    add_on_the_spot,
    count_no_shows,
    excuse,
    explain,
    note_no_shows,
    remind,
    remove_signup,
)
from apps.activities.attendance import Mark, call_roll
from apps.activities.models import Shift, Signup
from apps.core import days
from apps.core.errors import Refused
from apps.messaging.models import Message
from tests.factories import (
    ActivityFactory,
    GuardianshipFactory,
    OrganizationFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    VolunteerFactory,
    volunteer_number,
)

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def staff(organization):
    return StaffFactory(organization=organization).user


@pytest.fixture
def place(organization):
    """A place in a shift of two hours that ended so many hours ago (or ends ahead)."""

    def make(ended, **fields):
        ends = timezone.now().replace(second=0, microsecond=0) - ended * HOUR
        activity = ActivityFactory(
            organization=organization, starts_at=ends - 2 * HOUR, ends_at=ends, minimum_age=6
        )
        return SignupFactory(shift__position__activity=activity, **fields)

    return make


def code_of(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def state(signup):
    return Signup.objects.get(pk=signup.pk).state


def only(signup):
    return Signup.objects.filter(pk=signup.pk)


def taken(signup):
    return Shift.objects.get(pk=signup.shift_id).taken


def test_who_never_came_is_counted_some_days_later_and_told(place):
    missed, recent = place(73), place(71)
    came = PresenceFactory(signup=place(73)).signup

    tasks.count_no_shows()

    assert [state(signup) for signup in (missed, recent, came)] == ["no_show", "joined", "joined"]
    assert Message.objects.get(kind="signup.missed").recipient == missed.volunteer.user
    assert count_no_shows() == 0


def test_the_guardian_of_a_child_hears_of_it_too(place):
    care = GuardianshipFactory()
    place(73, volunteer=care.child)

    count_no_shows()

    told = Message.objects.filter(kind="signup.missed").values_list("recipient", flat=True)
    assert set(told) == {care.child.user_id, care.guardian.user_id}


def test_counting_costs_the_same_for_one_and_for_thirty(place):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            count_no_shows()
        return len(queries)

    place(80)
    one = cost()
    for _number in range(30):
        place(90)
    assert cost() == one


def test_the_organization_says_so_at_once_when_the_shift_is_over(place, staff):
    over, running = place(1), place(-1)

    note_no_shows(only(over), by=staff)

    assert state(over) == "no_show"
    assert code_of(note_no_shows, only(running), by=staff) == "not_over"


def test_who_was_checked_in_was_there(place, staff):
    signup = PresenceFactory(signup=place(1)).signup

    assert code_of(note_no_shows, only(signup), by=staff) == "already_checked_in"


def test_only_the_organization_says_who_was_missing(place):
    signup, stranger = place(1), StaffFactory().user

    assert code_of(note_no_shows, only(signup), by=stranger) == "not_on_the_list"
    note = {"reason": "发烧", "by": stranger}
    assert code_of(excuse, place(1, state="no_show"), **note) == "not_on_the_list"
    assert code_of(remove_signup, place(-9), **note) == "not_on_the_list"


def test_the_person_says_why_and_the_organization_reads_it(place, staff):
    signup = place(1, state="no_show")

    explained = explain(signup, words="路断了，打过电话。", by=signup.volunteer.user)

    assert (explained.explanation, explained.state) == ("路断了，打过电话。", "no_show")
    assert Message.objects.get(recipient=staff).kind == "signup.explained"


def test_only_who_was_missing_explains(place):
    signup = place(1, state="no_show")

    assert code_of(explain, signup, words="在", by=VolunteerFactory().user) == "not_yours"
    assert code_of(explain, place(1), words="在", by=VolunteerFactory().user) == "not_yours"
    assert code_of(explain, signup, words=" ", by=signup.volunteer.user) == "no_reason"
    came = place(1)
    assert code_of(explain, came, words="来了", by=came.volunteer.user) == "other_state"


def test_what_is_excused_is_leave_and_holds_no_place(place, staff):
    signup = place(1, state="no_show")
    assert code_of(excuse, signup, reason=" ", by=staff) == "no_reason"
    assert taken(signup) == 1

    excuse(signup, reason="路断了", by=staff)

    assert (state(signup), taken(signup)) == ("excused", 0)
    assert Message.objects.get(kind="signup.excused").recipient == signup.volunteer.user
    assert code_of(excuse, signup, reason="路断了", by=staff) == "other_state"


def test_who_stands_on_a_late_roll_came_after_all(place, staff):
    signup = place(80, state="no_show")
    shift = signup.shift

    call_roll(shift, [Mark(signup.pk, shift.starts_at, shift.ends_at)], by=staff)

    assert (state(signup), taken(signup)) == ("joined", 1)


def test_removing_says_why_and_ends_with_the_beginning(place, staff):
    ahead, begun = place(-9), place(-1)

    assert code_of(remove_signup, ahead, reason=" ", by=staff) == "no_reason"
    assert code_of(remove_signup, begun, reason="换人", by=staff) == "started"


# --- on the spot ----------------------------------------------------------------------------------------


def test_who_came_without_signing_up_is_added_while_the_shift_runs(place, staff):
    shift, guest = place(-1).shift, VolunteerFactory()

    signup = add_on_the_spot(shift, number=guest.number, by=staff)

    assert (signup.volunteer, signup.state, signup.is_on_the_spot) == (guest, "joined", True)
    assert taken(signup) == 2
    assert not signup.presences.exists()


@pytest.mark.parametrize("ended", [-9, 1])
def test_nobody_is_added_before_or_after(place, staff, ended):
    """A sign-up after the end, to be confirmed at once, is how hours are made up."""
    assert code_of(add_on_the_spot, place(ended).shift, number=VolunteerFactory().number, by=staff) == (
        "not_running"
    )


def test_on_the_spot_the_conditions_hold_and_nothing_is_told_about_anybody(place, staff):
    shift = place(-1).shift
    unknown = VolunteerFactory(identity_state="pending", passed_at=None)
    busy = VolunteerFactory()
    SignupFactory(volunteer=busy, shift=ShiftFactory(starts_at=shift.starts_at, ends_at=shift.ends_at))

    words = set()
    for number in (volunteer_number(7654321), unknown.number, busy.number):
        with pytest.raises(Refused) as refusal:
            add_on_the_spot(shift, number=number, by=staff)
        words.add(str(refusal.value))
    assert len(words) == 1


def test_nobody_adds_themselves(place, staff):
    own = VolunteerFactory(user=staff)

    assert code_of(add_on_the_spot, place(-1).shift, number=own.number, by=staff) == "not_possible"


def test_a_full_shift_takes_nobody_on_the_spot(place, staff):
    signup = place(-1)
    Shift.objects.filter(pk=signup.shift_id).update(capacity=1)

    assert code_of(add_on_the_spot, signup.shift, number=VolunteerFactory().number, by=staff) == "full"


# --- the evening before ---------------------------------------------------------------------------------


def test_whoever_comes_tomorrow_is_reminded_once():
    noon = days.start_of(days.today() + datetime.timedelta(days=1)) + 12 * HOUR
    activity = ActivityFactory(starts_at=noon, ends_at=noon + HOUR)
    expected = SignupFactory(shift__position__activity=activity)
    SignupFactory(shift=expected.shift, state="waiting")
    SignupFactory(shift=expected.shift, state="left")
    SignupFactory()  # the day after tomorrow

    tasks.remind()
    tasks.remind()

    assert Message.objects.get(kind="signup.reminder").recipient == expected.volunteer.user


def test_reminding_costs_the_same_for_one_and_for_thirty():
    noon = days.start_of(days.today() + datetime.timedelta(days=1)) + 12 * HOUR
    activity = ActivityFactory(starts_at=noon, ends_at=noon + HOUR)
    shift = ShiftFactory(position__activity=activity, capacity=50)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            remind()
        return len(queries)

    SignupFactory(shift=shift)
    one = cost()
    Message.objects.all().delete()
    SignupFactory.create_batch(30, shift=shift)
    assert cost() == one
