"""The kept figures of the region, its leagues and banners: counted for all of them at once, written where they changed.

Everything is counted where the volunteer lives, hours where the volunteer lived when serving, organisations and
activities where they are. What the words mean:

registered   a file was handed in and not refused
passed       the identity was verified; the share of the population counts these
activated    passed, and signed in themselves or agreed to the terms (of a child: the guardian agreed)
active       confirmed hours within the last twelve months (how many months is policy)
with_hours   confirmed hours at any time
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from apps.core import days
from apps.core.models import PolicyRow
from apps.organizations.models import OrganizationKind
from apps.regions.models import Population, Region
from apps.registration.models import Affiliation
from apps.reports import counts
from apps.reports.models import RegionFigures

GOAL_IDENTITIES = [value for value in Affiliation.Identity.values if value != Affiliation.Identity.OTHER]
MONTHS = range(1, 13)


@transaction.atomic
def rebuild_figures(today=None) -> int | None:
    """Count everything anew and write the regions whose figures changed. Returns how many rows were written.

    None when somebody else is just doing it: two at once would only do the same twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('reports.figures'))")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SET LOCAL statement_timeout = '10min'")
    counted = count(today or days.today())
    kept = dict(RegionFigures.objects.values_list("region_id", "figures"))
    changed = [
        RegionFigures(region_id=code, figures=figures, computed_at=timezone.now())
        for code, figures in counted.items()
        if code == RegionFigures.TOP or kept.get(code) != figures
    ]
    RegionFigures.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["region"], update_fields=["figures", "computed_at"]
    )
    return len(changed)


def count(today) -> dict[str, dict]:
    """{code: figures} for every region down to the banner."""
    scope = {
        "today": today,
        "year": today.year,
        "active_months": PolicyRow.objects.value("figures", "active_months", today),
    }
    populations = latest_populations()
    found = {
        code: {**empty(today.year), "population": populations.get(code)}
        for code in Region.objects.filter(level__lte=Region.Level.BANNER).values_list("code", flat=True)
    }
    for name, query in counts.WIDE.items():
        for code, figures in wide(query, scope):
            add(found, code, name, figures)
    for name, query in counts.LONG.items():
        for code, key, value in rows(query, scope):
            add(found, code, name, {key: value})
    return found


def empty(year):
    """Every figure there is, at nothing."""
    return {
        "year": year,
        "people": dict.fromkeys(counts.PEOPLE_FIGURES, 0),
        "stars": dict.fromkeys(counts.STAR_FIGURES, 0),
        "organizations": dict.fromkeys(OrganizationKind.Group.values, 0),
        "banners": dict.fromkeys(counts.BANNER_FIGURES, 0),
        "activities": dict.fromkeys(counts.ACTIVITY_FIGURES, 0),
        "minutes": dict.fromkeys(counts.MINUTE_FIGURES, 0),
        "months": {month_key(y, month): 0 for y in (year - 1, year) for month in MONTHS},
        "goals": {f"{identity}_{what}": 0 for identity in GOAL_IDENTITIES for what in ("people", "met")},
    }


def month_key(year, month):
    return f"{year}-{month:02}"


def add(found, code, name, figures):
    """Add what was counted at one place to it and to everything above: the code is the path."""
    for length in (Region.Level.REGION, Region.Level.LEAGUE, Region.Level.BANNER):
        if len(code) >= length and code[:length] in found:
            kept = found[code[:length]][name]
            for key, value in figures.items():
                kept[key] += value


def wide(query, scope) -> Iterable[tuple[str, dict]]:
    """Rows with one column a figure, the first column being the region."""
    with connection.cursor() as cursor:
        cursor.execute(query, scope)
        names = [column.name for column in cursor.description[1:]]
        for code, *values in cursor.fetchall():
            yield code, dict(zip(names, map(int, values), strict=True))


def rows(query, scope) -> Iterable[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query, scope)
        for code, key, value in cursor.fetchall():
            yield code, key, int(value)


def latest_populations():
    """For each region the latest known population, with its year, how it was counted, and where it is from."""
    latest = Population.objects.order_by("region_id", "-year", "caliber").distinct("region_id")
    return {
        row.region_id: {
            "value": row.value,
            "year": row.year,
            "caliber": row.get_caliber_display(),
            "source": row.source,
        }
        for row in latest
    }
