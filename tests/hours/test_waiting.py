"""Ten working days, urging, what is overdue, and how much an organisation may confirm in a month."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.activities.models import Activity
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours.actions import confirm_hours, escalate_overdue, rebuild_punctuality, urge, void_hours
from apps.hours.deadlines import deadline_of, latest_overdue
from apps.hours.models import HourRecord, Punctuality, Referral, Urge
from apps.messaging.models import Message
from tests.factories import HourRecordFactory, OfficerFactory, OrganizationFactory, StaffFactory

pytestmark = pytest.mark.django_db


def told(user, kind):
    return Message.objects.filter(recipient=user, kind=kind).count()


@pytest.fixture
def ended(record):
    """The activity of the record ended when the record did."""
    Activity.objects.filter(organization=record.organization_id).update(
        starts_at=record.during.lower, ends_at=record.during.upper
    )
    return record


def test_working_days_skip_holidays_and_count_made_up_days():
    end = datetime.datetime(
        2026, 9, 25, 10, tzinfo=days.SHANGHAI
    )  # the Friday before the week of the National Day

    found = deadline_of(end, 10, today=datetime.date(2026, 9, 28))

    assert (found.day, found.is_certain) == (datetime.date(2026, 10, 15), True)
    assert found.left == 9


def test_where_the_country_has_not_spoken_it_is_weekdays_and_said():
    end = datetime.datetime(2040, 1, 2, 10, tzinfo=days.SHANGHAI)

    found = deadline_of(end, 10, today=datetime.date(2040, 1, 2))

    assert (found.day, found.left, found.is_certain) == (datetime.date(2040, 1, 16), 10, False)


def test_over_the_end_of_a_year_the_unknown_part_goes_by_weekdays():
    end = datetime.datetime(2039, 12, 28, 10, tzinfo=days.SHANGHAI)

    found = deadline_of(end, 3, today=datetime.date(2040, 1, 10))

    assert (found.day, found.is_over, found.left) == (datetime.date(2040, 1, 2), True, -6)


@pytest.mark.parametrize(
    "today", [datetime.date(2026, 10, 15), datetime.date(2026, 10, 16), datetime.date(2026, 11, 23)]
)
def test_the_latest_overdue_day_is_just_past_its_deadline(today):
    last = latest_overdue(today, 10)

    assert days.working_days_after(last, 10) < today
    assert days.working_days_after(last + datetime.timedelta(days=1), 10) >= today


def test_the_person_may_urge_once_a_day(record, manager):
    urge(record, by=record.beneficiary)

    with pytest.raises(Refused) as refusal:
        urge(record, by=record.beneficiary)
    assert refusal.value.code == "urged_today"
    assert told(manager, "hours.urged") == 1
    urge(record, by=record.beneficiary, today=days.today() + days.ONE)
    assert told(manager, "hours.urged") == 2


def test_the_database_keeps_one_urging_a_day(record):
    urge(record, by=record.beneficiary)

    with pytest.raises(IntegrityError, match="hours_urge_once_a_day"), transaction.atomic():
        Urge.objects.create(record=record, urged_on=days.today(), urged_by=record.beneficiary)


def test_what_is_decided_is_not_urged(record, manager, records_of):
    confirm_hours(records_of(record), by=manager)
    record.refresh_from_db()

    with pytest.raises(Refused) as refusal:
        urge(record, by=record.beneficiary)
    assert refusal.value.code == "already_decided"


def overdue_on(record):
    return days.working_days_after(days.day_of(record.during.upper), 10) + days.ONE


def test_what_is_overdue_goes_to_those_above_once(ended, manager):
    parent = OrganizationFactory()
    type(parent).objects.filter(pk=ended.organization_id).update(parent=parent)
    above, officer = StaffFactory(organization=parent).user, OfficerFactory().user
    day = overdue_on(ended)

    assert escalate_overdue(today=day - days.ONE) == 0
    assert (escalate_overdue(today=day), escalate_overdue(today=day)) == (1, 0)

    assert Referral.objects.get(record=ended).why == "overdue"
    assert [told(user, "hours.overdue") for user in (manager, above, officer)] == [1, 1, 1]
    assert HourRecord.objects.decidable_by(above).get() == ended


def test_thirty_overdue_records_are_told_in_one_message(ended, manager):
    for _ in range(3):
        HourRecordFactory(signup__shift=ended.signup.shift, during=ended.during)
    officer = OfficerFactory().user

    assert escalate_overdue(today=overdue_on(ended)) == 4

    assert told(officer, "hours.overdue") == 1
    assert Message.objects.get(recipient=officer).title == "4条时长过了确认期限"


def test_how_punctual_an_organization_was_is_counted(ended, manager, records_of):
    late = ended
    good = HourRecordFactory(signup__shift__position__activity__organization=late.organization)
    HourRecordFactory(signup__shift__position__activity__organization=late.organization)  # may still wait
    confirm_hours(records_of(good), by=manager)
    Referral.objects.create(record=late, why="overdue", words="过期")

    rebuild_punctuality()
    rebuild_punctuality()

    found = Punctuality.objects.get(organization=late.organization)
    assert (found.due, found.overdue, found.share) == (2, 1, 50)


def test_what_was_late_is_never_more_than_what_was_due(record):
    with pytest.raises(IntegrityError, match="hours_punctuality_overdue_is_a_part"), transaction.atomic():
        Punctuality.objects.create(organization=record.organization, due=1, overdue=2)


def test_beyond_the_limit_of_its_month_those_above_confirm(record, manager, records_of):
    PolicyRow.objects.filter(topic="trust_minutes").update(value=100)
    other = HourRecordFactory(
        signup__shift__position__activity__organization=record.organization,
        during=record.during,
        served_on=record.served_on,
    )

    outcome = confirm_hours(records_of(record, other), by=manager)

    assert (outcome.confirmed, outcome.passed_on) == ([record.pk], {other.pk: 6})
    assert (
        Referral.objects.get(record=other).words
        == "这个组织每月先确认到1小时40分，超过的由上级组织或旗县部门确认"
    )
    assert confirm_hours(records_of(other), by=OfficerFactory().user).confirmed == [other.pk]


def test_the_organization_above_confirms_up_to_twelve_hours(record, records_of):
    PolicyRow.objects.filter(item="day_organization").update(value=60)
    parent = OrganizationFactory()
    type(parent).objects.filter(pk=record.organization_id).update(parent=parent)
    above = StaffFactory(organization=parent).user

    assert confirm_hours(records_of(record), by=above).confirmed == [record.pk]


def test_a_suspended_organization_confirms_nothing_and_an_office_does(record, manager, records_of):
    type(record.organization).objects.filter(pk=record.organization_id).update(
        state="suspended", reason="核查", decided_by=OfficerFactory().user, decided_at=timezone.now()
    )

    with pytest.raises(Refused) as refusal:
        confirm_hours(records_of(record), by=manager)
    assert refusal.value.code == "organization_not_active"
    assert confirm_hours(records_of(record), by=OfficerFactory().user).confirmed == [record.pk]


def test_a_closed_year_is_neither_confirmed_nor_voided(record, manager, records_of):
    PolicyRow.objects.filter(item="year_open_days").update(value=100_000)
    last_year = datetime.date(days.this_year() - 1, 12, 20)
    start = days.start_of(last_year) + datetime.timedelta(hours=9)
    during = type(record.during)(start, start + datetime.timedelta(minutes=90), "[)")
    one, other = (
        HourRecordFactory(
            signup__shift__position__activity__organization=record.organization,
            during=during,
            served_on=last_year,
        )
        for _ in range(2)
    )
    confirm_hours(records_of(other), by=manager)
    other.refresh_from_db()
    PolicyRow.objects.filter(item="year_open_days").update(value=0)

    with pytest.raises(Refused, match="已经结账"):
        confirm_hours(records_of(one), by=manager)
    with pytest.raises(Refused, match="已经结账"):
        void_hours(other, by=manager, reason="想改")
    with pytest.raises(IntegrityError, match="closed_years_stay"), transaction.atomic():
        HourRecord.objects.filter(pk=one.pk).update(
            state="confirmed", counted=90, decided_by=manager, decided_at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="closed_years_stay"), transaction.atomic():
        HourRecordFactory(during=during, served_on=last_year)
