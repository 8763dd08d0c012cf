"""Two people decide at once. Each race is arranged: one holds the lock until the other is seen to wait for it."""

import datetime
import threading
import time

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Sum
from django.utils import timezone

from apps.activities.models import Signup
from apps.core.errors import Refused
from apps.hours.actions import (
    confirm_hours,
    dismiss_appeal,
    file_appeal,
    propose_hours,
    reject_hours,
    uphold_appeal,
    void_hours,
)
from apps.hours.models import HourRecord, LedgerLine, Referral, YearTotal
from apps.hours.pieces import Stretch
from apps.hours.screening import hold
from tests.factories import HourRecordFactory, OfficerFactory, PresenceFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meanwhile(someone_waits_for_me):
    """Do `first` and hold its locks until `second`, in a thread of its own, waits for them; then let both go on.

    Returns what the second one came to: its result, or the code of the refusal.
    """

    def race(first, second):
        outcome = []

        def run():
            try:
                outcome.append(second())
            except Refused as refusal:
                outcome.append(refusal.code)
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        with transaction.atomic():
            first()
            thread.start()
            while thread.is_alive() and not someone_waits_for_me():
                time.sleep(0.01)
            assert thread.is_alive(), f"nobody waited; the second one came to {outcome}"
        thread.join()
        return outcome[0]

    return race


def ledger_and_total(volunteer):
    posted = LedgerLine.objects.filter(volunteer=volunteer).aggregate(total=Sum("minutes", default=0))[
        "total"
    ]
    return posted, YearTotal.objects.of(volunteer).minutes()


def test_the_second_to_confirm_waits_and_is_refused(record, manager, records_of, meanwhile):
    other = StaffFactory(organization=record.organization).user

    outcome = meanwhile(
        lambda: confirm_hours(records_of(record), by=manager),
        lambda: confirm_hours(records_of(record), by=other),
    )

    assert outcome == "already_decided"
    assert ledger_and_total(record.volunteer) == (90, 90)


def test_confirming_what_is_just_being_rejected_is_refused(record, manager, records_of, meanwhile):
    outcome = meanwhile(
        lambda: reject_hours(records_of(record), by=manager, reason="没到"),
        lambda: confirm_hours(records_of(record), by=manager),
    )

    assert outcome == "already_decided"
    assert ledger_and_total(record.volunteer) == (0, 0)


def test_voiding_what_is_just_being_confirmed_takes_it_back(record, manager, records_of, meanwhile):
    meanwhile(
        lambda: confirm_hours(records_of(record), by=manager),
        lambda: void_hours(record, by=manager, reason="重复"),
    )

    record.refresh_from_db()
    assert record.state == HourRecord.State.VOIDED
    assert list(record.lines.order_by("pk").values_list("minutes", flat=True)) == [90, -90]
    assert ledger_and_total(record.volunteer) == (0, 0)


def test_of_two_who_void_one_is_refused(record, manager, records_of, meanwhile):
    confirm_hours(records_of(record), by=manager)

    outcome = meanwhile(
        lambda: void_hours(record, by=manager, reason="重复"),
        lambda: void_hours(record, by=manager, reason="重复"),
    )

    assert outcome == "not_confirmed"
    assert ledger_and_total(record.volunteer) == (0, 0)


@pytest.mark.breaks_invariants  # the other record has no sign-up of its own
def test_overlapping_time_confirmed_elsewhere_meanwhile_is_set_aside(record, manager, records_of, meanwhile):
    quarter = datetime.timedelta(minutes=15)
    elsewhere = HourRecordFactory(
        volunteer=record.volunteer,
        during=DateTimeTZRange(record.during.lower + quarter, record.during.upper + quarter, "[)"),
    )
    other = StaffFactory(organization=elsewhere.organization).user

    outcome = meanwhile(
        lambda: confirm_hours(records_of(record), by=manager),
        lambda: confirm_hours(records_of(elsewhere), by=other),
    )

    assert (outcome.confirmed, outcome.set_aside) == ([], [elsewhere.pk])
    assert ledger_and_total(record.volunteer) == (90, 90)


def test_voiding_one_while_another_of_the_same_person_is_confirmed_loses_nothing(
    record, manager, records_of, meanwhile
):
    other = HourRecordFactory(signup=record.signup)
    confirm_hours(records_of(record), by=manager)

    meanwhile(
        lambda: confirm_hours(records_of(other), by=manager),
        lambda: void_hours(record, by=manager, reason="重复"),
    )

    assert ledger_and_total(record.volunteer) == (90, 90)


def test_hours_proposed_twice_at_once_are_there_once(meanwhile):
    pair = PresenceFactory()
    signups = Signup.objects.filter(pk=pair.signup_id)

    meanwhile(lambda: propose_hours(signups), lambda: propose_hours(signups))

    assert HourRecord.objects.count() == 1


def test_an_objection_found_right_while_the_record_is_just_being_voided(
    record, manager, records_of, meanwhile
):
    confirm_hours(records_of(record), by=manager, minutes={record.pk: 45}, reason="早退")
    record.refresh_from_db()
    appeal = file_appeal(record, by=record.beneficiary, what="too_short", words="我没走")
    officer = OfficerFactory().user
    stretch = Stretch(record.during.lower, record.during.upper)

    made = meanwhile(
        lambda: void_hours(record, by=manager, reason="重复"),
        lambda: uphold_appeal(appeal, by=officer, answer="照片能证明", stretch=stretch),
    )

    record.refresh_from_db()
    assert (record.state, record.reason, made.source) == ("voided", "重复", "appeal")
    assert ledger_and_total(record.volunteer) == (90, 90)


def test_of_two_who_answer_an_objection_one_is_refused(record, meanwhile):
    appeal = file_appeal(record, by=record.beneficiary, what="too_short", words="我没走")
    one, other = OfficerFactory().user, OfficerFactory().user

    outcome = meanwhile(
        lambda: dismiss_appeal(appeal, by=one, answer="签到表上就是这样"),
        lambda: dismiss_appeal(appeal, by=other, answer="没有凭据"),
    )

    assert outcome == "already_decided"


def test_what_is_just_being_held_is_not_confirmed(record, manager, records_of, meanwhile):
    outcome = meanwhile(
        lambda: hold({record.pk: 100}, {record.pk: "同一秒签到"}),
        lambda: confirm_hours(records_of(record), by=manager),
    )

    assert (outcome.confirmed, outcome.held) == ([], [record.pk])
    assert ledger_and_total(record.volunteer) == (0, 0)


def test_what_is_just_being_confirmed_is_not_held(record, manager, records_of, meanwhile):
    meanwhile(
        lambda: confirm_hours(records_of(record), by=manager),
        lambda: hold({record.pk: 100}, {record.pk: "同一秒签到"}),
    )

    assert not Referral.objects.exists()
    assert ledger_and_total(record.volunteer) == (90, 90)


def test_whose_organization_is_just_being_suspended_confirms_nothing(record, manager, records_of, meanwhile):
    officer = OfficerFactory().user

    def suspend():
        type(record.organization).objects.filter(pk=record.organization_id).update(
            state="suspended", reason="核查", decided_by=officer, decided_at=timezone.now()
        )

    outcome = meanwhile(suspend, lambda: confirm_hours(records_of(record), by=manager))

    assert outcome == "organization_not_active"
    assert ledger_and_total(record.volunteer) == (0, 0)
