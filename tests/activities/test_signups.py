"""Signing up and giving the place back."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.accounts.models import Consent
from apps.activities.actions import cancel_signup, sign_up
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


def test_a_full_shift_refuses(shift, volunteer):
    SignupFactory.create_batch(2, shift=shift)

    assert refusal_code(volunteer, shift, by=volunteer.user) == "full"
    assert taken(shift) == 2


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

    assert refusal_code(volunteer, shift, by=volunteer.user) == "not_open"


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
        Consent.objects.create(user=child.user, purpose=purpose, version="1", given_by=guardian.user)
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
    coming = SignupFactory(volunteer=volunteer)
    over = ActivityFactory(
        starts_at=timezone.now() - datetime.timedelta(days=2),
        ends_at=timezone.now() - datetime.timedelta(days=1),
    )
    gone = SignupFactory(volunteer=volunteer, shift__position__activity=over)
    given_back = SignupFactory(volunteer=volunteer, state="left", left_at=timezone.now())
    SignupFactory()

    mine = Signup.objects.cared_for_by(volunteer.user)
    assert list(mine.coming()) == [coming]
    assert set(mine.gone_by()) == {gone, given_back}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "left"}, "activities_signup_left_means_when"),
        ({}, "activities_signup_one_place_a_shift"),
    ],
)
def test_the_database_keeps_the_rules_of_sign_ups(fields, name):
    first = SignupFactory()

    with pytest.raises(IntegrityError, match=name):
        SignupFactory(shift=first.shift, volunteer=first.volunteer, **fields)


def test_the_database_keeps_times_of_one_person_apart():
    first = SignupFactory()

    with pytest.raises(IntegrityError, match="activities_signup_one_place_at_a_time"):
        SignupFactory(volunteer=first.volunteer)


def test_an_activity_called_off_is_not_open():
    activity = ActivityFactory(state="cancelled", reason="大雪")

    assert list(Activity.objects.open()) == []
    assert list(Activity.objects.public()) == [activity]
