"""The kept figures of every region: counted for all of them at once, written where they changed.

Everything is counted where the volunteer lives, hours where the volunteer lived when serving, organisations and
activities where they are. What the words mean:

registered   a file was handed in and not refused
passed       the identity was verified; the share of the population counts these
activated    passed, and signed in themselves or agreed to the terms (of a child: the guardian agreed)
active       passed, with confirmed hours within the last twelve months (how many months is policy)
with_hours   passed, with confirmed hours at any time
"""

import datetime
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from apps.core import days
from apps.core.models import PolicyRow
from apps.hours.models import HourRecord
from apps.organizations.models import Organization, OrganizationKind, TrustLevel
from apps.regions.models import Population, Region
from apps.reports import counts, keeping
from apps.reports.models import EnteredFigure, RegionDay, RegionFigures

MONTHS = range(1, 13)
LEVELS = (Region.Level.REGION, Region.Level.LEAGUE, Region.Level.BANNER, Region.Level.TOWNSHIP)


@transaction.atomic
def rebuild_figures(today: datetime.date | None = None) -> int | None:
    """Fold in what has changed, count anew and write the regions whose figures changed. Returns how many rows were
    written.

    None when somebody else is just doing it: two at once would only do the same twice.
    """
    today = today or days.today()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('reports.figures'))")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SET LOCAL statement_timeout = '10min'")
    keep_the_day_before(today)
    keeping.catch_up(today)
    counted, now = count(today), timezone.now()
    kept = dict(RegionFigures.objects.values_list("region_id", "figures"))
    nothing = empty(today)
    changed = [
        RegionFigures(region_id=code, figures=figures, computed_at=now)
        for code, figures in counted.items()
        if code == RegionFigures.TOP
        or (kept.get(code) != figures and not (is_small(code) and code not in kept and figures == nothing))
    ]
    RegionFigures.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["region"], update_fields=["figures", "computed_at"]
    )
    return len(changed)


def is_small(code):
    return len(code) > Region.Level.BANNER


def keep_the_day_before(today):
    """Before the first figures of a new day are written, those that stand are the last of their day."""
    stands = RegionFigures.objects.filter(pk=RegionFigures.TOP).values_list("computed_at", flat=True).first()
    if stands is None or days.day_of(stands) >= today:
        return
    day = days.day_of(stands)
    RegionDay.objects.bulk_create(
        [
            RegionDay(region_id=row.region_id, day=day, figures=row.figures, computed_at=stands)
            for row in RegionFigures.objects.all()
        ],
        ignore_conflicts=True,
    )


def forget_old_days(today: datetime.date | None = None) -> int:
    """Days are kept as long as policy says; the last one of each month longer. Returns how many rows were removed."""
    today, policy = today or days.today(), PolicyRow.objects.values_of("figures")
    old = RegionDay.objects.filter(day__lt=today - datetime.timedelta(days=policy["days_kept"]))
    there = sorted(old.values_list("day", flat=True).distinct())
    last = {(day.year, day.month): day for day in there}
    between = [day for day in there if last[day.year, day.month] != day]
    beyond = today - datetime.timedelta(days=31 * policy["months_kept"])
    removed, _each = (old.filter(day__in=between) | old.filter(day__lt=beyond)).delete()
    return removed


def count(today) -> dict[str, dict]:
    """{code: figures} for every region down to the township, from what is kept and from the rows."""
    scope = {
        "today": today,
        "year": today.year,
        "active_months": PolicyRow.objects.value("figures", "active_months", today),
    }
    codes = Region.objects.filter(level__in=LEVELS).values_list("code", flat=True)
    nothing = empty(today)
    found = {code: copied(nothing) for code in codes}
    for query in counts.WIDE:
        for code, figures in wide(query, scope):
            for name, value in figures.items():
                add(found, code, *name.split("."), value)
    for name, query in counts.LONG.items():
        for code, key, value in rows(query, scope):
            add(found, code, name, key, value)
    say_what_was_stated(found)
    for code, *numbers, counted_at in rows(counts.TRAINING, scope):
        names = ("people", "trained", "completions")
        found[code]["training"] = {
            **dict(zip(names, numbers, strict=True)),
            "counted_at": counted_at.isoformat(),
        }
    for figures in found.values():
        figures["minutes"] = minutes_of(figures["months"], today)
    return found


def empty(today):
    """Every figure there is, at nothing. What comes with the data (kinds, fields) has a figure where there is one."""
    parts = {}
    for name in counts.WIDE_FIGURES:
        part, figure = name.split(".")
        parts.setdefault(part, {})[figure] = 0
    months = {month_key(year, month): 0 for year in (today.year - 1, today.year) for month in MONTHS}
    return {
        "year": today.year,
        **parts,
        "organizations": dict.fromkeys(OrganizationKind.Group.values, 0),
        "states": dict.fromkeys(Organization.State.values, 0),
        "trust": dict.fromkeys(TrustLevel.objects.values_list("pk", flat=True), 0),
        "kinds": {},
        "units": {},
        "stations": {},
        "months": months,
        "sources": dict.fromkeys(HourRecord.Source.values, 0),
        "fields": {},
        "minutes": minutes_of(months, today),
        "population": None,
        "entered": {"party": None, "league": None, "national": None, "mechanism": None},
        "training": None,
    }


def copied(figures):
    return {name: {**part} if isinstance(part, dict) else part for name, part in figures.items()}


def minutes_of(months, today):
    """What follows from the months: this year; the whole months of this year and the same ones of last year, to compare;
    this month with the eleven before it."""
    before = range(1, today.month)
    lately = [month_key(today.year, month) for month in range(1, today.month + 1)]
    lately += [month_key(today.year - 1, month) for month in range(today.month + 1, 13)]
    return {
        "this_year": sum(months[month_key(today.year, month)] for month in MONTHS),
        "whole_months": sum(months[month_key(today.year, month)] for month in before),
        "same_months_last_year": sum(months[month_key(today.year - 1, month)] for month in before),
        "last_12_months": sum(months[key] for key in lately),
    }


def month_key(year, month):
    return f"{year}-{month:02}"


def add(found, code, part, key, value):
    """Add what was counted at one place to it and to everything above: the code is the path."""
    for length in LEVELS:
        if len(code) >= length and code[:length] in found:
            kept = found[code[:length]][part]
            kept[key] = kept.get(key, 0) + value


def wide(query, scope) -> Iterable[tuple[str, dict]]:
    """Rows with one column a figure, the first column being the place."""
    with connection.cursor() as cursor:
        cursor.execute(query, scope)
        names = [column.name for column in cursor.description[1:]]
        for code, *values in cursor.fetchall():
            yield code, dict(zip(names, map(int, values), strict=True))


def rows(query, scope) -> Iterable[tuple]:
    """Rows of a place, what is counted there, and numbers, which come as the database sums them."""
    with connection.cursor() as cursor:
        cursor.execute(query, scope)
        for row in cursor.fetchall():
            yield tuple(int(value) if type(value).__name__ == "Decimal" else value for value in row)


def say_what_was_stated(found):
    """The population and what offices entered, each with its year and source: of the region itself, never summed."""
    for row in EnteredFigure.objects.latest():
        if row.region_id in found and row.kind in found[row.region_id]["entered"]:
            found[row.region_id]["entered"][row.kind] = stated(row)
    for code, population in latest_populations().items():
        if code in found:
            found[code]["population"] = population


def stated(row):
    return {"value": row.value, "year": row.year, "source": row.source}


def latest_populations():
    """For each region the latest known population, with its year, how it was counted, and where it is from: what an
    office entered goes before what came with the site in the same year."""
    seeded = Population.objects.order_by("region_id", "-year", "caliber").distinct("region_id")
    found = {row.region_id: {**stated(row), "caliber": row.get_caliber_display()} for row in seeded}
    entered = EnteredFigure.objects.standing().filter(kind__in=EnteredFigure.POPULATION)
    for row in entered.order_by("region_id", "-year", "-kind").distinct("region_id"):
        if row.region_id not in found or found[row.region_id]["year"] <= row.year:
            found[row.region_id] = {**stated(row), "caliber": row.get_kind_display()}
    return found
