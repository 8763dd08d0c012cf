"""Hours that were turned down or voided because the times were wrong are noted once more."""

import datetime

import pytest
from django.urls import reverse

from apps.activities.attendance import Mark
from apps.activities.models import Presence, Signup
from apps.core.errors import Refused
from apps.hours.actions import confirm_hours, note_anew, propose_hours, reject_hours, void_hours
from apps.hours.models import HourRecord, YearTotal
from tests.factories import (
    ActivityFactory,
    PositionFactory,
    PresenceFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    nine_oclock,
)

pytestmark = pytest.mark.django_db(transaction=True)  # what is noted must lie after what was decided

NINE = nine_oclock(-3)


def at(hour, minute=0):
    return NINE + datetime.timedelta(hours=hour - 9, minutes=minute)


@pytest.fixture
def record():
    """Three hours that wait to be confirmed."""
    activity = ActivityFactory(starts_at=at(9), ends_at=at(12))
    shift = ShiftFactory(position=PositionFactory(activity=activity))
    propose_hours(Signup.objects.filter(pk=PresenceFactory(signup=SignupFactory(shift=shift)).signup_id))
    return HourRecord.objects.get()


@pytest.fixture
def other(record):
    return StaffFactory(organization=record.organization).user


@pytest.fixture(params=["rejected", "voided"])
def taken_back(request, record, manager, records_of):
    if request.param == "rejected":
        reject_hours(records_of(record), by=manager, reason="时间记错了")
    else:
        confirm_hours(records_of(record), by=manager)
        void_hours(record, by=manager, reason="时间记错了")
    record.refresh_from_db()
    return record


def test_the_right_times_are_noted_and_confirmed_by_somebody_else(taken_back, manager, other):
    note_anew(taken_back, Mark(taken_back.signup_id, at(9, 30), at(11)), by=manager)

    again = HourRecord.objects.pending().get()
    assert (again.minutes, again.source, again.left_noted_by) == (90, "roll", manager)
    assert list(HourRecord.objects.pending().decidable_by(manager)) == []
    confirm_hours(HourRecord.objects.pending().decidable_by(other), by=other)
    assert YearTotal.objects.of(again.volunteer).minutes() == 90


def test_what_was_noted_first_stays(taken_back, manager):
    before = HourRecord.objects.filter(pk=taken_back.pk).values().get()

    note_anew(taken_back, Mark(taken_back.signup_id, at(9), at(12)), by=manager)

    assert HourRecord.objects.filter(pk=taken_back.pk).values().get() == before
    assert Presence.objects.count() == 2


def test_time_is_noted_anew_only_once(taken_back, manager):
    note_anew(taken_back, Mark(taken_back.signup_id, at(9), at(11)), by=manager)

    with pytest.raises(Refused) as refusal:
        note_anew(taken_back, Mark(taken_back.signup_id, at(9), at(11)), by=manager)

    assert refusal.value.code == "still_counts"


@pytest.mark.parametrize("state", ["pending", "confirmed"])
def test_what_waits_or_counts_is_not_noted_anew(record, manager, records_of, state):
    if state == "confirmed":
        confirm_hours(records_of(record), by=manager)

    with pytest.raises(Refused) as refusal:
        note_anew(record, Mark(record.signup_id, at(9), at(11)), by=manager)

    assert refusal.value.code == "still_counts"


def test_nobody_notes_their_own_time_anew(taken_back):
    with pytest.raises(Refused) as refusal:
        note_anew(taken_back, Mark(taken_back.signup_id, at(9), at(11)), by=taken_back.beneficiary)

    assert refusal.value.code == "own_roll"


def test_the_page_of_the_record_notes_it_anew(client, taken_back, manager):
    client.force_login(manager)
    address = reverse("hours:record", args=[taken_back.organization_id, taken_back.pk])
    prefix = f"r{taken_back.signup_id}"

    shown = client.get(address).context["form"]
    client.post(address, {f"{prefix}-came": "09:30", f"{prefix}-left": "11:00"})

    assert [shown[name].value() for name in ("came", "left")] == [datetime.time(9), datetime.time(12)]
    again = HourRecord.objects.pending().get()
    assert (again.during.lower, again.during.upper) == (at(9, 30), at(11))


def test_times_outside_the_shift_are_refused_on_the_page(client, taken_back, manager):
    client.force_login(manager)
    address = reverse("hours:record", args=[taken_back.organization_id, taken_back.pk])
    prefix = f"r{taken_back.signup_id}"

    response = client.post(address, {f"{prefix}-came": "07:00", f"{prefix}-left": "11:00"})

    (error,) = response.context["form"].non_field_errors()
    assert error.startswith("时间要在")
    assert not HourRecord.objects.pending().exists()


def test_ones_own_record_offers_nothing_to_note(client, taken_back):
    StaffFactory(user=taken_back.beneficiary, organization=taken_back.organization)
    client.force_login(taken_back.beneficiary)

    response = client.get(reverse("hours:record", args=[taken_back.organization_id, taken_back.pk]))

    assert response.context["form"] is None


@pytest.fixture
def night(other):
    """A shift from ten in the evening to two in the morning: the record of its evening and that of its morning."""
    activity = ActivityFactory(starts_at=at(22), ends_at=at(26))
    StaffFactory(user=other, organization=activity.organization)
    shift = ShiftFactory(position=PositionFactory(activity=activity))
    signup = PresenceFactory(signup=SignupFactory(shift=shift)).signup
    propose_hours(Signup.objects.filter(pk=signup.pk))
    return HourRecord.objects.filter(signup=signup).order_by("during")


def test_the_half_of_a_night_that_was_turned_down_is_noted_anew_alone(night, other, records_of):
    evening, morning = night
    confirm_hours(records_of(evening), by=other)
    reject_hours(records_of(morning), by=other, reason="走得早")

    assert note_anew(morning, Mark(morning.signup_id, at(22), at(25, 30)), by=other) == 1

    again = night.get(state="pending")
    assert (again.during.lower, again.during.upper) == (at(24), at(25, 30))


def test_where_nothing_can_be_noted_nothing_is(night, other, records_of):
    """The times typed lie in the half that counts."""
    evening, morning = night
    confirm_hours(records_of(evening), by=other)
    reject_hours(records_of(morning), by=other, reason="走得早")

    with pytest.raises(Refused) as refusal:
        note_anew(morning, Mark(morning.signup_id, at(22), at(23)), by=other)

    assert refusal.value.code == "nothing_to_note"
    assert Presence.objects.filter(signup=morning.signup_id).count() == 1


def test_times_may_be_mended_long_after_the_last_day_of_the_roll(record, manager, records_of):
    start = at(9) - datetime.timedelta(days=40)
    activity = ActivityFactory(
        organization=record.organization, starts_at=start, ends_at=start + datetime.timedelta(hours=3)
    )
    shift = ShiftFactory(position=PositionFactory(activity=activity))
    signup = PresenceFactory(signup=SignupFactory(shift=shift)).signup
    propose_hours(Signup.objects.filter(pk=signup.pk))
    old = HourRecord.objects.get(signup=signup)
    reject_hours(records_of(old), by=manager, reason="走得早")

    assert note_anew(old, Mark(signup.pk, start, start + datetime.timedelta(hours=2)), by=manager) == 1
