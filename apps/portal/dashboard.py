"""The dashboard of a region: its kept figures, those of the regions below, and the queues of the desk."""

from dataclasses import dataclass
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.core import keyset
from apps.core.charts import quintile, quintile_bounds
from apps.core.display import percent
from apps.core.models import PolicyRow
from apps.hours.models import HourRecord
from apps.organizations.models import Organization, OrganizationKind, governed_codes
from apps.regions.models import Region
from apps.registration.models import Affiliation, IdentityCase
from apps.reports.figures import GOAL_IDENTITIES, MONTHS, month_key
from apps.reports.models import RegionFigures, percentage
from apps.stars.models import NAMES


@dataclass(frozen=True)
class Queue:
    """Something that waits for the person: how many (to a thousand), what, and where."""

    count: int
    more: bool
    words: str
    url: str


def page_of(desk, user):
    region = desk.place
    below = list(RegionFigures.objects.below(region.code).select_related("region__parent").order_by("region"))
    kept = {
        row.region_id: row for row in RegionFigures.objects.filter(pk__in=[region.code, RegionFigures.TOP])
    }
    own = kept.get(region.code)
    page = {"figures": own, "queues": queues(desk, user), "sees_parent": sees_parent(region, user)}
    if own is None:
        return page
    target = PolicyRow.objects.value("figures", "population_share")
    children = [row for row in below if row.region.parent_id == region.code]
    grown = growth(own.figures["minutes"])
    return {
        **page,
        "as_of": kept[RegionFigures.TOP].computed_at,
        "target": target,
        "trend": Trend(own.figures),
        "growth": grown,
        "grew": bool(grown and grown > 0),
        "stars": star_rows(own.figures["stars"]),
        "goals": goal_rows(own.figures["goals"]),
        "organizations": [
            (group.label, count)
            for group in OrganizationKind.Group
            if (count := own.figures["organizations"][group])
        ],
        "children": [Child(row, gap(row, target)) for row in children],
        "shows_share": any(row.share_is_telling for row in children),
        "without_population": all(row.share is None for row in children),
        **map_of(region, below),
        "uncovered": [row.region for row in [own, *below] if is_banner(row.region) and not row.is_covered],
    }


def sees_parent(region, user):
    return region.parent_id and any(region.parent_id.startswith(own) for own in governed_codes(user))


def is_banner(region):
    return region.level == Region.Level.BANNER


@dataclass(frozen=True)
class Child:
    """A line of the table of regions below."""

    row: RegionFigures
    gap: float | None

    @property
    def url(self):
        return reverse("portal:region", args=[self.row.region_id])


def gap(row, target):
    """Percentage points to the target of the notice; None where the share cannot be held against it."""
    return round(target - row.share, 1) if row.share_is_telling else None


def growth(minutes):
    """This year against the same days of last year, in percent."""
    before = minutes["last_year_to_date"]
    return round(100 * (minutes["this_year"] - before) / before) if before else None


class Trend:
    """Minutes by month, this year and last, in whole hours or in ten thousands of them."""

    def __init__(self, figures):
        self.year = figures["year"]
        months = figures["months"]
        highest = max(months.values(), default=0)
        self.unit, self.size = (_("万小时"), 600_000) if highest >= 600_000 else (_("小时"), 60)
        self.labels = [_("%(month)d月") % {"month": month} for month in MONTHS]
        self.was = [self.shown(months[month_key(self.year - 1, month)]) for month in MONTHS]
        self.now = [self.shown(months[month_key(self.year, month)]) for month in MONTHS]
        while self.now and not self.now[-1] and len(self.now) > 1:
            self.now.pop()

    def shown(self, minutes):
        return round(minutes / self.size, 1)

    @property
    def now_name(self):
        return _("%(year)d年") % {"year": self.year}

    @property
    def was_name(self):
        return _("%(year)d年") % {"year": self.year - 1}

    @property
    def summary(self):
        highest = max(self.now)
        return _("%(year)d年每月服务时长，最高的是%(month)s，%(value)g%(unit)s") % {
            "year": self.year,
            "month": self.labels[self.now.index(highest)],
            "value": highest,
            "unit": self.unit,
        }


def star_rows(stars):
    return [(NAMES[n], stars[f"reached_{n}"], stars[f"recognized_{n}"]) for n in range(1, 6)]


def goal_rows(goals):
    """Yearly goals by identity: how many people have one, how many have met it."""
    return [
        (
            Affiliation.Identity(name).label,
            goals[f"{name}_people"],
            goals[f"{name}_met"],
            percentage(goals[f"{name}_met"], goals[f"{name}_people"]),
        )
        for name in GOAL_IDENTITIES
    ]


def map_of(region, below):
    """The tile map: each banner shaded by how many of its volunteers served within a year; none, no shade.

    The shades follow what is there: about a fifth of the banners in each, and the key says where they begin.
    """
    shares = [row.active_share for row in below if is_banner(row.region)]
    bounds = quintile_bounds(shares)
    return {
        "leagues": tiles(region, below, bounds),
        "key": key_of(shares, bounds),
        "has_empty": None in shares,
    }


def key_of(shares, bounds):
    """The words of the shades, lightest first."""
    known = [share for share in shares if share is not None]
    if not known:
        return []
    if not bounds:
        lowest, highest = min(known), max(known)
        return [percent(lowest) if lowest == highest else f"{lowest:g}–{highest:g}%"]
    between = [f"{low}–{high}%" for low, high in pairwise(bounds)]
    return [
        _("%(share)d%%以下") % {"share": bounds[0]},
        *between,
        _("%(share)d%%以上") % {"share": bounds[-1]},
    ]


def tiles(region, below, bounds):
    if is_banner(region):
        return []
    leagues = [row for row in below if row.region.level == Region.Level.LEAGUE]
    if not leagues:
        own = {"code": region.code, "name": region.short_name, "text": ""}
        return [{**own, "tiles": [tile(row, bounds) for row in below]}]
    return [
        {
            "code": league.region_id,
            "name": league.region.short_name,
            "url": reverse("portal:region", args=[league.region_id]),
            "text": words_of(league.active_share),
            "tiles": [tile(row, bounds) for row in below if row.region.parent_id == league.region_id],
        }
        for league in leagues
    ]


def tile(row, bounds):
    return {
        "name": row.region.name,
        "short": row.region.short_name,
        "text": words_of(row.active_share),
        "step": quintile(row.active_share, bounds),
        "url": reverse("portal:region", args=[row.region_id]),
    }


def words_of(share):
    return _("还没有志愿者") if share is None else percent(share)


def queues(desk, user):
    """What waits for this officer in this region, counted to a thousand at most."""
    code = desk.place.code
    waiting = {
        "reviews_identities": (
            IdentityCase.objects.pending().decidable_by(user).filter(region__code__startswith=code),
            _("人等实名核验"),
            "registration:cases",
        ),
        "reviews_organizations": (
            Organization.objects.waiting().decidable_by(user).filter(region__code__startswith=code),
            _("个组织等审核"),
            "organizations:applications",
        ),
        "reviews_activities": (
            Activity.objects.in_review().reviewable_by(user).filter(region__code__startswith=code),
            _("个活动等审核"),
            "activities:reviews",
        ),
        "decides_hours": (
            HourRecord.objects.pending()
            .decidable_by(user)
            .filter(organization_region__code__startswith=code),
            _("条时长等确认"),
            "hours:region_pending",
        ),
    }
    return [
        Queue(*keyset.count_up_to(rows), words, reverse(name, args=[code]))
        for power, (rows, words, name) in waiting.items()
        if power in desk.powers
    ]
