"""Conditions of a sign-up: each refused by itself, known before the click, the same under the lock."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.activities.actions import sign_up
from apps.activities.conditions import CONDITIONS, About, Facts, condition, missing_for, touches_night
from apps.activities.models import Activity, Shift, Signup
from apps.activities.offers import offers_of, verdicts_of
from apps.core import days
from apps.core.errors import Refused
from apps.organizations.models import Member
from apps.registration.models import Qualification, Skill
from tests.factories import (
    ActivityFactory,
    GuardianshipFactory,
    OrganizationFactory,
    PresenceFactory,
    QualificationFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
    VolunteerFactory,
    YearTotalFactory,
    nine_oclock,
)
from tests.world import agree

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def verdict(volunteer, shift):
    """What the page says before the click, as a code; the action says the same, or takes the place."""
    shift = Shift.objects.select_related("position__activity__organization").get(pk=shift.pk)
    missing = missing_for(Facts(volunteer, [shift], by=volunteer.user, now=timezone.now()), shift)
    if missing:
        with pytest.raises(Refused) as refusal:
            sign_up(volunteer, shift, by=volunteer.user)
        assert (refusal.value.code, str(refusal.value)) == (missing.code, missing.words)
        assert missing.url
        return missing.code
    signup = sign_up(volunteer, shift, by=volunteer.user)
    Signup.objects.filter(pk=signup.pk).update(state="left", left_at=timezone.now())
    Shift.objects.filter(pk=shift.pk).update(taken=0)
    return None


def of_age(years, extra=0, **fields):
    """Somebody who turns so many years old on the day of the shift (two days ahead), or `extra` days later."""
    day = days.today() + datetime.timedelta(days=2)
    born = datetime.date(day.year - years, day.month, min(day.day, 28)) + datetime.timedelta(days=extra)
    return VolunteerFactory(birth_date=born, **fields)


def agreed(child):
    """A child whose guardian agreed."""
    guardian = GuardianshipFactory(child=child).guardian
    for purpose in ("minor", "minor_data"):
        agree(child.user, purpose, by=guardian.user)
    return child


def shift_of(**fields):
    return ShiftFactory(**{f"position__activity__{name}": value for name, value in fields.items()})


def test_whoever_meets_everything_gets_a_place():
    assert verdict(VolunteerFactory(), ShiftFactory()) is None


def test_identity_passes_first():
    unknown = VolunteerFactory(identity_state="pending", number=None, passed_at=None)
    assert verdict(unknown, ShiftFactory()) == "identity_not_passed"


def test_a_guardian_agrees_first():
    child, shift = of_age(15), shift_of(minimum_age=14)
    assert verdict(child, shift) == "guardian_consent_missing"

    assert verdict(agreed(child), shift) is None


def test_nobody_is_too_young_or_too_old_on_the_day():
    shift = shift_of(minimum_age=30, maximum_age=40)
    day = days.day_of(shift.starts_at)

    def born(years, later=0):
        return VolunteerFactory(
            birth_date=day.replace(year=day.year - years) + datetime.timedelta(days=later)
        )

    assert verdict(born(30, later=1), shift) == "too_young"
    assert verdict(born(30), shift) is None
    assert verdict(born(41, later=1), shift) is None
    assert verdict(born(41), shift) == "too_old"


def test_danger_is_nothing_for_minors():
    activity = ActivityFactory(
        state="draft", decided_by=None, decided_at=None, is_hazardous=True, minimum_age=18
    )
    shift = ShiftFactory(position__activity=activity)
    child, adult = agreed(of_age(17)), VolunteerFactory()

    def codes(volunteer):
        return missing_for(
            Facts(volunteer, [shift], by=volunteer.user, now=timezone.now()), shift, [About.SHIFT]
        )

    assert codes(child).code == "hazardous_for_minors"
    assert codes(adult) is None


@pytest.mark.parametrize(
    ("start", "hours", "code"), [(19, 3, None), (20, 3, "night_for_minors"), (6, 3, None)]
)
def test_minors_sleep_at_night(start, hours, code):
    begins = days.start_of(days.today() + datetime.timedelta(days=2)) + start * HOUR
    activity = ActivityFactory(minimum_age=14, starts_at=begins, ends_at=begins + hours * HOUR)
    shift = ShiftFactory(position__activity=activity)

    assert verdict(agreed(of_age(16)), shift) == code
    assert verdict(VolunteerFactory(), shift) is None


@pytest.mark.parametrize(
    ("start", "end", "touches"),
    [
        (22, 23, True),
        (21, 22, False),
        (6, 8, False),
        (5, 7, True),
        (0, 1, True),
        (9, 33, True),
        (23, 25, True),
    ],
)
def test_a_night_goes_from_ten_to_six(start, end, touches):
    midnight = days.start_of(datetime.date(2026, 5, 4))
    assert touches_night(midnight + start * HOUR, midnight + end * HOUR, 22, 6) is touches


def test_who_lives_elsewhere_is_told_so():
    assert verdict(VolunteerFactory(), shift_of(residents_of_id="1504")) is None
    assert verdict(VolunteerFactory(), shift_of(residents_of_id="150102")) == "not_a_resident"


def test_members_only():
    shift, volunteer = shift_of(members_only=True), VolunteerFactory()
    assert verdict(volunteer, shift) == "members_only"

    Member.objects.create(
        organization=shift.position.activity.organization,
        user=volunteer.user,
        state="member",
        how="code",
        joined_at=timezone.now(),
    )
    assert verdict(volunteer, shift) is None


def test_signing_up_opens_when_it_opens():
    volunteer = VolunteerFactory()
    assert verdict(volunteer, shift_of(opens_at=timezone.now() + HOUR)) == "not_open_yet"
    assert verdict(volunteer, shift_of(opens_at=timezone.now() - HOUR)) is None


@pytest.fixture
def skills():
    """One that one simply has, and one that needs a certificate."""
    known = Skill.objects.all()
    return known.filter(needs_certificate=False).first(), known.filter(needs_certificate=True).first()


def test_skills_are_asked_by_the_activity_and_by_the_position(skills):
    plain, _certified = skills
    shift = ShiftFactory(position__required_skills=[plain.pk])
    other = shift_of(required_skills=[plain.pk])

    assert verdict(VolunteerFactory(), shift) == "skill_missing"
    assert verdict(VolunteerFactory(), other) == "skill_missing"
    assert verdict(VolunteerFactory(skill_codes=[plain.pk]), shift) is None
    assert verdict(VolunteerFactory(skill_codes=[plain.pk]), other) is None


def test_a_certificate_is_in_force_on_the_day_of_the_shift(skills):
    _plain, certified = skills
    shift = ShiftFactory(position__required_skills=[certified.pk])
    day, volunteer = days.day_of(shift.starts_at), VolunteerFactory(skill_codes=[certified.pk])
    assert verdict(volunteer, shift) == "skill_missing"

    held = certificate(volunteer, certified, expires_on=day)
    assert verdict(volunteer, shift) is None

    Qualification.objects.filter(pk=held.pk).update(expires_on=day - datetime.timedelta(days=1))
    assert verdict(volunteer, shift) == "skill_missing"


def certificate(volunteer, skill, **fields):
    decided = {"decided_by": UserFactory(), "decided_at": timezone.now()}
    return QualificationFactory(volunteer=volunteer, skill_id=skill.pk, state="passed", **decided, **fields)


def test_the_state_of_shift_activity_and_organization_counts():
    volunteer, now = VolunteerFactory(), timezone.now()
    organization = OrganizationFactory(state="suspended", reason="核查中")

    assert verdict(volunteer, ShiftFactory(called_off_at=now)) == "called_off"
    assert verdict(volunteer, shift_of(state="cancelled", reason="大雪")) == "not_open"
    assert verdict(volunteer, shift_of(state="draft")) == "not_open"
    assert verdict(volunteer, shift_of(organization=organization)) == "organization_suspended"
    assert verdict(volunteer, shift_of(starts_at=now - HOUR, ends_at=now + HOUR)) == "started"
    assert verdict(volunteer, shift_of(starts_at=now - 2 * HOUR, ends_at=now - HOUR)) == "not_open"


def test_an_overlap_names_the_other_activity():
    held = SignupFactory()
    later = ShiftFactory(starts_at=held.shift.starts_at + HOUR, ends_at=held.shift.ends_at + HOUR)

    with pytest.raises(Refused, match=held.shift.position.activity.title):
        sign_up(held.volunteer, later, by=held.volunteer.user)
    assert verdict(held.volunteer, later) == "overlaps"


def missed(volunteer, days_ago, *, state="no_show", counted_days_ago=0):
    """A shift some days ago to which the person did not come."""
    start = nine_oclock(-days_ago)
    activity = ActivityFactory(starts_at=start, ends_at=start + 2 * HOUR)
    fields = {"reason": "发烧"} if state == "excused" else {}
    if state == "no_show":
        fields["left_at"] = timezone.now() - datetime.timedelta(days=counted_days_ago)
    return SignupFactory(volunteer=volunteer, shift__position__activity=activity, state=state, **fields)


def came(volunteer, days_ago):
    return PresenceFactory(signup=missed(volunteer, days_ago, state="joined"))


def test_three_times_in_a_row_pause_signing_up_until_a_day_that_is_said():
    volunteer = VolunteerFactory()
    for days_ago in (9, 8):
        missed(volunteer, days_ago)
    assert verdict(volunteer, ShiftFactory()) is None

    missed(volunteer, 7)
    assert verdict(volunteer, ShiftFactory()) == "paused"
    until = days.today() + datetime.timedelta(days=30)
    with pytest.raises(Refused, match=f"{until.month}月{until.day}日"):
        sign_up(volunteer, ShiftFactory(), by=volunteer.user)


def test_coming_once_breaks_the_row():
    volunteer = VolunteerFactory()
    missed(volunteer, 9)
    missed(volunteer, 8)
    came(volunteer, 7)
    missed(volunteer, 6)

    assert verdict(volunteer, ShiftFactory()) is None


def test_what_was_excused_does_not_count():
    volunteer = VolunteerFactory()
    for days_ago, state in ((9, "no_show"), (8, "excused"), (7, "no_show")):
        missed(volunteer, days_ago, state=state)

    assert verdict(volunteer, ShiftFactory()) is None


def test_a_pause_ends_by_itself_and_the_count_begins_anew():
    volunteer = VolunteerFactory()
    for days_ago in (60, 50, 40):
        missed(volunteer, days_ago, counted_days_ago=31)
    assert verdict(volunteer, ShiftFactory()) is None

    missed(volunteer, 5)
    assert verdict(volunteer, ShiftFactory()) is None


@pytest.mark.parametrize("times", [3, 4, 5, 6])
def test_more_than_three_in_a_row_pause_as_well(times):
    volunteer = VolunteerFactory()
    for days_ago in range(1, times + 1):
        missed(volunteer, days_ago, counted_days_ago=1)

    assert verdict(volunteer, ShiftFactory()) == "paused"


def test_a_small_child_is_better_accompanied():
    shift = shift_of(minimum_age=6)

    def hints(volunteer):
        return [offer.hint for offer in offers_of(shift.position.activity, volunteer)]

    assert hints(agreed(of_age(9))) == ["不满10岁的孩子，最好监护人也报这一班，一起来。"]
    assert hints(agreed(of_age(10))) == [""]


def test_some_activities_ask_for_hours_served_before():
    shift, volunteer = shift_of(minutes_before=120), VolunteerFactory()
    YearTotalFactory(volunteer=volunteer, year=2025, minutes=60)
    assert verdict(volunteer, shift) == "too_few_hours"

    YearTotalFactory(volunteer=volunteer, year=2026, minutes=60)
    assert verdict(volunteer, shift) is None


def test_an_app_to_the_right_adds_a_condition_of_its_own():
    assert "minutes" in CONDITIONS[About.ACTIVITY]

    with pytest.raises(ValueError, match="two conditions"):
        condition("age", About.SHIFT)(lambda facts, shift: None)


def everything(activity_count):
    """Activities that ask for everything one can ask for."""
    plain, certified = (Skill.objects.filter(needs_certificate=needed).first() for needed in (False, True))
    for number in range(activity_count):
        start = nine_oclock(3 + number)
        ShiftFactory.create_batch(
            2,
            position__activity=ActivityFactory(
                starts_at=start,
                ends_at=start + HOUR,
                minimum_age=14,
                members_only=number % 2 == 0,
                minutes_before=60 if number % 3 == 0 else 0,
                residents_of_id="1504",
                required_skills=[plain.pk],
            ),
            position__required_skills=[certified.pk],
        )
    return Activity.objects.select_related("organization", "residents_of")


def test_a_list_that_says_why_costs_the_same_for_a_few_and_for_many():
    volunteer = VolunteerFactory()

    everything(31)
    activities = list(Activity.objects.select_related("organization", "residents_of").order_by("pk"))

    def cost(count):
        with CaptureQueriesContext(connection) as queries:
            verdicts_of(activities[:count], volunteer, volunteer.user)
        return len(queries)

    assert cost(7) == cost(31)


def test_a_list_says_what_one_may_sign_up_to():
    volunteer, open_one, too_old = VolunteerFactory(), ActivityFactory(), ActivityFactory(minimum_age=60)
    for activity in (open_one, too_old):
        ShiftFactory(position__activity=activity)

    verdicts = verdicts_of([open_one, too_old], volunteer, volunteer.user)

    assert {key: missing and missing.code for key, missing in verdicts.items()} == {
        open_one.pk: None,
        too_old.pk: "too_young",
    }


def test_the_list_says_beside_an_activity_why_not_and_costs_the_same_for_many(client):
    volunteer = VolunteerFactory()
    client.force_login(volunteer.user)
    everything(7)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            rows = client.get("/activities/").context["cards"]
        return len(queries), rows

    few, rows = cost()
    assert {bool(card.why) for card in rows} == {True}
    assert "的成员能报" in rows[0].why
    everything(12)
    many, rows = cost()
    assert (few, len(rows)) == (many, 19)


def test_the_list_asks_nothing_of_who_is_not_registered(client):
    ShiftFactory(position__activity__minimum_age=60)

    assert [card.why for card in client.get("/activities/").context["cards"]] == [""]
