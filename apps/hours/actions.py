"""What happens to hours: proposed from coming and leaving, then decided by people.

Each action is one intent, one transaction, and works on a set with a fixed number of statements. Which records a
person may decide is the queryset they are handed (`decidable_by`); the database refuses the rest by constraint.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.attendance import Mark, call_roll
from apps.activities.models import Presence, Signup
from apps.core import audit, days
from apps.core.errors import Refused
from apps.hours import ledger, news
from apps.hours.daily import reach_of
from apps.hours.models import HourRecord, LedgerLine
from apps.hours.pieces import minutes_between, pieces
from apps.hours.signals import hours_changed
from apps.registration.models import Volunteer

State = HourRecord.State
Source = HourRecord.Source
LONGEST_REASON = 200


@transaction.atomic
def propose_hours(signups: "QuerySet[Signup]") -> int:
    """Put what these sign-ups came and left for up for confirmation, each pair once. Returns how many records.

    A check-in without a check-out gives nothing until the roll says when the person left. What was turned down
    or voided stays so; only what was noted since then is proposed again.
    """
    records = [_proposal(pair, start, end) for pair, start, end in _unanswered(signups)]
    HourRecord.objects.bulk_create(records, ignore_conflicts=True, batch_size=2000)
    return len(records)


@dataclass(frozen=True)
class Confirmation:
    confirmed: list[int]
    set_aside: list[int]  # their time is already taken
    passed_on: dict[int, int]  # too much for one day; the level whose office confirms it


@transaction.atomic
def confirm_hours(
    records: "QuerySet[HourRecord]",
    *,
    by: User,
    minutes: Mapping[int, int] | None = None,
    reason: str = "",
) -> Confirmation:
    """Make pending records count. Those whose time is taken are set aside, and so is what makes a person's day
    longer than the caller may confirm; the rest go through.

    `minutes` counts less than was served for some of them, with the reason; how long they were there stays.
    """
    rows = _lock_pending(records)
    if any(row.during.upper > timezone.now() for row in rows):
        raise Refused(_("这一段还没结束，结束后再确认。"), code="not_over")
    if minutes:
        reason = _because(reason)
        _refuse_wrong_minutes(minutes, rows)
    _lock_volunteers(rows)
    counted = {row.pk: row.minutes for row in rows} | dict(minutes or {})
    rows, set_aside, passed_on = _sort_out(rows, counted, reach_of(by))
    confirmed = [row.pk for row in rows]
    if not rows:
        return Confirmation(confirmed, set_aside, passed_on)

    _count(confirmed, counted, rows, by, reason)
    ledger.post(confirmed, LedgerLine.Kind.CONFIRM)
    audit.note_ids("hours.confirmed", HourRecord, confirmed, by=by)
    news.tell_confirmed(rows, counted, reason)
    _announce(rows)
    return Confirmation(confirmed, set_aside, passed_on)


@transaction.atomic
def reject_hours(records: "QuerySet[HourRecord]", *, by: User, reason: str) -> list[int]:
    """Turn pending records down, with the reason. The time is free to be noted anew. Returns which they were."""
    reason = _because(reason)
    rows = _lock_pending(records)
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
    reason = _because(reason)
    record = _with_activity(HourRecord.objects.filter(pk=record.pk)).select_for_update(of=("self",)).get()
    before = record.reason
    record.void(by=by, at=timezone.now(), reason=reason)
    _lock_volunteers([record])
    record.save(update_fields=["state", "voided_by", "voided_at", "reason"])
    ledger.post([record.pk], LedgerLine.Kind.VOID)
    audit.note("hours.voided", [record], by=by, counted=record.counted, reason_before=before)
    news.tell_voided(record, reason)
    _announce([record])
    return record


@transaction.atomic
def note_anew(record: HourRecord, mark: Mark, *, by: User) -> int:
    """Note the time of a record that was turned down or voided once more, with the right times.

    It is noted as by the roll: whoever notes it answers for it, and somebody else confirms what follows. Days that
    wait or count stay as they are. Returns how many records follow; where none would, nothing is noted.
    """
    same_signup = HourRecord.objects.filter(signup=record.signup_id)
    list(same_signup.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    if same_signup.filter(state__in=[State.PENDING, State.CONFIRMED], during__overlap=record.during).exists():
        raise Refused(_("这一段已经重记过了，或者还没退回。"), code="still_counts")
    before = same_signup.count()
    call_roll(record.signup.shift, [mark], by=by, anew=True)
    noted = same_signup.count() - before
    if not noted:
        raise Refused(_("这段时间没有可以重记的：已经记过，或者不到一分钟。"), code="nothing_to_note")
    return noted


def _unanswered(signups):
    """The pieces of complete pairs that no record answers yet: none that is alive, none made since the pair was
    noted. The part of a night after midnight is asked about apart from the part before."""
    answers = defaultdict(list)
    for record in HourRecord.objects.filter(signup__in=signups).only(
        "signup_id", "during", "state", "proposed_at"
    ):
        answers[record.signup_id].append(record)
    for pair in _complete_pairs(signups):
        noted_at, between = pair.pop("noted_at"), (pair.pop("shift_starts"), pair.pop("shift_ends"))
        for start, end in pieces(pair["came_at"], pair["left_at"], *between):
            if not any(
                record.during.lower < end
                and record.during.upper > start
                and (record.is_alive or record.proposed_at >= noted_at)
                for record in answers[pair["signup_id"]]
            ):
                yield pair, start, end


def _complete_pairs(signups):
    activity = "signup__shift__position__activity"
    return (
        Presence.objects.filter(signup__in=signups, left_at__isnull=False)
        .order_by("pk")
        .values(
            "signup_id",
            "came_at",
            "left_at",
            "came_how",
            "left_how",
            "came_noted_by_id",
            "left_noted_by_id",
            "noted_at",
            shift_starts=F("signup__shift__starts_at"),
            shift_ends=F("signup__shift__ends_at"),
            volunteer_id=F("signup__volunteer_id"),
            beneficiary_id=F("signup__volunteer__user_id"),
            organization_id=F(f"{activity}__organization_id"),
            volunteer_region_id=F("signup__volunteer__region_id"),
            activity_region_id=F(f"{activity}__region_id"),
            organization_region_id=F(f"{activity}__organization__region_id"),
        )
    )


def _proposal(pair, start, end):
    """The record of one piece. If either end was called from the roll, the roll is its source; who noted which end
    stays with it."""
    by_roll = Presence.How.ROLL in {pair["came_how"], pair["left_how"]}
    ends = {"came_at", "left_at", "came_how", "left_how"}
    return HourRecord(
        **{name: value for name, value in pair.items() if name not in ends},
        during=DateTimeTZRange(start, end, "[)"),
        served_on=days.day_of(start),
        minutes=minutes_between(start, end),
        source=Source.ROLL if by_roll else Source.CODE,
    )


def _with_activity(records):
    return records.annotate(activity=F("signup__shift__position__activity__title"))


def _lock_pending(records):
    """The records still to be decided, locked in one order, with what is told about them."""
    rows = list(
        _with_activity(records.pending())
        .order_by("pk")
        .select_for_update(of=("self",))
        .values_list(
            *["pk", "volunteer_id", "beneficiary_id", "organization_region_id"],
            *["served_on", "during", "minutes", "activity"],
            named=True,
        )
    )
    if not rows:
        raise Refused(_("这些时长都已处理。"), code="already_decided")
    return rows


def _lock_volunteers(rows):
    """One decision at a time for each volunteer: what is decided next to us is seen, not collided with."""
    volunteers = Volunteer.objects.filter(pk__in={row.volunteer_id for row in rows}).order_by("pk")
    list(volunteers.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _sort_out(rows, counted, reach):
    """Which records go through, whose time is taken, and what is passed on to whom: one after the other, so that
    only what goes through takes time from the next. Records lie within a day, so days can be looked at apart."""
    through, taken, passed_on = [], [], {}
    days_of = defaultdict(list)  # (volunteer, day): [(stretch of time, minutes that count)]
    there = HourRecord.objects.confirmed().filter(
        volunteer__in={row.volunteer_id for row in rows}, served_on__in={row.served_on for row in rows}
    )
    for volunteer, day, *time in there.values_list("volunteer_id", "served_on", "during", "counted"):
        days_of[volunteer, day].append(time)
    for row in rows:
        times = days_of[row.volunteer_id, row.served_on]
        total = counted[row.pk] + sum(minutes for _during, minutes in times)
        level = reach.passed_on(row.organization_region_id, row.served_on, total)
        if any(row.during.lower < one.upper and row.during.upper > one.lower for one, _minutes in times):
            taken.append(row.pk)
        elif level:
            passed_on[row.pk] = level
        else:
            through.append(row)
            times.append((row.during, counted[row.pk]))
    return through, taken, passed_on


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


def _because(reason):
    reason = reason.strip()
    if not reason:
        raise Refused(_("请写明原因。"), code="reason_missing")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("原因最多%(count)d个字。") % {"count": LONGEST_REASON}, code="reason_too_long")
    return reason


def _announce(rows):
    hours_changed.send(
        sender=HourRecord,
        volunteer_ids=sorted({row.volunteer_id for row in rows}),
        years=sorted({row.served_on.year for row in rows}),
    )
