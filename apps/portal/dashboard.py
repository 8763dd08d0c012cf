"""The dashboard of a region: its kept figures, those of the regions below, and what waits at the desk."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.organizations.models import governed_codes
from apps.portal.region_map import map_of
from apps.portal.region_queues import queues
from apps.regions.models import Region
from apps.registration.models import ServiceField
from apps.reports.figures import MONTHS, month_key
from apps.reports.models import RegionFigures, percentage
from apps.reports.targets import targets, targets_of
from apps.reports.words import goal_rows, organizations_of, place_rows, source_rows, star_rows


def page_of(desk, user, measure):
    """Whatever a dashboard shows. The region itself is one row by key, and the time of all is another."""
    region = desk.place
    kept = {
        row.region_id: row for row in RegionFigures.objects.filter(pk__in=[region.code, RegionFigures.TOP])
    }
    own = kept.get(region.code)
    page = {
        "figures": own,
        "as_of": kept[RegionFigures.TOP].computed_at if kept else None,
        "queues": queues(desk, user),
        "sees_parent": sees_parent(region, user),
    }
    if own is None:
        return page
    below = below_of(region)
    asked = targets_of(region.pk, targets())
    return {
        **page,
        **held_against_the_notice(own, asked),
        **people_of(own),
        **hours_of(own),
        **organizations_of(own.figures),
        **children_of(own, below, asked["population_share"]),
        **map_of(region, below, measure),
        **missing(own, below),
    }


def below_of(region):
    """The rows that the map and the table show: down to the banner, in a banner its townships."""
    deepest = Region.Level.TOWNSHIP if region.level >= Region.Level.BANNER else Region.Level.BANNER
    rows = RegionFigures.objects.below(region.code).filter(region__level__lte=deepest)
    return list(rows.select_related("region__parent").order_by("region"))


def held_against_the_notice(own, asked):
    """The targets of the notice: the share of the population everywhere, active people of the whole region."""
    return {
        "target": asked["population_share"],
        "active_target": asked["active_people"],
        "active_of_target": percentage(own.figures["people"]["active"], asked["active_people"]),
    }


def people_of(own):
    figures = own.figures
    return {
        "funnel": funnel(figures["people"]),
        "stars": star_rows(figures["stars"]),
        "goals": goal_rows(figures["goals"]),
        "goals_at": place_rows(figures["goals_at"]),
        "members": member_rows(own),
        "training_at": trained_at(figures["training"]),
    }


def hours_of(own):
    return {
        "trend": Trend(own.figures),
        "sources": source_rows(own.figures["sources"]),
        "fields": field_rows(own.figures["fields"]),
        "growth": own.growth,
        "grew": bool(own.growth and own.growth > 0),
    }


def children_of(own, below, target):
    children = [row for row in below if row.region.parent_id == own.region_id]
    return {
        "elsewhere": elsewhere(own, children),
        "children": [Child(row, row.short_of(target)) for row in children],
        "shows_share": any(row.share_is_telling for row in children),
        "without_population": all(row.share is None for row in children),
    }


def elsewhere(own, children):
    """In a banner, who said no township; None where everybody is in one of the places below."""
    if own.region.level != Region.Level.BANNER:
        return None
    people = {
        name: count - sum(row.figures["people"][name] for row in children)
        for name, count in own.figures["people"].items()
    }
    minutes = own.figures["minutes"]["this_year"] - sum(
        row.figures["minutes"]["this_year"] for row in children
    )
    overdue = own.figures["waiting"]["overdue"] - sum(row.figures["waiting"]["overdue"] for row in children)
    if not people["registered"] and not minutes and not overdue:
        return None
    return {**people, "hours": minutes // 60, "overdue": overdue}


def missing(own, below):
    """The banners that have no youth volunteer association yet, and those without a coordination mechanism."""
    banners = [row for row in [own, *below] if row.region.level == Region.Level.BANNER]
    return {
        "uncovered": [row.region for row in banners if not row.is_covered],
        "unconcerted": [row.region for row in banners if not row.has_mechanism],
    }


def sees_parent(region, user):
    return region.parent_id and any(region.parent_id.startswith(own) for own in governed_codes(user))


@dataclass(frozen=True)
class Child:
    """A line of the table of regions below."""

    row: RegionFigures
    gap: float | None

    @property
    def url(self):
        return reverse("portal:region", args=[self.row.region_id])


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


def bar(label, value):
    return {"label": label, "value": value, "text": f"{value:,}"}


def funnel(people):
    """The five counts side by side, so that none of them is taken for another."""
    return [
        bar(_("登记过"), people["registered"]),
        bar(_("实名通过"), people["passed"]),
        bar(_("本人激活"), people["activated"]),
        bar(_("有时长"), people["with_hours"]),
        bar(_("近一年服务过"), people["active"]),
    ]


def field_rows(fields):
    """Hours of this year by what they were for, the most first."""
    names = dict(ServiceField.objects.values_list("pk", "name"))
    found = sorted(fields.items(), key=lambda item: -item[1])
    return [bar(names.get(code) or _("没有写领域"), minutes // 60) for code, minutes in found if minutes]


def member_rows(row):
    """Party and league members who are registered, against the number the office entered."""
    labels = {"party": _("党员（含预备）"), "league": _("共青团员")}
    return [
        (label, row.figures["people"][kind], row.figures["entered"][kind], row.share_of_members(kind))
        for kind, label in labels.items()
    ]


def trained_at(training):
    """When it was counted who is trained: not now, but by night."""
    return training and datetime.datetime.fromisoformat(training["counted_at"])
