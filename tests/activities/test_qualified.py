"""Whoever comes to a position that asks for a checked certificate holds one on that day, by whichever door they come
(条例 §16)."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.activities.attendance import KIND, Mark, Tap, call_roll, check_in, take_taps
from apps.activities.models import Activity, Position, Presence, Signup
from apps.booking import codes
from apps.core import days
from apps.core.errors import Refused
from apps.registration.models import Skill
from tests.factories import (
    ActivityFactory,
    QualificationFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
NINE = nine_oclock(2)
NOON = NINE + 3 * HOUR
DAY = days.day_of(NINE)
FIRST_AID, ENGLISH = "02", "06"


@pytest.fixture
def shift():
    """From nine to twelve, at a position that asks for a certificate of first aid."""
    activity = ActivityFactory(starts_at=NINE, ends_at=NOON)
    return ShiftFactory(position__activity=activity, position__required_skills=[FIRST_AID], capacity=50)


@pytest.fixture
def leader(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


def going(shift, **certificate):
    """Somebody who signed up, with a certificate that was checked; `state` nothing: without any."""
    volunteer = VolunteerFactory()
    said = {"state": "passed", **certificate}
    if said["state"]:
        decided = {"decided_by": UserFactory(), "decided_at": nine_oclock(-1), "reason": "看不清"}
        waits = said["state"] == "pending"
        QualificationFactory(volunteer=volunteer, **({} if waits else decided), **said)
    return SignupFactory(shift=shift, volunteer=volunteer)


@pytest.fixture
def qualified(shift):
    return going(shift, expires_on=DAY)


@pytest.fixture
def lapsed(shift):
    return going(shift, expires_on=DAY - days.ONE)


def come(signup):
    code = codes.code_at(KIND, signup.shift_id, codes.IN, NINE)
    return check_in(signup.shift, by=signup.volunteer.user, code=code, at=NINE)


def test_by_code_who_holds_it_on_that_day_comes_in_and_the_other_is_told_what_to_do(qualified, lapsed):
    with pytest.raises(Refused) as refusal:
        come(lapsed)

    assert (refusal.value.code, Presence.objects.count()) == ("not_qualified", 0)
    assert ("急救" in str(refusal.value), "传上来" in str(refusal.value)) == (True, True)
    assert come(qualified).signup == qualified


@pytest.mark.parametrize("certificate", [{"state": ""}, {"state": "pending"}, {"state": "refused"}])
def test_a_certificate_nobody_passed_opens_no_door(shift, certificate):
    with pytest.raises(Refused) as refusal:
        come(going(shift, **certificate))

    assert refusal.value.code == "not_qualified"


def test_what_the_whole_activity_asks_for_is_asked_as_well(shift):
    Position.objects.update(required_skills=[])
    Activity.objects.update(required_skills=[FIRST_AID])
    signup = Signup.objects.get(pk=going(shift, state="").pk)

    with pytest.raises(Refused) as refusal:
        come(signup)

    assert refusal.value.code == "not_qualified"


def test_what_people_say_of_themselves_is_not_asked_at_the_door(shift):
    assert not Skill.objects.get(pk=ENGLISH).needs_certificate
    Position.objects.update(required_skills=[ENGLISH])
    signup = Signup.objects.get(pk=going(shift, state="").pk)

    assert come(signup).signup == signup


def test_the_roll_names_who_lacks_it_and_notes_nobody(shift, leader, qualified, lapsed):
    marks = [Mark(one.pk, NINE, NOON) for one in (qualified, lapsed)]

    with pytest.raises(Refused, match=lapsed.volunteer.masked_name.replace("*", r"\*")) as refusal:
        call_roll(shift, marks, by=leader, at=NOON)

    assert (refusal.value.code, Presence.objects.count()) == ("not_qualified", 0)
    call_roll(shift, marks[:1], by=leader, at=NOON)
    assert Presence.objects.get().signup == qualified


def test_the_roll_in_the_field_answers_for_each(shift, leader, qualified, lapsed):
    taps = [Tap(uuid.uuid4(), one.pk, codes.IN, NINE) for one in (qualified, lapsed)]

    answers = take_taps(shift, taps, by=leader, sent_at=NOON, at=NOON)

    assert {answer.mark: answer.code for answer in answers} == {
        taps[0].mark: "noted",
        taps[1].mark: "not_qualified",
    }


def test_the_check_in_page_says_what_is_missing_and_leads_there(client):
    now = timezone.now()
    activity = ActivityFactory(starts_at=now, ends_at=now + HOUR)
    signup = going(ShiftFactory(position__activity=activity, position__required_skills=[FIRST_AID]), state="")
    client.force_login(signup.volunteer.user)

    page = client.get(reverse("activities:check_in")).content.decode()

    assert ("这个岗位要有“急救”的证书" in page, "去传证书" in page) == (True, True)
    assert f'href="{reverse("registration:file")}"' in page
