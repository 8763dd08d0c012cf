"""Signing up and giving the place back."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.accounts.models import Consent
from apps.activities.actions import cancel_signup, change_position, sign_up, sign_up_together
from apps.activities.models import Activity, Shift, Signup
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.messaging.models import Message
from apps.registration.models import Guardianship
from tests.factories import (
    ActivityFactory,
    GuardianshipFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.world import agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift():
    return ShiftFactory(capacity=2)


@pytest.fixture
def volunteer():
    return VolunteerFactory()


def taken(shift):
    return Shift.objects.values_list("taken", flat=True).get(pk=shift.pk)


def refusal_code(*args, **kwargs):
    with pytest.raises(Refused) as refusal:
        sign_up(*args, **kwargs)
    return refusal.value.code


def test_signing_up_takes_a_place_for_the_time_of_the_shift(shift, volunteer):
    signup = sign_up(volunteer, shift, by=volunteer.user)

    assert (taken(shift), signup.state) == (1, "joined")
    assert (signup.during.lower, signup.during.upper) == (shift.starts_at, shift.ends_at)


def test_signing_up_is_told_and_noted(shift, volunteer):
    signup = sign_up(volunteer, shift, by=volunteer.user)

    message = Message.objects.get(recipient=volunteer.user)
    assert message.title == f"报上了：{shift.position.activity.title}"
    assert list(AuditRow.objects.filter(subject_id=signup.pk).values_list("action", flat=True)) == [
        "signup.joined"
    ]


def test_a_full_shift_puts_people_in_line(shift, volunteer):
    SignupFactory.create_batch(2, shift=shift)

    signup = sign_up(volunteer, shift, by=volunteer.user)

    assert (signup.state, signup.queue_number, taken(shift)) == ("waiting", 1, 2)


def test_nobody_holds_two_places_in_one_shift(shift, volunteer):
    sign_up(volunteer, shift, by=volunteer.user)

    assert refusal_code(volunteer, shift, by=volunteer.user) == "already_signed_up"
    assert taken(shift) == 1


def test_times_of_one_person_never_overlap(shift, volunteer):
    sign_up(volunteer, shift, by=volunteer.user)
    later = ShiftFactory(starts_at=shift.starts_at + datetime.timedelta(hours=1))

    assert refusal_code(volunteer, later, by=volunteer.user) == "overlaps"
    assert taken(later) == 0


def test_one_shift_may_begin_when_another_ends(shift, volunteer):
    sign_up(volunteer, shift, by=volunteer.user)
    after = ShiftFactory(starts_at=shift.ends_at, ends_at=shift.ends_at + datetime.timedelta(hours=2))

    assert sign_up(volunteer, after, by=volunteer.user).pk


def test_a_shift_that_has_begun_refuses(volunteer):
    now = timezone.now()
    activity = ActivityFactory(
        starts_at=now - datetime.timedelta(hours=1), ends_at=now + datetime.timedelta(hours=1)
    )

    assert refusal_code(volunteer, ShiftFactory(position__activity=activity), by=volunteer.user) == "started"


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_what_is_not_published_is_not_signed_up_to(volunteer, state):
    shift = ShiftFactory(position__activity__state=state)

    assert refusal_code(volunteer, shift, by=volunteer.user) == "not_open"


def test_a_suspended_organization_takes_nobody(shift, volunteer):
    organization = shift.position.activity.organization
    organization.state, organization.reason = "suspended", "核查中"
    organization.save()

    assert refusal_code(volunteer, shift, by=volunteer.user) == "organization_suspended"


def test_who_is_not_known_by_their_real_name_signs_up_to_nothing(shift):
    unknown = VolunteerFactory(identity_state="pending", number=None, passed_at=None)

    assert refusal_code(unknown, shift, by=unknown.user) == "identity_not_passed"


def test_a_minor_needs_the_consent_of_a_guardian(shift):
    child = GuardianshipFactory().child

    assert refusal_code(child, shift, by=child.user) == "guardian_consent_missing"


def test_age_counts_on_the_day_of_the_shift(volunteer):
    shift = ShiftFactory(position__activity__minimum_age=30)
    day = days.day_of(shift.starts_at)
    turns_thirty = VolunteerFactory(birth_date=day.replace(year=day.year - 30))
    a_day_late = VolunteerFactory(birth_date=turns_thirty.birth_date + datetime.timedelta(days=1))

    assert refusal_code(a_day_late, shift, by=a_day_late.user) == "too_young"
    assert sign_up(turns_thirty, shift, by=turns_thirty.user).pk


def test_nobody_signs_up_somebody_else(shift, volunteer):
    assert refusal_code(volunteer, shift, by=UserFactory()) == "not_yours"
    assert taken(shift) == 0


@pytest.fixture
def child_with_consent():
    guardianship = GuardianshipFactory()
    child, guardian = guardianship.child, guardianship.guardian
    for purpose in (Consent.Purpose.MINOR, Consent.Purpose.MINOR_DATA):
        agree(child.user, purpose, by=guardian.user)
    return child, guardian


def test_a_guardian_signs_up_their_child_and_both_are_told(child_with_consent):
    child, guardian = child_with_consent
    shift = ShiftFactory(position__activity__minimum_age=8)

    signup = sign_up(child, shift, by=guardian.user)

    assert (signup.volunteer, signup.signed_up_by) == (child, guardian.user)
    assert set(Message.objects.values_list("recipient", flat=True)) == {child.user_id, guardian.user_id}


def test_a_guardian_no_more_signs_up_nobody(child_with_consent):
    child, guardian = child_with_consent
    shift = ShiftFactory(position__activity__minimum_age=8)
    Guardianship.objects.update(ended_at=timezone.now())

    assert refusal_code(child, shift, by=guardian.user) == "not_yours"


def test_a_place_given_back_is_free_for_others(shift, volunteer):
    signup = sign_up(volunteer, shift, by=volunteer.user)

    left = cancel_signup(signup, by=volunteer.user)

    assert (taken(shift), left.state) == (0, "left")
    assert sign_up(volunteer, shift, by=volunteer.user).pk != signup.pk


def test_a_place_is_given_back_once(shift, volunteer):
    signup = sign_up(volunteer, shift, by=volunteer.user)
    cancel_signup(signup, by=volunteer.user)

    with pytest.raises(Refused) as refusal:
        cancel_signup(signup, by=volunteer.user)

    assert (refusal.value.code, taken(shift)) == ("already_left", 0)


def test_once_the_shift_has_begun_no_place_is_given_back(volunteer):
    now = timezone.now()
    activity = ActivityFactory(
        starts_at=now - datetime.timedelta(hours=1), ends_at=now + datetime.timedelta(hours=1)
    )
    signup = SignupFactory(shift__position__activity=activity, volunteer=volunteer)

    with pytest.raises(Refused) as refusal:
        cancel_signup(signup, by=volunteer.user)

    assert refusal.value.code == "started"


def test_who_has_checked_in_early_does_not_cancel_any_more(volunteer):
    signup = SignupFactory(volunteer=volunteer)
    PresenceFactory(signup=signup, came_at=timezone.now(), left_at=None, left_how="")

    with pytest.raises(Refused) as refusal:
        cancel_signup(signup, by=volunteer.user)

    assert refusal.value.code == "already_checked_in"


def test_nobody_gives_back_the_place_of_somebody_else():
    signup = SignupFactory()

    with pytest.raises(Refused) as refusal:
        cancel_signup(signup, by=UserFactory())

    assert refusal.value.code == "not_yours"


def test_what_comes_next_and_what_has_gone_by_are_all_places_of_a_person(volunteer):
    given_back = SignupFactory(volunteer=volunteer, state="left")
    coming = SignupFactory(volunteer=volunteer)
    over = ActivityFactory(
        starts_at=timezone.now() - datetime.timedelta(days=2),
        ends_at=timezone.now() - datetime.timedelta(days=1),
    )
    gone = SignupFactory(volunteer=volunteer, shift__position__activity=over)
    SignupFactory()

    mine = Signup.objects.cared_for_by(volunteer.user)
    assert list(mine.coming()) == [coming]
    assert set(mine.gone_by()) == {gone, given_back}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "left"}, "activities_signup_left_means_when"),
        ({"state": "excused", "left_at": timezone.now()}, "activities_signup_excused_or_removed_says_why"),
        ({"state": "joined", "offered_until": timezone.now()}, "activities_signup_an_offer_ends"),
        ({"explanation": "路断了"}, "activities_signup_explained_means_when"),
    ],
)
def test_the_database_keeps_the_rules_of_sign_ups(fields, name):
    signup = SignupFactory()

    with pytest.raises(IntegrityError, match=name):
        Signup.objects.filter(pk=signup.pk).update(**fields)


def test_the_database_keeps_one_place_a_shift_for_a_person():
    first = SignupFactory(state="waiting")

    with pytest.raises(IntegrityError, match="activities_signup_one_place_a_shift"):
        SignupFactory(shift=first.shift, volunteer=first.volunteer, state="waiting")


def test_the_database_gives_each_number_of_a_line_once():
    first = SignupFactory(state="waiting")

    with pytest.raises(IntegrityError, match="activities_signup_one_number_in_a_line"):
        Signup.objects.filter(pk=SignupFactory(shift=first.shift, state="waiting").pk).update(
            queue_number=first.queue_number
        )


def test_the_database_knows_nobody_in_line_without_a_number():
    signup = SignupFactory(state="waiting")

    with pytest.raises(IntegrityError, match="activities_signup_who_waits_has_a_number"):
        Signup.objects.filter(pk=signup.pk).update(queue_number=None)


@pytest.mark.parametrize("was", [*Signup.State])
@pytest.mark.parametrize("becomes", [*Signup.State])
def test_the_database_refuses_steps_that_are_not_in_the_table(was, becomes):
    """The table of steps in the code and the trigger say the same."""
    signup = SignupFactory(state=was, reason="有事")
    changes = {
        "state": becomes,
        "left_at": None if becomes in Signup.LIVE else timezone.now(),
        "offered_until": timezone.now() if becomes == Signup.State.OFFERED else None,
        "queue_number": signup.queue_number or 1,
    }

    if becomes == was or becomes in Signup.MOVES.get(was, []):
        assert Signup.objects.filter(pk=signup.pk).update(**changes) == 1
    else:
        with pytest.raises(IntegrityError, match="activities_signup_moves"):
            Signup.objects.filter(pk=signup.pk).update(**changes)


@pytest.mark.parametrize("state", [state for state in Signup.State if state not in Signup.MOVES[""]])
def test_nobody_begins_in_the_middle(state):
    signup = SignupFactory.build(
        shift=ShiftFactory(), volunteer=VolunteerFactory(), state=state, reason="有事", queue_number=1
    )
    signup.signed_up_by = signup.volunteer.user
    signup.left_at = None if state in Signup.LIVE else timezone.now()
    signup.offered_until = timezone.now() if state == "offered" else None

    with pytest.raises(IntegrityError, match="activities_signup_moves"):
        signup.save()


def test_every_step_is_kept_with_who_took_it(shift, volunteer):
    signup = cancel_signup(sign_up(volunteer, shift, by=volunteer.user), by=volunteer.user, reason="出差")

    steps = signup.moves.values_list("was", "became", "by", "reason")
    assert list(steps) == [
        ("", "joined", volunteer.user_id, ""),
        ("joined", "left", volunteer.user_id, "出差"),
    ]


def test_steps_are_only_ever_added():
    signup = SignupFactory()

    with pytest.raises(IntegrityError, match="activities_signupmove"):
        signup.moves.update(became="left")


def test_the_database_keeps_times_of_one_person_apart():
    first = SignupFactory()

    with pytest.raises(IntegrityError, match="activities_signup_one_place_at_a_time"):
        SignupFactory(volunteer=first.volunteer)


def days_ahead(hours):
    """A shift that begins in so many hours, of an activity with a deadline of a day."""
    start = timezone.now() + datetime.timedelta(hours=hours)
    activity = ActivityFactory(starts_at=start, ends_at=start + datetime.timedelta(hours=2), cancel_hours=24)
    return ShiftFactory(position__activity=activity)


def leaving_code(signup, **kwargs):
    with pytest.raises(Refused) as refusal:
        cancel_signup(signup, by=signup.volunteer.user, **kwargs)
    return refusal.value.code


def test_until_the_deadline_nobody_asks_why():
    signup = SignupFactory(shift=days_ahead(25))

    assert cancel_signup(signup, by=signup.volunteer.user).state == "left"


def test_after_the_deadline_one_takes_leave_and_says_why():
    signup = SignupFactory(shift=days_ahead(23))
    assert leaving_code(signup) == "reason_needed"
    assert leaving_code(signup, reason="  ") == "reason_needed"

    left = cancel_signup(signup, by=signup.volunteer.user, reason="孩子发烧")

    assert (left.state, left.reason, taken(signup.shift)) == ("excused", "孩子发烧", 0)


def test_who_signed_up_before_the_place_changed_leaves_freely():
    signup = SignupFactory(shift=days_ahead(3))
    Activity.objects.update(changed_at=timezone.now())

    assert cancel_signup(signup, by=signup.volunteer.user).state == "left"


def test_who_signed_up_after_the_change_knew_it():
    shift = days_ahead(3)
    Activity.objects.update(changed_at=timezone.now() - datetime.timedelta(hours=1))

    assert leaving_code(SignupFactory(shift=shift)) == "reason_needed"


def test_the_turn_in_a_line_is_given_up_freely(shift, volunteer):
    full = days_ahead(3)
    signup = SignupFactory(shift=full, volunteer=volunteer, state="waiting")
    Shift.objects.filter(pk=full.pk).update(capacity=1, taken=1)

    assert cancel_signup(signup, by=volunteer.user).state == "left"
    assert taken(full) == 1


def test_a_guardian_and_their_children_come_together_or_not_at_all(child_with_consent):
    child, guardian = child_with_consent
    shift = ShiftFactory(position__activity__minimum_age=8, capacity=2)
    SignupFactory(shift=shift)

    with pytest.raises(Refused) as refusal:
        sign_up_together([guardian, child], shift, by=guardian.user)
    assert (refusal.value.code, taken(shift)) == ("full", 1)

    Shift.objects.update(capacity=3)
    signups = sign_up_together([guardian, child], shift, by=guardian.user)
    assert ({signup.volunteer for signup in signups}, taken(shift)) == ({guardian, child}, 3)


def test_whoever_of_a_family_cannot_come_is_named(child_with_consent):
    child, guardian = child_with_consent
    shift = ShiftFactory(position__activity__minimum_age=18)

    with pytest.raises(Refused, match=child.name) as refusal:
        sign_up_together([guardian, child], shift, by=guardian.user)

    assert (refusal.value.code, taken(shift)) == ("too_young", 0)


def test_only_ones_own_children_are_signed_up_together(shift, volunteer):
    with pytest.raises(Refused) as refusal:
        sign_up_together([volunteer, VolunteerFactory()], shift, by=volunteer.user)

    assert (refusal.value.code, taken(shift)) == ("not_yours", 0)


@pytest.fixture
def two_shifts():
    """Two positions of one activity at the same time."""
    activity = ActivityFactory()
    return [ShiftFactory(position__activity=activity, capacity=1) for _ in range(2)]


def test_one_changes_over_to_another_position_in_one_step(two_shifts, volunteer):
    here, there = two_shifts
    signup = sign_up(volunteer, here, by=volunteer.user)

    moved = change_position(signup, there, by=volunteer.user)

    signup.refresh_from_db()
    assert (signup.state, moved.state, taken(here), taken(there)) == ("left", "joined", 0, 1)


def test_where_there_is_no_place_one_stays(two_shifts, volunteer):
    here, there = two_shifts
    signup = sign_up(volunteer, here, by=volunteer.user)
    SignupFactory(shift=there)

    with pytest.raises(Refused) as refusal:
        change_position(signup, there, by=volunteer.user)

    signup.refresh_from_db()
    assert (refusal.value.code, signup.state, taken(here), taken(there)) == ("full", "joined", 1, 1)


def test_changing_over_goes_to_the_same_activity_only(two_shifts, volunteer):
    signup = sign_up(volunteer, two_shifts[0], by=volunteer.user)

    with pytest.raises(Refused) as refusal:
        change_position(signup, ShiftFactory(), by=volunteer.user)

    assert refusal.value.code == "other_activity"


def test_who_changes_over_leaves_the_place_to_the_next_in_line(two_shifts, volunteer):
    here, there = two_shifts
    signup = sign_up(volunteer, here, by=volunteer.user)
    other = VolunteerFactory()
    waiting = sign_up(other, here, by=other.user)

    change_position(signup, there, by=volunteer.user)

    waiting.refresh_from_db()
    assert (waiting.state, taken(here)) == ("offered", 1)


def test_an_activity_called_off_is_not_open():
    activity = ActivityFactory(state="cancelled", reason="大雪")

    assert list(Activity.objects.open()) == []
    assert list(Activity.objects.public()) == [activity]
