"""Whoever comes to a position that asks for a training holds it on that day, by whichever door they come (条例 §16)."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.activities.attendance import KIND, Mark, Tap, call_roll, check_in, take_taps
from apps.activities.models import Position, Presence, Signup
from apps.booking import codes
from apps.core.errors import Refused
from apps.messaging.models import Message
from apps.training.actions import void_completions
from apps.training.models import Completion
from tests.factories import (
    ActivityFactory,
    CompletionFactory,
    GuardianshipFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
NINE = nine_oclock(2)
NOON = NINE + 3 * HOUR


@pytest.fixture
def shift():
    """From nine to twelve, at a position that asks for first aid."""
    activity = ActivityFactory(starts_at=NINE, ends_at=NOON)
    return ShiftFactory(position__activity=activity, position__required_trainings=["first_aid"], capacity=50)


@pytest.fixture
def leader(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


@pytest.fixture
def trained(shift):
    return SignupFactory(shift=shift, volunteer=CompletionFactory().volunteer)


@pytest.fixture
def untrained(trained):
    """Signed up like the other; what they completed was voided since."""
    completion = CompletionFactory()
    void(completion)
    return SignupFactory(shift=trained.shift, volunteer=completion.volunteer)


def void(completion):
    return void_completions(Completion.objects.filter(pk=completion.pk), why="冒名顶替", by=UserFactory())


def come(signup):
    code = codes.code_at(KIND, signup.shift_id, codes.IN, NINE)
    return check_in(signup.shift, by=signup.volunteer.user, code=code, at=NINE)


def test_by_code_the_trained_come_in_and_who_lost_it_does_not(trained, untrained):
    with pytest.raises(Refused) as refusal:
        come(untrained)

    assert (refusal.value.code, "急救救护" in str(refusal.value)) == ("not_trained", True)
    assert come(trained).signup == trained


def test_the_roll_names_who_is_not_trained_and_notes_nobody(shift, leader, trained, untrained):
    marks = [Mark(one.pk, NINE, NOON) for one in (trained, untrained)]

    with pytest.raises(Refused, match=untrained.volunteer.masked_name.replace("*", r"\*")) as refusal:
        call_roll(shift, marks, by=leader, at=NOON)

    assert (refusal.value.code, Presence.objects.count()) == ("not_trained", 0)
    call_roll(shift, marks[:1], by=leader, at=NOON)
    assert Presence.objects.get().signup == trained


def test_the_roll_in_the_field_answers_for_each(shift, leader, trained, untrained):
    taps = [Tap(uuid.uuid4(), one.pk, codes.IN, NINE) for one in (trained, untrained)]

    answers = take_taps(shift, taps, by=leader, sent_at=NOON, at=NOON)

    assert {answer.mark: answer.code for answer in answers} == {
        taps[0].mark: "noted",
        taps[1].mark: "not_trained",
    }


def test_what_is_voided_after_they_came_was_in_force_then(shift, leader):
    completion = CompletionFactory(voided_at=NINE + HOUR, voided_by=UserFactory(), voided_why="冒名顶替")
    signup = SignupFactory(shift=shift, volunteer=completion.volunteer)

    call_roll(shift, [Mark(signup.pk, NINE, NOON)], by=leader, at=NOON)

    assert Presence.objects.get().signup == signup


def test_where_nothing_is_asked_for_anybody_comes(untrained):
    Position.objects.update(required_trainings=[])
    untrained = Signup.objects.get(pk=untrained.pk)

    assert come(untrained).signup == untrained


def told(kind):
    return set(Message.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_who_loses_it_before_the_shift_hears_so_with_the_guardian_and_the_organization(shift, leader):
    child = VolunteerFactory(birth_date=timezone.localdate() - 16 * 366 * DAY)
    guardian = GuardianshipFactory(child=child).guardian
    completion = CompletionFactory(volunteer=child)
    SignupFactory(shift=shift, volunteer=child)
    elsewhere = ActivityFactory(starts_at=NINE + DAY, ends_at=NOON + DAY)
    SignupFactory(volunteer=child, shift=ShiftFactory(position__activity=elsewhere))

    void(completion)

    assert told("signup.untrained") == {child.user_id, guardian.user_id}
    assert told("activity.untrained") == {leader.pk}
    assert child.name not in Message.objects.get(kind="activity.untrained").body


def test_who_holds_another_one_hears_nothing(trained):
    void(CompletionFactory(volunteer=trained.volunteer))

    assert told("signup.untrained") == set()


def test_the_check_in_page_says_what_is_missing_and_leads_there(client):
    now = timezone.now()
    activity = ActivityFactory(starts_at=now, ends_at=now + HOUR)
    position = {"position__activity": activity, "position__required_trainings": ["first_aid"]}
    signup = SignupFactory(shift=ShiftFactory(**position))
    client.force_login(signup.volunteer.user)

    page = client.get(reverse("activities:check_in")).content.decode()

    assert "急救救护" in page
    assert 'href="/training/?kind=first_aid"' in page
