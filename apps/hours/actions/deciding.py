"""What people decide about hours.

Each action is one intent, one transaction, and works on a set with a fixed number of statements. Which records a
person may decide is the queryset they are handed (`decidable_by`); the database refuses the rest by constraint.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.attendance import Mark, call_roll
from apps.core import audit
from apps.core.errors import Refused
from apps.hours import books, ledger, news, screening
from apps.hours.daily import reach_of
from apps.hours.models import HourRecord, LedgerLine
from apps.hours.signals import hours_changed
from apps.hours.sorting import refer, sort_out
from apps.registration.models import Volunteer

State = HourRecord.State
LONGEST_REASON = 200


@dataclass(frozen=True)
class Confirmation:
    confirmed: list[int]
    set_aside: list[int]  # their time is already taken
    passed_on: dict[int, int]  # more than the caller may confirm; the level whose office does
    held: list[int] = field(default_factory=list)  # something is odd: an office looks first
    words: dict[int, str] = field(default_factory=dict, compare=False)  # why it was passed on or held


@transaction.atomic
def confirm_hours(
    records: "QuerySet[HourRecord]",
    *,
    by: User,
    minutes: Mapping[int, int] | None = None,
    reason: str = "",
) -> Confirmation:
    """Make pending records count. Those whose time is taken are set aside, and so is what makes a person's day
    or the organisation's month longer than the caller may confirm, and what looks odd; the rest go through.

    `minutes` counts less than was served for some of them, with the reason; how long they were there stays.
    """
    rows = lock_pending(records)
    if any(row.during.upper > timezone.now() for row in rows):
        raise Refused(_("这一段还没结束，结束后再确认。"), code="not_over")
    if minutes:
        reason = because(reason)
        _refuse_wrong_minutes(minutes, rows)
    lock_volunteers(rows)
    reach = reach_of(by)
    books.refuse_closed(row for row in rows if not row.reopened)
    books.refuse_suspended(rows, reach)
    odd = screening.held_now(rows, by=by)
    counted = {row.pk: row.minutes for row in rows} | dict(minutes or {})
    rows = [row for row in rows if row.pk not in odd]
    rows, set_aside, passed_on = sort_out(rows, counted, reach)
    outcome = Confirmation(
        [row.pk for row in rows],
        set_aside,
        {pk: one.level for pk, one in passed_on.items()},
        sorted(odd),
        {pk: one.words for pk, one in passed_on.items()} | odd,
    )
    refer(passed_on)
    if rows:
        _count(outcome.confirmed, counted, rows, by, reason)
        ledger.post(outcome.confirmed, LedgerLine.Kind.CONFIRM)
        audit.note_ids("hours.confirmed", HourRecord, outcome.confirmed, by=by)
        news.tell_confirmed(rows, counted, reason)
        announce(rows)
    return outcome


@transaction.atomic
def reject_hours(records: "QuerySet[HourRecord]", *, by: User, reason: str) -> list[int]:
    """Turn pending records down, with the reason. The time is free to be noted anew. Returns which they were."""
    reason = because(reason)
    rows = lock_pending(records)
    rejected = [row.pk for row in rows]
    HourRecord.objects.filter(pk__in=rejected).update(
        state=State.REJECTED, decided_by=by, decided_at=timezone.now(), reason=reason
    )
    audit.note_ids("hours.rejected", HourRecord, rejected, by=by)
    news.tell_rejected(rows, reason)
    return rejected


@transaction.atomic
def void_hours(record: HourRecord, *, by: User, reason: str) -> HourRecord:
    """Take a confirmed record back, with the reason. The time is free to be noted anew."""
    reason = because(reason)
    rows = with_title(HourRecord.objects.filter(pk=record.pk))
    # Not its key: whoever issues a certificate holds the volunteer and, at commit, refers to the record.
    record = rows.select_for_update(of=("self",), no_key=True).get()
    books.refuse_closed([record])
    take_back(record, by=by, reason=reason)
    return record


def take_back(record, *, by, reason):
    """Void a record that is locked already."""
    before = record.reason
    record.void(by=by, at=timezone.now(), reason=reason)
    lock_volunteers([record])
    record.save(update_fields=["state", "voided_by", "voided_at", "reason"])
    ledger.post([record.pk], LedgerLine.Kind.VOID)
    audit.note("hours.voided", [record], by=by, counted=record.counted, reason_before=before)
    news.tell_voided(record, reason)
    announce([record])


@transaction.atomic
def note_anew(record: HourRecord, mark: Mark, *, by: User) -> int:
    """Note the time of a record that was turned down or voided once more, with the right times.

    It is noted as by the roll: whoever notes it answers for it, and somebody else confirms what follows. Days that
    wait or count stay as they are. Returns how many records follow; where none would, nothing is noted.
    """
    same_signup = HourRecord.objects.filter(signup=record.signup_id)
    list(same_signup.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    if same_signup.alive().filter(during__overlap=record.during).exists():
        raise Refused(_("这一段已经重记过了，或者还没退回。"), code="still_counts")
    before = same_signup.count()
    call_roll(record.signup.shift, [mark], by=by, anew=True)
    noted = same_signup.count() - before
    if not noted:
        raise Refused(_("这段时间没有可以重记的：已经记过，或者不到一分钟。"), code="nothing_to_note")
    return noted


def with_title(records):
    return records.annotate(activity=Coalesce("signup__shift__position__activity__title", "basis__title"))


def lock_pending(records):
    """The records still to be decided, locked in one order, with what is told about them."""
    rows = list(
        with_title(records.pending())
        .annotate(parent_id=F("organization__parent_id"), reopened=F("appeal__reopens_year"))
        .order_by("pk")
        .select_for_update(of=("self",))
        .values_list(
            *["pk", "volunteer_id", "beneficiary_id", "organization_id", "organization_region_id"],
            *["served_on", "during", "minutes", "activity", "parent_id", "reopened"],
            named=True,
        )
    )
    if not rows:
        raise Refused(_("这些时长都已处理。"), code="already_decided")
    return rows


def lock_volunteers(rows):
    """One decision at a time for each volunteer: what is decided next to us is seen, not collided with."""
    volunteers = Volunteer.objects.filter(pk__in={row.volunteer_id for row in rows}).order_by("pk")
    list(volunteers.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _refuse_wrong_minutes(minutes, rows):
    served = {row.pk: row.minutes for row in rows}
    if not minutes.keys() <= served.keys():
        raise Refused(_("这些时长都已处理。"), code="already_decided")
    for pk, less in minutes.items():
        if not 1 <= less <= served[pk]:
            raise Refused(_("确认的时长要在1分钟和实际服务时间之间。"), code="minutes_out_of_range")


def _count(confirmed, counted, rows, by, reason):
    less = {row.pk: counted[row.pk] for row in rows if counted[row.pk] < row.minutes}
    HourRecord.objects.filter(pk__in=confirmed).update(
        state=State.CONFIRMED,
        decided_by=by,
        decided_at=timezone.now(),
        counted=Case(
            *(When(pk=pk, then=Value(minutes)) for pk, minutes in less.items()),
            default=F("minutes"),
            output_field=IntegerField(),
        ),
        reason=Case(When(pk__in=list(less), then=Value(reason)), default=Value("")),
    )


def because(reason):
    reason = reason.strip()
    if not reason:
        raise Refused(_("请写明原因。"), code="reason_missing")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("原因最多%(count)d个字。") % {"count": LONGEST_REASON}, code="reason_too_long")
    return reason


def announce(rows):
    hours_changed.send(
        sender=HourRecord,
        volunteer_ids=sorted({row.volunteer_id for row in rows}),
        years=sorted({row.served_on.year for row in rows}),
    )
