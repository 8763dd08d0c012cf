"""Writing notices, handing them in, reviewing them, calling them off."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.activities.actions import (
    add_position,
    add_shift,
    cancel_activity,
    change_capacity,
    publish_activity,
    remove_position,
    remove_shift,
    return_activity,
    save_draft,
    submit_activity,
)
from apps.activities.models import Activity, Position, Shift, Signup
from apps.activities.never import CODES
from apps.core.days import today
from apps.core.errors import Refused
from apps.core.models import AuditRow, PolicyRow
from apps.messaging.models import Message
from apps.regions.models import Region
from tests.factories import (
    ActivityFactory,
    OfficerFactory,
    PositionFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    UserFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db

NOT_DECIDED = {"decided_by": None, "decided_at": None}
HOUR = datetime.timedelta(hours=1)
LAST_MOMENT = datetime.datetime.max.replace(tzinfo=datetime.UTC)


@pytest.fixture
def staff():
    return StaffFactory()


@pytest.fixture
def draft(staff):
    return ActivityFactory(
        organization=staff.organization,
        state="draft",
        author=staff.user,
        starts_at=None,
        ends_at=None,
        **NOT_DECIDED,
    )


@pytest.fixture
def position(draft):
    return PositionFactory(activity=draft)


@pytest.fixture
def waiting():
    return ActivityFactory(state="in_review", submitted_at=timezone.now(), **NOT_DECIDED)


def refusal_code(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.code


def add(position, by, start=None, end=None, capacity=5):
    start = start or nine_oclock(3)
    return add_shift(position, starts_at=start, ends_at=end or start + HOUR, capacity=capacity, by=by)


# --- writing -----------------------------------------------------------------------------------------


def test_a_draft_lies_in_its_region_at_every_level_and_can_be_found_by_its_words(staff):
    activity = ActivityFactory.build(organization=staff.organization, title="清雪", place="东街", region=None)
    activity.state, activity.pk, activity.decided_by, activity.author = "draft", None, None, None
    activity.decided_at = activity.starts_at = activity.ends_at = None

    saved = save_draft(activity, region=Region.objects.get(pk="150430"), by=staff.user)

    assert (saved.region_id, saved.league, saved.banner, saved.township) == ("150430", "1504", "150430", "")
    assert {"清", "雪", "清雪", "东街", "塑料"} <= set(saved.grams)
    assert saved.author == staff.user


def test_the_dates_of_an_activity_follow_its_shifts(draft, position, staff):
    first = add(position, staff.user, nine_oclock(3))
    last = add(position, staff.user, nine_oclock(5))
    draft.refresh_from_db()
    assert (draft.starts_at, draft.ends_at) == (first.starts_at, last.ends_at)

    remove_shift(first, by=staff.user)
    draft.refresh_from_db()
    assert (draft.starts_at, draft.ends_at) == (last.starts_at, last.ends_at)

    remove_position(position, by=staff.user)
    draft.refresh_from_db()
    assert (draft.starts_at, draft.ends_at) == (None, None)


@pytest.mark.parametrize(
    ("shift", "code"),
    [
        ((nine_oclock(-1),), "past"),
        ((nine_oclock(400),), "too_far"),
        ((LAST_MOMENT, LAST_MOMENT), "too_far"),
        ((nine_oclock(3), nine_oclock(3)), "bad_times"),
        ((nine_oclock(3), nine_oclock(2)), "bad_times"),
        ((nine_oclock(3), nine_oclock(4) + HOUR), "bad_times"),
        ((nine_oclock(3), None, 0), "bad_capacity"),
        ((nine_oclock(3), None, -1), "bad_capacity"),
        ((nine_oclock(3), None, 10_001), "bad_capacity"),
    ],
)
def test_impossible_shifts_are_refused(position, staff, shift, code):
    assert refusal_code(add, position, staff.user, *shift) == code
    assert not Shift.objects.exists()


def test_a_shift_may_last_over_midnight(position, staff):
    shift = add(position, staff.user, nine_oclock(3) + 13 * HOUR, nine_oclock(4))

    assert shift.minutes == 11 * 60


def test_an_activity_is_three_months_at_most(position, staff):
    add(position, staff.user, nine_oclock(3))

    assert refusal_code(add, position, staff.user, nine_oclock(120)) == "too_long"
    assert Shift.objects.count() == 1


def test_an_activity_has_two_hundred_shifts_at_most(position, staff):
    start = nine_oclock(3)
    Shift.objects.bulk_create(
        Shift(position=position, starts_at=start + n * HOUR, ends_at=start + (n + 1) * HOUR, capacity=1)
        for n in range(200)
    )

    assert refusal_code(add, position, staff.user, nine_oclock(2)) == "too_many_shifts"


@pytest.mark.parametrize(
    ("item", "value", "times", "code"),
    [
        ("days_ahead", 2, (nine_oclock(3), None), "too_far"),
        ("shift_hours", 1, (nine_oclock(3), nine_oclock(3) + 2 * HOUR), "bad_times"),
        ("shifts", 0, (nine_oclock(3), None), "too_many_shifts"),
        ("days", 0, (nine_oclock(3), nine_oclock(3) + 2 * HOUR), "too_long"),
    ],
)
def test_how_long_and_how_many_stands_in_the_policy(position, staff, item, value, times, code):
    PolicyRow.objects.create(
        topic="activity", item=item, value=value, unit="x", valid_from=today(), source="试验"
    )

    assert refusal_code(add, position, staff.user, *times) == code


def test_a_position_has_one_shift_at_a_time(position, staff):
    add(position, staff.user)

    assert refusal_code(add, position, staff.user) == "shift_there"


def test_a_position_is_named_once(position, staff):
    assert (
        refusal_code(add_position, position.activity, name=position.name, by=staff.user) == "position_there"
    )


@pytest.mark.parametrize("state", ["in_review", "published", "cancelled"])
def test_what_was_handed_in_stays_as_it_was_reviewed(position, staff, state):
    shift = add(position, staff.user)
    for step in {"in_review": ["in_review"], "published": ["in_review", "published"]}.get(
        state, ["in_review", "published", "cancelled"]
    ):
        Activity.objects.update(
            state=step, reason="大雪", decided_by=UserFactory(), decided_at=timezone.now()
        )
    activity = Activity.objects.get()

    assert refusal_code(save_draft, activity, region=activity.region, by=staff.user) == "not_a_draft"
    assert refusal_code(add_position, activity, name="引导", by=staff.user) == "not_a_draft"
    assert refusal_code(add, position, staff.user, nine_oclock(4)) == "not_a_draft"
    assert refusal_code(remove_shift, shift, by=staff.user) == "not_a_draft"
    assert refusal_code(remove_position, position, by=staff.user) == "not_a_draft"


def test_people_of_another_organization_write_nothing(position):
    stranger = StaffFactory().user

    with pytest.raises(Activity.DoesNotExist):
        add(position, stranger)
    assert refusal_code(save_draft, position.activity, region=position.activity.region, by=stranger) == (
        "organization_not_approved"
    )


def test_people_of_a_suspended_organization_do_nothing(draft, position, staff):
    staff.organization.state, staff.organization.reason = "suspended", "核查中"
    staff.organization.save()

    assert refusal_code(save_draft, draft, region=draft.region, by=staff.user) == "organization_not_approved"
    for attempt in (
        lambda: add(position, staff.user),
        lambda: submit_activity(draft, kinds=CODES, by=staff.user),
        lambda: cancel_activity(draft, reason="大雪", by=staff.user),
    ):
        with pytest.raises(Activity.DoesNotExist):
            attempt()


# --- places ------------------------------------------------------------------------------------------


@pytest.fixture
def published():
    shift = SignupFactory(shift__capacity=3).shift
    return shift, StaffFactory(organization=shift.position.activity.organization).user


def test_there_are_never_fewer_places_than_people(published):
    shift, staff = published
    SignupFactory(shift=shift)

    assert refusal_code(change_capacity, shift, capacity=1, by=staff) == "capacity_below_taken"
    assert change_capacity(shift, capacity=2, by=staff).capacity == 2


@pytest.mark.parametrize("capacity", [0, -3, 10_001])
def test_places_are_between_one_and_ten_thousand(published, capacity):
    shift, staff = published

    assert refusal_code(change_capacity, shift, capacity=capacity, by=staff) == "bad_capacity"


def test_places_of_another_organization_stay(published):
    shift, _staff = published

    assert refusal_code(change_capacity, shift, capacity=9, by=StaffFactory().user) == "started"
    shift.refresh_from_db()
    assert shift.capacity == 3


# --- review ------------------------------------------------------------------------------------------


def test_a_complete_notice_is_handed_in(draft, position, staff):
    add(position, staff.user)

    assert submit_activity(draft, kinds=CODES, by=staff.user).state == "in_review"


@pytest.mark.parametrize("positions", [0, 1])
def test_without_shifts_nothing_is_handed_in(draft, staff, positions):
    PositionFactory.create_batch(positions, activity=draft)

    assert refusal_code(submit_activity, draft, kinds=CODES, by=staff.user) == "no_shifts"


def test_with_a_date_gone_by_nothing_is_handed_in(draft, position, staff):
    ShiftFactory(position=position, starts_at=nine_oclock(-1), ends_at=nine_oclock(1))

    assert refusal_code(submit_activity, draft, kinds=CODES, by=staff.user) == "past"


def test_what_may_hurt_people_waits_for_insurance(draft, position, staff):
    add(position, staff.user)
    Activity.objects.update(is_hazardous=True)

    assert refusal_code(submit_activity, draft, kinds=CODES, by=staff.user) == "hazardous_needs_insurance"
    Activity.objects.update(state="in_review")
    assert refusal_code(publish_activity, draft, kinds=CODES, by=UserFactory()) == "hazardous_needs_insurance"


def test_a_notice_is_published_by_someone_who_did_not_write_it(waiting):
    published = publish_activity(waiting, kinds=CODES, by=UserFactory())

    assert (published.state, list(Activity.objects.open())) == ("published", [waiting])
    assert Message.objects.get().recipient == waiting.author
    assert AuditRow.objects.get().action == "activity.published"


def test_nobody_reviews_what_they_wrote(waiting):
    officer = OfficerFactory(user=waiting.author)

    assert list(Activity.objects.reviewable_by(officer.user)) == []
    assert refusal_code(publish_activity, waiting, kinds=CODES, by=officer.user) == "own_activity"
    assert refusal_code(return_activity, waiting, by=officer.user, reason="改") == "own_activity"


def test_a_notice_is_decided_once(waiting):
    publish_activity(waiting, kinds=CODES, by=UserFactory())

    assert refusal_code(return_activity, waiting, by=UserFactory(), reason="改") == "already_decided"


def test_a_notice_whose_dates_are_gone_is_not_published(waiting):
    Activity.objects.update(starts_at=nine_oclock(-3), ends_at=nine_oclock(-2))

    assert refusal_code(publish_activity, waiting, kinds=CODES, by=UserFactory()) == "past"


def test_a_returned_notice_says_why_and_can_be_handed_in_again(waiting):
    staff = StaffFactory(organization=waiting.organization).user
    PositionFactory(activity=waiting)
    add_reason = refusal_code(return_activity, waiting, by=UserFactory(), reason="  ")
    returned = return_activity(waiting, by=UserFactory(), reason="写清楚带什么工具")

    assert (add_reason, returned.reason) == ("no_reason", "写清楚带什么工具")
    assert Message.objects.get().body == "写清楚带什么工具"
    add(waiting.positions.get(), staff)
    assert submit_activity(waiting, kinds=CODES, by=staff).reason == ""


@pytest.mark.parametrize(
    ("region", "kind", "sees"),
    [
        ("150430", "youth_league", True),
        ("1504", "civilization", True),
        ("15", "youth_league", True),
        ("150430", "education", False),
        ("150402", "youth_league", False),
        ("1501", "youth_league", False),
    ],
)
def test_reviewers_see_their_region_and_what_lies_below(waiting, region, kind, sees):
    officer = OfficerFactory(region=region, office_kind=kind).user

    assert list(Activity.objects.reviewable_by(officer)) == ([waiting] if sees else [])


def test_a_reader_reviews_nothing(waiting):
    assert not Activity.objects.reviewable_by(OfficerFactory(role="reader").user).exists()


# --- calling off -------------------------------------------------------------------------------------


def test_calling_off_frees_every_place_and_tells_everybody(published):
    shift, staff = published
    other = SignupFactory(shift=shift)

    activity = cancel_activity(shift.position.activity, reason="大雪封路", by=staff)

    shift.refresh_from_db()
    assert (activity.state, shift.taken, shift.called_off_at is not None) == ("cancelled", 0, True)
    assert set(Signup.objects.values_list("state", flat=True)) == {"called_off"}
    told = Message.objects.filter(kind="activity_cancelled")
    assert told.count() == 2
    assert "大雪封路" in told.get(recipient=other.volunteer.user).body


@pytest.mark.parametrize("count", [1, 20])
def test_calling_off_costs_the_same_whatever_the_number(count, django_assert_num_queries):
    shift = ShiftFactory(capacity=count)
    staff = StaffFactory(organization=shift.position.activity.organization).user
    SignupFactory.create_batch(count, shift=shift)

    with django_assert_num_queries(16):
        cancel_activity(shift.position.activity, reason="大雪", by=staff)


def test_what_has_begun_is_not_called_off():
    activity = ActivityFactory(starts_at=nine_oclock(-1), ends_at=nine_oclock(3))
    begun = SignupFactory(
        shift__position__activity=activity, shift__starts_at=nine_oclock(-1), shift__ends_at=nine_oclock(0)
    )
    ahead = SignupFactory(
        shift__position__activity=activity, shift__starts_at=nine_oclock(2), shift__ends_at=nine_oclock(3)
    )
    staff = StaffFactory(organization=activity.organization).user

    cancel_activity(activity, reason="大雪", by=staff)

    for signup in (begun, ahead):
        signup.refresh_from_db()
    assert (begun.state, ahead.state) == ("joined", "called_off")


def test_once_the_last_shift_has_begun_nothing_is_called_off():
    activity = ActivityFactory(starts_at=nine_oclock(-1), ends_at=nine_oclock(1))
    ShiftFactory(position__activity=activity)
    staff = StaffFactory(organization=activity.organization).user

    assert refusal_code(cancel_activity, activity, reason="大雪", by=staff) == "started"


def test_a_draft_is_not_called_off(draft, staff):
    assert refusal_code(cancel_activity, draft, reason="大雪", by=staff.user) == "not_published"


def test_calling_off_says_why(published):
    shift, staff = published

    assert refusal_code(cancel_activity, shift.position.activity, reason=" ", by=staff) == "no_reason"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "published", **NOT_DECIDED}, "activities_activity_published_means_reviewed_and_dated"),
        ({"state": "published", "is_hazardous": True}, "activities_activity_hazardous_needs_insurance_first"),
        ({"state": "returned", "reason": ""}, "activities_activity_returned_or_cancelled_says_why"),
        ({"state": "cancelled", "reason": ""}, "activities_activity_returned_or_cancelled_says_why"),
        ({"service_fields": []}, "activities_activity_has_one_to_four_fields"),
    ],
)
def test_the_database_keeps_the_rules_of_notices(fields, name):
    with pytest.raises(IntegrityError, match=name):
        ActivityFactory(**fields)


def test_the_database_lets_nobody_review_what_they_wrote():
    author = UserFactory()

    with pytest.raises(IntegrityError, match="activities_activity_nobody_reviews_their_own"):
        ActivityFactory(author=author, decided_by=author)


def test_the_database_keeps_positions_and_shifts_apart(position):
    shift = ShiftFactory(position=position, starts_at=nine_oclock(2), ends_at=nine_oclock(3))
    with pytest.raises(IntegrityError, match="activities_shift_once_a_position_and_start"):
        ShiftFactory(position=position, starts_at=shift.starts_at, ends_at=shift.ends_at)


def test_the_database_names_a_position_once(position):
    with pytest.raises(IntegrityError, match="activities_position_named_once"):
        Position.objects.create(activity=position.activity, name=position.name)
