import datetime

import pytest
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core.errors import Refused
from apps.core.models import AuditRow
from apps.hours.actions import confirm_hours, reject_hours, void_hours
from apps.hours.models import HourRecord, LedgerLine, YearTotal
from apps.hours.signals import hours_changed
from apps.messaging.models import Message
from tests.factories import GuardianshipFactory, HourRecordFactory, StaffFactory, VolunteerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced():
    """What was announced to the apps above, as (volunteers, years)."""
    heard = []

    def listen(volunteer_ids, years, **_):
        heard.append((volunteer_ids, years))

    hours_changed.connect(listen)
    yield heard
    hours_changed.disconnect(listen)


def test_confirmed_hours_count(record, manager, records_of):
    confirm_hours(records_of(record), by=manager)

    record.refresh_from_db()
    assert (record.state, record.counted, record.decided_by) == ("confirmed", 90, manager)
    assert YearTotal.objects.of(record.volunteer).minutes() == 90


def test_hours_are_confirmed_only_once(record, manager, records_of):
    confirm_hours(records_of(record), by=manager)

    with pytest.raises(Refused) as refusal:
        confirm_hours(records_of(record), by=manager)

    assert refusal.value.code == "already_decided"
    assert YearTotal.objects.of(record.volunteer).minutes() == 90


def test_overlapping_records_are_set_aside_and_the_rest_go_through(record, manager, records_of):
    start = record.during.lower
    twin = HourRecordFactory(
        signup=record.signup,
        during=DateTimeTZRange(
            start + datetime.timedelta(minutes=30), start + datetime.timedelta(minutes=120), "[)"
        ),
    )
    other = HourRecordFactory(signup=record.signup)

    outcome = confirm_hours(records_of(record, twin, other), by=manager)

    assert sorted(outcome.confirmed) == [record.pk, other.pk]
    assert outcome.set_aside == [twin.pk]
    twin.refresh_from_db()
    assert twin.state == HourRecord.State.PENDING


def test_time_confirmed_by_another_organization_is_set_aside(record, manager, records_of):
    elsewhere = HourRecordFactory(volunteer=record.volunteer, during=record.during)
    confirm_hours(records_of(elsewhere), by=StaffFactory(organization=elsewhere.organization).user)

    outcome = confirm_hours(records_of(record), by=manager)

    assert (outcome.confirmed, outcome.set_aside) == ([], [record.pk])


def test_one_piece_may_begin_where_another_ends(record, manager, records_of):
    end = record.during.upper
    after = HourRecordFactory(
        signup=record.signup, during=DateTimeTZRange(end, end + datetime.timedelta(minutes=90), "[)")
    )

    assert confirm_hours(records_of(record, after), by=manager).set_aside == []


def test_less_than_was_served_may_count_with_the_reason(record, manager, records_of):
    other = HourRecordFactory(signup=record.signup)

    confirm_hours(records_of(record, other), by=manager, minutes={record.pk: 60}, reason="中途离开半小时")

    record.refresh_from_db()
    other.refresh_from_db()
    assert (record.minutes, record.counted, record.reason) == (90, 60, "中途离开半小时")
    assert (other.counted, other.reason) == (90, "")
    assert YearTotal.objects.of(record.volunteer).minutes() == 150


def test_counting_less_needs_a_reason(record, manager, records_of):
    with pytest.raises(Refused) as refusal:
        confirm_hours(records_of(record), by=manager, minutes={record.pk: 60}, reason="  ")

    assert refusal.value.code == "reason_missing"


@pytest.mark.parametrize("minutes", [-1, 0, 91, 10**9])
def test_never_more_than_was_served_and_never_nothing(record, manager, records_of, minutes):
    with pytest.raises(Refused) as refusal:
        confirm_hours(records_of(record), by=manager, minutes={record.pk: minutes}, reason="核对")

    assert refusal.value.code == "minutes_out_of_range"
    assert not LedgerLine.objects.exists()


def test_minutes_for_a_record_that_is_not_among_them_refuse_the_whole(record, manager, records_of):
    other = HourRecordFactory()

    with pytest.raises(Refused) as refusal:
        confirm_hours(records_of(record), by=manager, minutes={other.pk: 30}, reason="核对")

    assert refusal.value.code == "already_decided"


def test_what_is_not_over_yet_is_not_confirmed(manager, record, records_of):
    now = timezone.now()
    running = HourRecordFactory(
        signup=record.signup,
        during=DateTimeTZRange(
            now - datetime.timedelta(minutes=60), now + datetime.timedelta(minutes=30), "[)"
        ),
    )

    with pytest.raises(Refused) as refusal:
        confirm_hours(records_of(record, running), by=manager)

    assert refusal.value.code == "not_over"
    record.refresh_from_db()
    assert record.state == HourRecord.State.PENDING


@pytest.mark.usefixtures("open_books")
def test_hours_count_in_the_year_in_which_they_were_served(manager, record, records_of):
    old = HourRecordFactory(
        signup=record.signup,
        served_on=datetime.date(2025, 12, 31),
        during=DateTimeTZRange(
            datetime.datetime(2025, 12, 31, 1, tzinfo=datetime.UTC),
            datetime.datetime(2025, 12, 31, 2, 30, tzinfo=datetime.UTC),
            "[)",
        ),
    )

    confirm_hours(records_of(old), by=manager)

    assert list(YearTotal.objects.of(old.volunteer).values_list("year", "minutes")) == [(2025, 90)]


def test_rejected_hours_say_why_and_count_nothing(record, manager, records_of):
    assert reject_hours(records_of(record), by=manager, reason="人没到") == [record.pk]

    record.refresh_from_db()
    assert (record.state, record.reason, record.counted) == ("rejected", "人没到", None)
    assert not LedgerLine.objects.exists()


@pytest.mark.parametrize(("reason", "code"), [(" ", "reason_missing"), ("长" * 201, "reason_too_long")])
def test_rejecting_needs_a_reason_that_fits(record, manager, records_of, reason, code):
    with pytest.raises(Refused) as refusal:
        reject_hours(records_of(record), by=manager, reason=reason)

    assert refusal.value.code == code


def test_voided_hours_are_taken_back(record, manager, records_of):
    confirm_hours(records_of(record), by=manager)

    void_hours(record, by=manager, reason="名单有误")

    record.refresh_from_db()
    assert (record.state, record.reason, record.counted) == ("voided", "名单有误", 90)
    assert YearTotal.objects.of(record.volunteer).minutes() == 0
    assert list(record.lines.order_by("pk").values_list("kind", "minutes")) == [
        ("confirm", 90),
        ("void", -90),
    ]


def test_only_what_counted_is_taken_back(record, manager, records_of):
    confirm_hours(records_of(record), by=manager, minutes={record.pk: 60}, reason="迟到")

    void_hours(record, by=manager, reason="名单有误")

    assert YearTotal.objects.of(record.volunteer).minutes() == 0
    trail = AuditRow.objects.get(action="hours.voided", subject_id=record.pk)
    assert trail.detail == {"counted": 60, "reason_before": "迟到"}


def test_voided_time_may_be_recorded_anew(record, manager, records_of):
    confirm_hours(records_of(record), by=manager)
    void_hours(record, by=manager, reason="名单有误")
    again = HourRecordFactory(signup=record.signup, during=record.during)

    confirm_hours(records_of(again), by=manager)

    assert YearTotal.objects.of(record.volunteer).minutes() == 90


@pytest.mark.parametrize("state", ["pending", "rejected", "voided"])
def test_only_confirmed_hours_are_voided(record, manager, records_of, state):
    if state == "rejected":
        reject_hours(records_of(record), by=manager, reason="人没到")
    if state == "voided":
        confirm_hours(records_of(record), by=manager)
        void_hours(record, by=manager, reason="名单有误")

    with pytest.raises(Refused) as refusal:
        void_hours(record, by=manager, reason="再来一次")

    assert refusal.value.code == "not_confirmed"


def test_totals_equal_the_ledger(record, manager, records_of):
    records = [record, *HourRecordFactory.create_batch(3, signup=record.signup)]
    confirm_hours(records_of(*records), by=manager)
    void_hours(records[1], by=manager, reason="重复")

    posted = LedgerLine.objects.aggregate(total=Sum("minutes"))["total"]
    assert (posted, YearTotal.objects.of(record.volunteer).minutes()) == (270, 270)


def test_every_decision_leaves_a_trace_and_tells_the_volunteer(record, manager, records_of):
    turned_down = HourRecordFactory(signup=record.signup)
    confirm_hours(records_of(record), by=manager)
    void_hours(record, by=manager, reason="名单有误")
    reject_hours(records_of(turned_down), by=manager, reason="人没到")

    trail = AuditRow.objects.filter(actor=manager).order_by("pk").values_list("action", "subject_id")
    assert list(trail) == [
        ("hours.confirmed", record.pk),
        ("hours.voided", record.pk),
        ("hours.rejected", turned_down.pk),
    ]
    told = Message.objects.to(record.beneficiary).order_by("pk").values_list("title", flat=True)
    assert list(told) == ["记上了1小时30分", "1小时30分的时长作废了", "1小时30分的时长被退回"]


def test_the_reason_of_counting_less_is_told(record, manager, records_of):
    confirm_hours(records_of(record), by=manager, minutes={record.pk: 60}, reason="迟到半小时")

    message = Message.objects.to(record.beneficiary).get()
    assert message.title == "记上了1小时"
    assert message.body.endswith("，实际1小时30分。少记的原因：迟到半小时")


def test_apps_above_hear_whose_hours_moved_in_which_years(record, manager, records_of, announced):
    confirm_hours(records_of(record), by=manager)
    void_hours(record, by=manager, reason="名单有误")

    whom = ([record.volunteer_id], [record.served_on.year])
    assert announced == [whom, whom]


def test_who_noted_it_down_cannot_confirm_it(record, manager, records_of):
    noted = HourRecordFactory(signup=record.signup, source="roll", left_noted_by=manager)

    assert list(HourRecord.objects.decidable_by(manager)) == [record]
    with pytest.raises(IntegrityError, match="nobody_confirms_what_only_they_saw"):
        confirm_hours(records_of(noted), by=manager)


def test_a_guardian_does_not_decide_their_wards_hours(record, manager):
    guardian = GuardianshipFactory(child=record.volunteer).guardian
    StaffFactory(user=guardian.user, organization=record.organization)

    assert list(HourRecord.objects.decidable_by(manager)) == [record]
    assert not HourRecord.objects.decidable_by(guardian.user).exists()


def test_a_second_account_of_the_same_person_is_their_own(record):
    second = VolunteerFactory(
        document=record.volunteer.document_number, identity_state="refused", number=None
    )
    StaffFactory(user=second.user, organization=record.organization)

    assert not HourRecord.objects.decidable_by(second.user).exists()


def test_nobody_decides_their_own_hours(record, records_of):
    own = StaffFactory(user=record.beneficiary, organization=record.organization).user

    assert not HourRecord.objects.decidable_by(own).exists()
    with pytest.raises(IntegrityError, match="nobody_decides_their_own"):
        confirm_hours(records_of(record), by=own)


def cost(action):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        action()
    return len(queries)


def test_deciding_costs_the_same_whatever_the_number(manager, record, records_of):
    def batch(count):
        return [
            HourRecordFactory(signup=record.signup, volunteer=volunteer)
            for volunteer in VolunteerFactory.create_batch(count)
        ]

    one, many = records_of(*batch(1)), records_of(*batch(30))
    assert cost(lambda: confirm_hours(one, by=manager)) == cost(lambda: confirm_hours(many, by=manager))
    one, many = records_of(*batch(1)), records_of(*batch(30))
    assert cost(lambda: reject_hours(one, by=manager, reason="没到")) == cost(
        lambda: reject_hours(many, by=manager, reason="没到")
    )
