"""What waits is not forgotten: the person may urge, what is overdue goes to those above, what is held is looked at."""

import datetime
from collections import defaultdict

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.display import hours_minutes
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import day_words
from apps.hours.actions.deciding import because
from apps.hours.addressed import officers_of, staff_of, those_above
from apps.hours.deadlines import latest_overdue, working_days_to_confirm
from apps.hours.models import HourRecord, Punctuality, Referral, Urge
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization

AT_ONCE = 2000


@transaction.atomic
def urge(record: HourRecord, *, by: User, today: datetime.date | None = None) -> Urge:
    """Ask those who decide a record to do it: once a day, when the time is over and nothing was decided."""
    today = today or days.today()
    if record.state != HourRecord.State.PENDING:
        raise Refused(_("这一条已经处理过了，不用催。"), code="already_decided")
    if record.during.upper > timezone.now():
        raise Refused(_("这一段还没结束。"), code="not_over")
    with refusing(Urge, {"hours_urge_once_a_day": "urged_today"}):
        made = Urge.objects.create(record=record, urged_on=today, urged_by=by)
    tell(
        "hours.urged",
        [
            News(
                user,
                f"record:{record.pk}:{today:%Y%m%d}",
                _("有志愿者等着确认时长"),
                _("%(name)s，%(day)s，%(activity)s，%(hours)s。")
                % {
                    "name": record.volunteer.masked_name,
                    "day": day_words(record.served_on),
                    "activity": record.title,
                    "hours": hours_minutes(record.minutes),
                },
                url,
            )
            for user, url in _who_decides(record)
            if user != by.pk
        ],
    )
    return made


def _who_decides(record):
    """[(user, address)] of those to whom an urging goes: the organisation's staff; of papers, those above."""
    on_paper = record.source not in {HourRecord.Source.CODE, HourRecord.Source.ROLL}
    if on_paper:
        level = record.basis.level if record.basis_id else None
        return those_above(record.organization, record.organization_region_id, level)
    url = reverse("hours:pending", args=[record.organization_id])
    return [(user, url) for user in staff_of([record.organization_id])[record.organization_id]]


def escalate_overdue(today: datetime.date | None = None) -> int:
    """What an organisation left lying for more than ten working days (67号令 §11) goes to those above as well, who may
    then decide it. They and the organisation are told once of each batch. Returns how many records."""
    today, done = today or days.today(), 0
    while count := _escalate_some(today):
        done += count
    return done


@transaction.atomic
def _escalate_some(today):
    limit = working_days_to_confirm()
    day = latest_overdue(today, limit)
    last = days.start_of(day + datetime.timedelta(days=1))
    ended = Coalesce("signup__shift__position__activity__ends_at", "basis__made_at")
    rows = list(
        HourRecord.objects.pending()
        .filter(served_on__lte=day)
        .annotate(ended=ended)
        .filter(Q(ended__lt=last) | Q(ended=None))
        .exclude(referrals__why=Referral.Why.OVERDUE)
        .order_by("pk")
        .select_for_update(of=("self",), skip_locked=True)
        .values_list("pk", "organization_id", "organization_region_id")[:AT_ONCE]
    )
    words = _("活动结束超过%(days)d个工作日没有处理") % {"days": limit}
    Referral.objects.bulk_create(
        [Referral(record_id=pk, why=Referral.Why.OVERDUE, words=words) for pk, _org, _region in rows],
        ignore_conflicts=True,
    )
    _tell_overdue(rows, today, limit)
    return len(rows)


def _tell_overdue(rows, today, limit):
    counts = defaultdict(int)
    for _pk, organization, region in rows:
        counts[organization, region] += 1
    organizations = Organization.objects.in_bulk({pk for pk, _region in counts if pk})
    parents = {one.pk: one.parent_id for one in organizations.values() if one.parent_id}
    staff = staff_of([*organizations, *parents.values()])
    codes = {region[:length] for _pk, region in counts for length in (6, 4, 2) if length <= len(region)}
    officers = officers_of(codes)
    news = []
    for (pk, region), count in counts.items():
        name = organizations[pk].name if pk else _("转入")
        people = {user: reverse("hours:pending", args=[pk]) for user in staff.get(pk, [])}
        parent = parents.get(pk)
        people |= {user: reverse("hours:pending", args=[parent]) for user in staff.get(parent, [])}
        nearest = next((region[:length] for length in (6, 4, 2) if officers.get(region[:length])), None)
        people |= {user: reverse("hours:region_papers", args=[nearest]) for user in officers.get(nearest, [])}
        news += [
            News(
                user,
                f"overdue:{pk or region}:{today:%Y%m%d}",
                _("%(count)d条时长过了确认期限") % {"count": count},
                _("%(name)s：活动结束超过%(days)d个工作日还没有处理，志愿者在等。")
                % {"name": name, "days": limit},
                url,
            )
            for user, url in people.items()
        ]
    tell("hours.overdue", news)


# Of each organisation: records of late whose time to be confirmed is over or that were decided, and how many of them
# went past it. One statement for all organisations.
REBUILD = """
    INSERT INTO hours_punctuality AS kept (organization_id, due, overdue, rebuilt_at)
    SELECT record.organization_id, count(*), count(referral.id), now()
    FROM hours_hourrecord AS record
    LEFT JOIN hours_referral AS referral ON referral.record_id = record.id AND referral.why = 'overdue'
    WHERE record.organization_id IS NOT NULL AND record.served_on > %(since)s
      AND (record.state <> 'pending' OR referral.id IS NOT NULL)
    GROUP BY record.organization_id
    ORDER BY record.organization_id
    ON CONFLICT (organization_id) DO UPDATE
    SET due = excluded.due, overdue = excluded.overdue, rebuilt_at = excluded.rebuilt_at
"""


@transaction.atomic
def rebuild_punctuality(today: datetime.date | None = None) -> int:
    """Count how punctual every organisation was of late; who had nothing to confirm has no row."""
    span = PolicyRow.objects.value("hours", "punctuality_days")
    since = (today or days.today()) - datetime.timedelta(days=span)
    with connection.cursor() as cursor:
        cursor.execute(REBUILD, {"since": since})
        rebuilt = cursor.rowcount
    Punctuality.objects.filter(
        rebuilt_at__lt=Punctuality.objects.order_by("-rebuilt_at").values("rebuilt_at")[:1]
    ).delete()
    return rebuilt


@transaction.atomic
def release_held(records: "QuerySet[HourRecord]", *, by: User, reason: str) -> list[int]:
    """An office looked and found nothing wrong: these may be confirmed as usual. Says why; returns which they were."""
    reason = because(reason)
    keys = list(records.held().order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    held = Referral.objects.holding().filter(record__in=keys)
    if not keys or not held.update(released_by=by, released_at=timezone.now(), release_reason=reason):
        raise Refused(_("这些已经处理过了。"), code="already_decided")
    audit.note_ids("hours.released", HourRecord, keys, by=by, reason=reason)
    return keys
