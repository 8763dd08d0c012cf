"""Regions side by side, and a region beside its own past. Each asks a fixed small number of queries."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core import days
from apps.organizations.models import governed_codes, within_any
from apps.regions.models import Region
from apps.reports.measures import MEASURES, Measure
from apps.reports.models import RegionDay, RegionFigures

POINTS = 12  # of a line; more would lie on top of each other


def neighbours_of(region, user):
    """What a region is compared with: itself, what lies right below it, its siblings and what it lies in, as far as the
    person may see them."""
    around = Q(pk=region.pk) | Q(parent=region.pk)
    if region.parent_id:
        around |= Q(parent=region.parent_id) | Q(pk=region.parent_id)
    seen = Region.objects.current().filter(within_any("code", governed_codes(user)))
    return list(seen.filter(around, level__lte=Region.Level.TOWNSHIP).order_by("level", "code"))


@dataclass(frozen=True)
class Line:
    """One measure of several regions, or of one at several times."""

    measure: Measure
    values: list

    @property
    def words(self):
        return [self.measure.words(value) for value in self.values]

    @property
    def moved(self):
        """From the first value to the second: in percentage points for shares, else in numbers; None where one of them
        is not known."""
        before, after = self.values
        return None if before is None or after is None else round(after - before, 2)

    @property
    def change(self):
        """The same in words."""
        moved = self.moved
        if not moved:
            return "" if moved is None else _("没变")
        more = f"{abs(moved):g}" if self.measure.is_share else f"{abs(moved):,}"
        unit = _("个百分点") if self.measure.is_share else ""
        return (_("多%(more)s%(unit)s") if moved > 0 else _("少%(more)s%(unit)s")) % {
            "more": more,
            "unit": unit,
        }


def compared(regions):
    """The lines of a comparison, in the order of the measures."""
    kept = RegionFigures.objects.in_bulk([region.pk for region in regions])
    return [Line(measure, [measure.value(kept.get(region.pk)) for region in regions]) for measure in MEASURES]


def then_and_now(then, now):
    return [Line(measure, [measure.value(then), measure.value(now)]) for measure in MEASURES]


class Days:
    """The kept days of a region; only those are read whole that are shown."""

    def __init__(self, region):
        self.rows = RegionDay.objects.filter(region=region)
        self.days = list(self.rows.order_by("day").values_list("day", flat=True))

    def nearest(self, day: datetime.date | None) -> RegionDay | None:
        """The day itself or the last one kept before it; without a day, or before the first one, the oldest."""
        before = [kept for kept in self.days if day and kept <= day] or self.days[:1]
        return self.rows.get(day=before[-1]) if before else None

    def line_of(self, measure, now):
        """What a chart shows: some days, as evenly spread as they are kept, and today. Nothing where that is not two
        known ones."""
        rows = list(self.rows.filter(day__in=self.spread()).order_by("day"))
        labels = [in_short(row.day) for row in rows]
        values = [measure.value(row) for row in [*rows, *([now] if now else [])]]
        known = [value for value in values if value is not None]
        if len(known) < 2:
            return None
        return {
            "labels": [*labels, _("今天")] if now else labels,
            "now": values,
            "summary": _("%(label)s，从%(first)s到%(last)s")
            % {"label": measure.label, "first": measure.words(known[0]), "last": measure.words(known[-1])},
        }

    def spread(self):
        """Of the kept days those nearest to a dozen that lie evenly between the first one and today."""
        if not self.days:
            return set()
        first, whole = self.days[0], days.today() - self.days[0]
        wanted = [first + whole * n / (POINTS - 1) for n in range(POINTS - 1)]
        return {min(self.days, key=lambda kept: abs(kept - day)) for day in wanted}


def in_short(day):
    words = _("%(month)d月%(day)d日") if day.year == days.this_year() else _("%(year)d年%(month)d月%(day)d日")
    return words % {"year": day.year, "month": day.month, "day": day.day}
