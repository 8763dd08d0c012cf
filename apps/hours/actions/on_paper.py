"""Hours that stand on a paper: entered by hand for a shift of the site, recorded afterwards (补录), brought from elsewhere.

Whoever hands one in never confirms it, nor does anybody who holds a post in the organisation. None of it is ever earned
by giving or forwarding anything: what reads like that waits for an office.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.actions import give_consents
from apps.accounts.models import Consent, User
from apps.activities.models import Shift
from apps.core import audit, days, uploads
from apps.core.display import hours_minutes
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours import books, screening
from apps.hours.giving import giving_words
from apps.hours.models import Basis, HourRecord, Referral
from apps.hours.pieces import Stretch, break_due, minutes_between, whole_minute, worth
from apps.organizations.models import Organization
from apps.registration.models import Volunteer

Kind, Source = Basis.Kind, HourRecord.Source
MOST = 1000


@dataclass(frozen=True)
class Line:
    """One person from when to when; `signup_id` where they had signed up."""

    volunteer: Volunteer
    start: datetime.datetime
    end: datetime.datetime
    signup_id: int | None = None


@transaction.atomic
def enter_by_hand(shift: Shift, lines: Iterable[Line], *, by: User, reason: str, proofs, at=None) -> Basis:
    """Enter who was at a shift though nobody checked them in: with the reason and evidence, as long as a roll may be
    called for it. Somebody outside the organisation confirms it; nobody enters their own."""
    at = at or timezone.now()
    activity = shift.position.activity
    limit = PolicyRow.objects.value("hours", "roll_days", days.day_of(shift.starts_at))
    if shift.ends_at > at:
        raise Refused(_("这一班还没结束，结束后再登记。"), code="not_over")
    if at > shift.ends_at + datetime.timedelta(days=limit):
        raise Refused(
            _("这一班结束超过%(days)d天了，不能手工登记，请走补录。") % {"days": limit}, code="too_late"
        )
    lines = _checked(lines, by)
    window = Stretch(shift.starts_at, shift.ends_at)
    for line in lines:
        if not (window.start <= line.start and line.end <= window.end):
            raise Refused(_("时间要在这一班之内。"), code="outside_the_shift")
    basis = Basis(
        kind=Kind.BY_HAND,
        organization=activity.organization,
        region=activity.organization.region,
        shift=shift,
        title=activity.title,
        place=activity.place,
        leader=activity.contact_name,
        reason=reason,
    )
    return _hand_in(basis, lines, by=by, proofs=proofs, activity_region=activity.region_id, window=window)


@transaction.atomic
def backfill(
    organization: Organization,
    lines: Iterable[Line],
    *,
    by: User,
    title: str,
    place: str,
    content: str,
    leader: str,
    reason: str,
    proofs,
    declared: bool,
    today: datetime.date | None = None,
) -> Basis:
    """Record a service of long ago that the site never knew: only past the days of a roll, with a scan of the proof
    and a declaration. The organisation above or an office of the banner confirms it; of many people, or beyond the days
    of the policy, an office alone: of the banner or above."""
    today = today or days.today()
    if not declared:
        raise Refused(_("补录要先作出承诺。"), code="not_declared")
    lines, policy = _checked(lines, by), PolicyRow.objects.values_of("hours", today)
    if len(lines) > policy["backfill_most"]:
        raise Refused(
            _("一次最多补录%(count)d人，分几次来。") % {"count": policy["backfill_most"]}, code="too_many"
        )
    served = [days.day_of(line.start) for line in lines]
    if max(served) >= today - datetime.timedelta(days=policy["roll_days"]):
        raise Refused(
            _("补录只收%(days)d天以前的服务。近的请在那一班里点名或手工登记。")
            % {"days": policy["roll_days"]},
            code="too_recent",
        )
    is_large = len({line.volunteer.pk for line in lines}) > policy["backfill_people"]
    is_old = min(served) < today - datetime.timedelta(days=policy["backfill_days"])
    basis = Basis(
        kind=Kind.BACKFILL,
        organization=organization,
        region=organization.region,
        title=title,
        place=place,
        content=content,
        leader=leader,
        reason=reason,
        declared=Basis.DECLARATION,
        level=Basis.Level.BANNER if is_large or is_old else None,
    )
    return _hand_in(basis, lines, by=by, proofs=proofs, activity_region=organization.region_id)


@transaction.atomic
def bring_in(
    volunteer: Volunteer,
    stretches: Iterable[Stretch],
    *,
    by: User,
    title: str,
    issuer: str,
    code: str,
    proofs,
    consents: bool,
) -> Basis:
    """Bring in what was served elsewhere, with the proof of whoever kept it there and the person's separate consent
    that it may be checked (PIPL §23). An office of their banner confirms it; by policy it counts to the total and
    the stars, and to the goal of the year or not."""
    if not volunteer.is_passed:
        raise Refused(_("身份核验通过后才能转入。"), code="identity_not_passed")
    if not Consent.objects.covers(volunteer.user, Consent.Purpose.TRANSFER):
        if not consents:
            raise Refused(_("先同意跨地区转移服务记录。"), code="transfer_consent_missing")
        give_consents(volunteer.user, [Consent.Purpose.TRANSFER], by=by)
    lines = _checked([Line(volunteer, *stretch) for stretch in stretches], by=None)
    most = PolicyRow.objects.value("hours", "transfer_lines")
    if len(lines) > most:
        raise Refused(_("一次最多转入%(count)d段。") % {"count": most}, code="too_many")
    basis = Basis(
        kind=Kind.TRANSFER,
        region=volunteer.region,
        title=title,
        issuer=issuer,
        code=code,
        reason=_("外地、外平台的服务记录转入"),
    )
    return _hand_in(basis, lines, by=by, proofs=proofs, activity_region=volunteer.region_id)


def _checked(lines, by):
    """Lines in whole minutes, each within a day, over, of passed volunteers, none of whoever hands them in."""
    lines = [
        Line(line.volunteer, whole_minute(line.start), whole_minute(line.end), line.signup_id)
        for line in lines
    ]
    if not lines:
        raise Refused(_("至少要有一个人、一段时间。"), code="nobody")
    if len(lines) > MOST:
        raise Refused(_("一次最多%(count)d条。") % {"count": MOST}, code="too_many")
    own = set(Volunteer.objects.close_to(by).values_list("pk", flat=True)) if by else set()
    for line in lines:
        if line.end <= line.start:
            raise Refused(_("结束时间要晚于开始时间。"), code="leaves_before_coming")
        if line.end > timezone.now():
            raise Refused(_("还没到的时间不能先记。"), code="not_yet")
        if len(days.split_at_midnight(line.start, line.end)) > 1:
            raise Refused(_("跨零点的，按两天分成两段写。"), code="over_midnight")
        if line.volunteer.pk in own:
            raise Refused(_("不能给自己和自己的孩子登记，请队里别的管理员来。"), code="own_hours")
        if not line.volunteer.is_passed:
            raise Refused(
                _("%(name)s还没通过身份核验，不能登记。") % {"name": line.volunteer.masked_name},
                code="identity_not_passed",
            )
    books.refuse_closed([_Day(days.day_of(line.start)) for line in lines])
    return lines


@dataclass(frozen=True)
class _Day:
    served_on: datetime.date


def _hand_in(basis, lines, *, by, proofs, activity_region, window=None):
    """Keep the paper and put its lines up for confirmation."""
    if not basis.reason.strip():
        raise Refused(_("请写明原因。"), code="reason_missing")
    if not proofs:
        raise Refused(_("要有凭据：签到表、照片或证明。"), code="proof_missing")
    _refuse_taken(lines)
    step = 1
    if window:
        step = PolicyRow.objects.value("hours", "step_minutes", days.day_of(window.start))
    records = [
        _record(basis, line, by=by, activity_region=activity_region, window=window, step=step)
        for line in lines
    ]
    records = [record for record in records if record.minutes]
    if not records:
        raise Refused(_("这段时间扣掉休息就不到一分钟了。"), code="nobody")
    basis.people = len({record.volunteer_id for record in records})
    basis.minutes = sum(record.minutes for record in records)
    basis.made_by = by
    if basis.organization_id:
        _refuse_too_much_by_hand(basis)
    basis.save()
    basis.proofs.set(uploads.attach(proofs, by=by))
    for record in records:
        record.basis = basis
    made = HourRecord.objects.bulk_create(records, batch_size=2000)
    audit.note(
        "hours.handed_in", [basis], by=by, kind=str(basis.kind), people=basis.people, minutes=basis.minutes
    )
    if not _hold_giving(basis, made):
        screening.look_at(HourRecord.objects.filter(basis=basis))
    return basis


def _record(basis, line, *, by, activity_region, window, step):
    length = minutes_between(line.start, line.end)
    rest = break_due([Stretch(line.start, line.end)], window, basis.shift.break_minutes) if window else 0
    day = days.day_of(line.start)
    minutes, rounded = worth(length - rest, step)
    is_elsewhere = basis.kind == Kind.TRANSFER
    return HourRecord(
        signup_id=line.signup_id,
        volunteer=line.volunteer,
        beneficiary_id=line.volunteer.user_id,
        organization=basis.organization,
        volunteer_region_id=line.volunteer.region_id,
        activity_region_id=activity_region,
        organization_region=basis.region,
        during=DateTimeTZRange(line.start, line.end, "[)"),
        served_on=day,
        minutes=minutes,
        break_minutes=rest,
        rounded_minutes=rounded,
        source=Source(basis.kind),
        came_noted_by=by,
        left_noted_by=by,
        counts_to_year=not is_elsewhere
        or bool(PolicyRow.objects.value("hours", "transfer_counts_to_year", day)),
    )


def _refuse_taken(lines):
    """No time is on paper that waits or counts already, nor twice on the same paper. Locks the people, so that of two
    papers handed in at once the second one sees the first."""
    people = {line.volunteer.pk for line in lines}
    list(
        Volunteer.objects.filter(pk__in=people)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .values_list("pk", flat=True)
    )
    there = HourRecord.objects.alive().filter(
        volunteer__in=people,
        during__overlap=DateTimeTZRange(
            min(line.start for line in lines), max(line.end for line in lines), "[)"
        ),
    )
    taken = [
        (volunteer, during.lower, during.upper)
        for volunteer, during in there.values_list("volunteer_id", "during")
    ]
    for line in lines:
        if any(
            who == line.volunteer.pk and start < line.end and end > line.start for who, start, end in taken
        ):
            raise Refused(
                _("%(name)s这段时间已经有记录，不能再记。") % {"name": line.volunteer.masked_name},
                code="time_taken",
            )
        taken.append((line.volunteer.pk, line.start, line.end))


def _refuse_too_much_by_hand(basis):
    """What an organisation hands in by hand stays a small share of what it gives, above a floor."""
    policy = PolicyRow.objects.values_of("hours")
    since = timezone.now() - datetime.timedelta(days=policy["hand_days"])
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=basis.organization_id)
    handed_in = Basis.objects.filter(organization=basis.organization, made_at__gt=since)
    by_hand = handed_in.aggregate(total=Sum("minutes", default=0))["total"] + basis.minutes
    if by_hand <= policy["hand_floor"]:
        return
    seen = HourRecord.objects.alive().filter(
        Q(source=Source.CODE) | Q(source=Source.ROLL),
        organization=basis.organization,
        served_on__gt=days.day_of(since),
    )
    total = seen.aggregate(total=Sum("minutes", default=0))["total"] + by_hand
    if by_hand * 100 > policy["hand_share"] * total:
        raise Refused(
            _("近%(days)d天手工登记和补录的已经有%(hours)s，超过了全部的%(share)d%%，先把现场签到用起来。")
            % {
                "days": policy["hand_days"],
                "hours": hours_minutes(by_hand),
                "share": policy["hand_share"],
            },
            code="too_much_by_hand",
        )


def _hold_giving(basis, records):
    """A paper that speaks of giving, forwarding or bonus is looked at by an office first."""
    found = giving_words(f"{basis.title} {basis.content} {basis.reason}")
    points = PolicyRow.objects.value("anomaly", "words_points")
    if not found or not points:
        return False
    words = _("说明里写到“%(words)s”，捐款捐物、转发、奖励不算服务时长") % {"words": "、".join(found)}
    Referral.objects.bulk_create(
        Referral(record=record, why=Referral.Why.HELD, points=points, words=words) for record in records
    )
    return True
