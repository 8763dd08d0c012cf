"""What may hurt people: published with insurance only, and nobody comes to it uninsured (志愿服务条例第十七条)."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.activities.actions import copy_activity, move_shift, publish_activity, sign_up, submit_activity
from apps.activities.actions.changes import accept_change, change_published
from apps.activities.attendance import KIND, Mark, Tap, call_roll, check_in, take_taps
from apps.activities.models import Activity, Presence, Signup
from apps.activities.never import CODES
from apps.booking import codes
from apps.core import invariants
from apps.core.days import today
from apps.core.errors import Refused
from apps.insurance.models import Cover, Policy
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    ConsentFactory,
    CoverFactory,
    GuardianshipFactory,
    OfficerFactory,
    OrganizationFactory,
    PolicyFactory,
    PositionFactory,
    PresenceFactory,
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
def policy():
    return PolicyFactory()


@pytest.fixture
def shift(policy):
    """From nine to twelve, of a hazardous activity that is out."""
    activity = ActivityFactory(is_hazardous=True, starts_at=NINE, ends_at=NOON)
    return ShiftFactory(position__activity=activity, capacity=50)


@pytest.fixture
def leader(shift):
    return StaffFactory(organization=shift.position.activity.organization).user


@pytest.fixture
def draft():
    staff = StaffFactory()
    activity = ActivityFactory(
        organization=staff.organization,
        author=staff.user,
        state="draft",
        is_hazardous=True,
        decided_by=None,
        decided_at=None,
        starts_at=NINE,
        ends_at=NOON,
    )
    ShiftFactory(position__activity=activity, starts_at=NINE, ends_at=NOON)
    activity.writer = staff.user
    return activity


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def insured(policy, **volunteer):
    return CoverFactory(policy=policy, volunteer=VolunteerFactory(**volunteer)).volunteer


def come(shift, volunteer, moment=NINE):
    code = codes.code_at(KIND, shift.pk, codes.IN, moment)
    return check_in(shift, by=volunteer.user, code=code, at=moment)


# --- publishing ------------------------------------------------------------------------------------------


def published(draft):
    submit_activity(draft, kinds=CODES, by=draft.writer)
    return publish_activity(draft, kinds=CODES, by=UserFactory()).state


def test_with_the_free_policy_of_the_region_it_is_published(draft, policy):
    assert published(draft) == "published"


@pytest.mark.parametrize(
    "fields",
    [
        {"covers_hazard": False},
        {"state": "draft"},
        {"ends_on": NINE.date() - DAY},
        {"starts_on": NINE.date() + DAY},
        {"region_id": "150102"},
        {"serves": "activity"},
    ],
)
def test_with_another_policy_it_is_not(draft, policy, fields):
    assert Activity.objects.get().is_insured
    Policy.objects.update(**{"started_at": None, "started_by": None} if "state" in fields else {}, **fields)

    assert refusal_code(published, draft) == "hazardous_needs_insurance"


def test_a_policy_of_its_own_will_do(draft):
    own = PolicyFactory(organization=draft.organization, serves="activity")
    assert refusal_code(published, draft) == "hazardous_needs_insurance"

    Activity.objects.update(policy=own)
    draft.refresh_from_db()

    assert published(draft) == "published"


def test_the_database_holds_it_too(draft):
    with pytest.raises(IntegrityError, match="activities_activity_hazardous_needs_insurance_first"):
        ActivityFactory(is_hazardous=True)


def test_it_never_comes_to_last_longer_than_its_insurance(shift, leader):
    Policy.objects.update(ends_on=NINE.date())
    later = {"starts_at": NINE + DAY, "ends_at": NOON + DAY}

    assert refusal_code(move_shift, shift, **later, by=leader) == "hazardous_needs_insurance"
    assert move_shift(shift, starts_at=NINE + HOUR, ends_at=NOON, by=leader).starts_at == NINE + HOUR


def test_a_policy_that_ends_leaves_the_notice_where_it_is(shift):
    Policy.objects.update(state="withdrawn", reason="换公司", ended_at=NINE)

    Activity.objects.update(state="cancelled", reason="没有保险")

    assert Activity.objects.get().state == "cancelled"


def test_only_ones_own_policies_can_be_chosen(draft):
    own = PolicyFactory(organization=draft.organization, serves="activity")
    office = PolicyFactory(serves="activity")
    for _other in ("draft", "checking"):
        PolicyFactory(organization=draft.organization, serves="activity", state=_other)
    PolicyFactory(organization=OrganizationFactory(), serves="activity")
    PolicyFactory(region=Region.objects.get(pk="150102"), serves="activity")
    PolicyFactory()

    offered = Policy.objects.offered_to(draft.organization_id, draft.region_id)

    assert set(offered) == {own, office}


def test_a_copy_leaves_behind_a_policy_that_has_ended(shift, leader):
    activity = shift.position.activity
    own = PolicyFactory(organization=activity.organization, serves="activity")
    Activity.objects.update(policy=own)
    assert copy_activity(activity, by=leader).policy == own

    Policy.objects.filter(pk=own.pk).update(state="ended")

    assert copy_activity(activity, by=leader).policy is None


def test_another_policy_is_looked_at_by_somebody_else(shift, leader, policy):
    activity = shift.position.activity
    own = PolicyFactory(organization=activity.organization, serves="activity")
    short = PolicyFactory(organization=activity.organization, serves="activity", covers_hazard=False)
    Policy.objects.filter(pk=policy.pk).update(covers_hazard=False)

    without = refusal_code(change_published, activity, values={"policy_id": short.pk}, by=leader)
    change = change_published(activity, values={"policy_id": own.pk}, by=leader)
    accept_change(change, by=OfficerFactory().user)

    assert without == "hazardous_needs_insurance"
    assert Activity.objects.get().policy == own


# --- signing up ------------------------------------------------------------------------------------------


def test_nobody_under_eighteen_signs_up(shift, policy):
    minor = insured(policy, birth_date=NINE.date() - datetime.timedelta(days=17 * 365))
    guardianship = GuardianshipFactory(child=minor)
    for purpose in ("minor", "minor_data"):
        ConsentFactory(user=minor.user, given_by=guardianship.guardian.user, purpose=purpose)
    adult = VolunteerFactory()

    assert refusal_code(sign_up, minor, shift, by=minor.user) == "hazardous_for_minors"
    assert sign_up(adult, shift, by=adult.user).state == "joined"


@pytest.mark.parametrize(("is_named", "state"), [(False, "accepted"), (True, "eligible")])
def test_whoever_gets_a_place_is_put_on_the_way_into_the_policy_of_the_activity(shift, is_named, state):
    activity = shift.position.activity
    own = PolicyFactory(organization=activity.organization, serves="activity", is_named=is_named)
    Activity.objects.update(policy=own)
    volunteer = VolunteerFactory()

    sign_up(volunteer, shift, by=volunteer.user)

    cover = Cover.objects.get(policy=own)
    assert (cover.volunteer, cover.state, cover.first_day) == (volunteer, state, today())


# --- coming ----------------------------------------------------------------------------------------------


def test_by_code_the_insured_come_in_and_the_uninsured_do_not(shift, policy):
    volunteer, other = insured(policy), VolunteerFactory()
    for person in (volunteer, other):
        SignupFactory(shift=shift, volunteer=person)

    assert refusal_code(come, shift, other) == "not_covered"
    assert come(shift, volunteer).signup.volunteer == volunteer
    assert Presence.objects.count() == 1


def test_a_cover_that_ended_yesterday_lets_nobody_in(shift, policy):
    cover = CoverFactory(policy=policy)
    Cover.objects.update(during=[NINE.date() - 9 * DAY, NINE.date()])
    SignupFactory(shift=shift, volunteer=cover.volunteer)

    assert refusal_code(come, shift, cover.volunteer) in {"not_covered", "not_covered_yet"}


def test_where_nothing_is_dangerous_nobody_is_asked(shift):
    Activity.objects.update(is_hazardous=False)
    signup = SignupFactory(shift=shift)

    assert come(shift, signup.volunteer).signup == signup


def test_the_database_lets_nobody_in_uninsured(shift, policy):
    inside = SignupFactory(shift=shift, volunteer=insured(policy))
    PresenceFactory(signup=inside)

    with (
        pytest.raises(IntegrityError, match="activities_presence_of_a_hazardous_shift_is_covered"),
        transaction.atomic(),
    ):
        PresenceFactory(signup=SignupFactory(shift=shift))


def test_the_roll_names_who_is_not_insured_and_notes_nobody(shift, leader, policy):
    fine = SignupFactory(shift=shift, volunteer=insured(policy))
    missing = SignupFactory(shift=shift)
    marks = [Mark(one.pk, NINE, NOON) for one in (fine, missing)]

    with pytest.raises(Refused, match=missing.volunteer.masked_name.replace("*", r"\*")) as refusal:
        call_roll(shift, marks, by=leader, at=NOON)
    assert (refusal.value.code, Presence.objects.count()) == ("not_covered", 0)

    call_roll(shift, marks[:1], by=leader, at=NOON)
    assert Presence.objects.get().signup == fine


def test_the_roll_in_the_field_answers_for_each(shift, leader, policy):
    fine = SignupFactory(shift=shift, volunteer=insured(policy))
    missing = SignupFactory(shift=shift)
    taps = [Tap(uuid.uuid4(), one.pk, codes.IN, NINE) for one in (fine, missing)]

    answers = take_taps(shift, taps, by=leader, sent_at=NOON, at=NOON)

    assert {answer.mark: answer.code for answer in answers} == {
        taps[0].mark: "noted",
        taps[1].mark: "not_covered",
    }
    assert Presence.objects.get().signup == fine


def test_the_roll_asks_once_however_many_they_are(shift, leader, policy):
    def statements(count):
        signups = [SignupFactory(shift=shift, volunteer=insured(policy)) for _one in range(count)]
        taps = [Tap(uuid.uuid4(), one.pk, codes.IN, NINE) for one in signups]
        with CaptureQueriesContext(connection) as queries:
            take_taps(shift, taps, by=leader, sent_at=NOON, at=NOON)
        return sum("insurance_cover" in query["sql"] for query in queries)

    assert statements(1) == statements(30)


def test_the_check_in_page_says_what_is_missing_and_leads_there(client):
    policy = PolicyFactory(is_named=True)
    now = timezone.now()
    activity = ActivityFactory(is_hazardous=True, starts_at=now, ends_at=now + HOUR)
    signup = SignupFactory(shift=ShiftFactory(position__activity=activity))
    CoverFactory(policy=policy, volunteer=signup.volunteer, state="eligible")
    client.force_login(signup.volunteer.user)

    page = client.get(reverse("activities:check_in")).content.decode()

    assert "先同意把名单交给保险公司" in page
    assert f'href="{reverse("accounts:consents")}"' in page


# --- always true -----------------------------------------------------------------------------------------


def broken(name):
    assert invariants.names()
    return [row.id for row in invariants.bad_rows(name)]


def test_whoever_came_to_danger_was_insured(shift, policy):
    presence = PresenceFactory(signup=SignupFactory(shift=shift, volunteer=insured(policy)))
    assert broken("activities_whoever_came_to_danger_was_insured") == []

    Cover.objects.all().delete()

    assert broken("activities_whoever_came_to_danger_was_insured") == [presence.pk]


def test_a_position_more_changes_nothing_about_insurance(draft, policy):
    PositionFactory(activity=draft)

    assert Signup.objects.count() == 0
    assert refusal_code(published, draft) == "no_shifts"
