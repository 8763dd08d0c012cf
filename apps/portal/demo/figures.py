"""Figures of the demo region: what offices have entered, and what the days gone by looked like."""

import datetime

from django.db import connection

from apps.core import days
from apps.portal.demo.cast import HOME
from apps.regions.models import Population, Region
from apps.reports.actions import enter_figure
from apps.reports.figures import minutes_of, month_key
from apps.reports.models import RegionDay, RegionFigures

SOURCE = "演示数据"
PARTY, LEAGUE = 60, 35  # of ten thousand people, so that shares are neither nothing nor everything
DAYS, MONTHS = 30, 11
LASTING = {"banners", "entered", "population"}

MOVE_HOME = """
    UPDATE registration_volunteer SET region_id = home.code
    FROM unnest(%s, %s) AS home (id, code)
    WHERE registration_volunteer.id = home.id
"""


def settle_in_townships(adults):
    """Two of three adults of a banner live in a township of it that is known; of the others only the banner is."""
    townships, moved = {}, []
    for code in (
        Region.objects.filter(level=Region.Level.TOWNSHIP).order_by("code").values_list("code", flat=True)
    ):
        townships.setdefault(code[:6], []).append(code)
    for banner, group in adults.items():
        places = townships.get(banner, [])
        for n, volunteer in enumerate(group):
            if places and n % 3:
                volunteer.region_id = places[n % len(places)]
                moved.append(volunteer)
    with connection.cursor() as cursor:
        cursor.execute(MOVE_HOME, [[one.pk for one in moved], [one.region_id for one in moved]])


def enter(region):
    """Members of party and league in every league, people of the national platform, and most banners' mechanisms."""
    year, by = days.this_year() - 1, region.reviewer
    people = dict(Population.objects.filter(region__level__lte=4).values_list("region", "value"))
    for place in Region.objects.filter(pk__in=people):
        share = people[place.pk] // 10_000
        for kind, value in (("party", PARTY * share), ("league", LEAGUE * share), ("national", 2 * share)):
            enter_figure(place, kind=kind, year=year, value=max(value, 1), source=SOURCE, by=by)
    for n, banner in enumerate(Region.objects.banners().order_by("code")):
        if n % 5:
            enter_figure(banner, kind="mechanism", year=year, value=1, source=SOURCE, by=by)


def remember(_region):
    """Days of the last month and the ends of the months before, with fewer people the longer ago."""
    today = days.today()
    ago = [today - datetime.timedelta(days=n) for n in range(1, DAYS + 1)]
    month = today.replace(day=1)
    for _n in range(MONTHS):
        ago.append(month - days.ONE)
        month = (month - days.ONE).replace(day=1)
    rows = RegionFigures.objects.filter(region__level__lte=Region.Level.LEAGUE)
    rows |= RegionFigures.objects.filter(region__code__startswith=HOME[:4], region__level=Region.Level.BANNER)
    RegionDay.objects.bulk_create(
        (
            RegionDay(
                region_id=row.region_id,
                day=day,
                figures=as_it_was(row.figures, today, day),
                computed_at=days.start_of(day + days.ONE) - datetime.timedelta(minutes=5),
            )
            for row in rows
            for day in set(ago)
        ),
        batch_size=200,
    )


def as_it_was(figures, today, day):
    """Fewer of all that is counted the longer ago; of the hours those of the months until then."""
    left = 1 - (today - day).days / 900
    was = {name: part if name in LASTING else fewer(part, left) for name, part in figures.items()}
    two_years = [month_key(year, month) for year in (day.year - 1, day.year) for month in range(1, 13)]
    months = dict.fromkeys(two_years, 0) | {
        key: minutes for key, minutes in figures["months"].items() if key <= month_key(day.year, day.month)
    }
    return was | {"year": day.year, "months": months, "minutes": minutes_of(months, day)}


def fewer(part, left):
    if not isinstance(part, dict):
        return part
    return {name: int(count * left) if isinstance(count, int) else count for name, count in part.items()}
