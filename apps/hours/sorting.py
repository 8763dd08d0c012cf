"""Which of a set of records go through, whose time is taken, and what is passed on to whom and why."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from apps.core.display import hours_minutes
from apps.core.models import PolicyRow
from apps.hours.daily import Level
from apps.hours.models import HourRecord, Referral
from apps.organizations.models import Organization

Why = Referral.Why


@dataclass(frozen=True)
class PassedOn:
    level: int
    why: str
    words: str


def sort_out(rows, counted, reach):
    """(through, taken, passed on): one record after the other, so that only what goes through takes time from the
    next. Records lie within a day, so days can be looked at apart."""
    through, taken, passed_on = [], [], {}
    days_of, months = _confirmed_days(rows), Months(rows, reach)
    for row in rows:
        times = days_of[row.volunteer_id, row.served_on]
        minutes = counted[row.pk]
        total = minutes + sum(already for _during, already in times)
        level = reach.passed_on(row.organization_region_id, row.served_on, total, row.parent_id)
        if any(row.during.lower < one.upper and row.during.upper > one.lower for one, _minutes in times):
            taken.append(row.pk)
        elif level:
            passed_on[row.pk] = PassedOn(level, Why.LONG_DAY, reach.words(level, row.served_on))
        elif words := months.beyond(row, minutes):
            passed_on[row.pk] = PassedOn(Level.BANNER, Why.TRUST, words)
        else:
            through.append(row)
            times.append((row.during, minutes))
            months.add(row, minutes)
    return through, taken, passed_on


def _confirmed_days(rows):
    """{(volunteer, day): [(stretch of time, minutes that count)]}."""
    found = defaultdict(list)
    there = HourRecord.objects.confirmed().filter(
        volunteer__in={row.volunteer_id for row in rows}, served_on__in={row.served_on for row in rows}
    )
    for volunteer, day, *time in there.values_list("volunteer_id", "served_on", "during", "counted"):
        found[volunteer, day].append(time)
    return found


class Months:
    """What organisations that are not yet fully trusted have confirmed in the months of a set of records."""

    def __init__(self, rows, reach):
        self.reach = reach
        # Whoever stands above an organisation is not bound by its limit.
        asked = {
            row.organization_id
            for row in rows
            if row.organization_id and reach.level(row.organization_region_id, row.parent_id) > Level.BANNER
        }
        trusted = PolicyRow.objects.values_of("trust_minutes")
        levels = Organization.objects.filter(pk__in=asked).values_list("pk", "trust_id")
        self.limits = {pk: trusted[level] for pk, level in levels}
        self.used = self._used(rows) if self.limits else {}

    def _used(self, rows):
        months = {row.served_on.replace(day=1) for row in rows if row.organization_id in self.limits}
        there = (
            HourRecord.objects.confirmed()
            .filter(organization__in=self.limits, served_on__gte=min(months))
            .annotate(month=TruncMonth("served_on"))
            .filter(month__in=months)
            .values("organization_id", "month")
            .annotate(total=Sum("counted"))
            .order_by()
        )
        return {(one["organization_id"], one["month"]): one["total"] for one in there}

    def beyond(self, row, minutes):
        """Why an office confirms this one; empty when the organisation may."""
        limit = self.limits.get(row.organization_id)
        if limit is None or self.used.get(self._key(row), 0) + minutes <= limit:
            return ""
        return _("这个组织每月先确认到%(hours)s，超过的由上级组织或旗县部门确认") % {
            "hours": hours_minutes(limit)
        }

    def add(self, row, minutes):
        key = self._key(row)
        self.used[key] = self.used.get(key, 0) + minutes

    def _key(self, row):
        return row.organization_id, row.served_on.replace(day=1)


def refer(passed_on):
    """Note on the records what the organisation cannot decide, for the lists of those above."""
    Referral.objects.bulk_create(
        [Referral(record_id=pk, why=one.why, words=one.words) for pk, one in passed_on.items()],
        ignore_conflicts=True,
    )
