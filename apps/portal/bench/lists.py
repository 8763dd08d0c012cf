"""The list of activities at every level and depth, and a search that finds nothing, against 20 rows by key; and the kept
figures of a region against one row by key."""

from collections.abc import Iterator

from apps.activities.cards import shown
from apps.activities.finding import found, order_of
from apps.activities.models import Activity
from apps.core import keyset
from apps.portal.bench.measuring import Figure, again, asked, buffers, ratio
from apps.regions.models import Region
from apps.reports.models import RegionFigures

RUNS = 31
DEEP = 40  # pages
LEVELS = {2: "region", 4: "league", 6: "banner", 9: "township", 12: "village"}
NOWHERE = "qzxwvk"


def figures() -> Iterator[Figure]:
    yield from lists()
    yield from dashboard()


def page(activities, cursor=""):
    return keyset.page(activities, by=order_of({})[0], cursor=cursor, shown=shown)


def lists():
    largest = Activity.objects.listed().order_by("village").last()
    by_key = again(by_twenty_keys())
    for length, name in LEVELS.items():
        activities = Activity.objects.listed().in_region(largest.region_id[:length])
        yield from page_figures(name, activities, by_key)
    first, none = (asked(lambda wanted=wanted: page(found(wanted))) for wanted in ({}, {"q": NOWHERE}))
    yield ratio("search without hits / first page", again(first), again(none), goal=5, runs=RUNS)
    yield Figure("search without hits: pages of the database", buffers(none), unit="")


def page_figures(name, activities, by_key):
    first = asked(lambda: page(activities))
    yield ratio(f"activities of a {name} / 20 rows by key", by_key, again(first), goal=3, runs=RUNS)
    yield Figure(f"activities of a {name}: pages of the database", buffers(first), unit="")
    cursor, depth = "", 0
    while depth < DEEP and (after := page(activities, cursor).next_cursor):
        cursor, depth = after, depth + 1
    if depth:
        deep = asked(lambda: page(activities, cursor))
        words = f"activities of a {name}, deep ({depth} pages on) / 20 rows by key"
        yield ratio(words, by_key, again(deep), goal=3, runs=RUNS)


def by_twenty_keys():
    """Of those that are listed, far apart."""
    keys = list(Activity.objects.listed().order_by("pk").values_list("pk", flat=True))
    return asked(lambda: list(shown(Activity.objects.filter(pk__in=keys[:: max(len(keys) // 20, 1)][:20]))))


def dashboard():
    some = RegionFigures.objects.order_by("pk")
    for level, name in ((2, "region"), (4, "league"), (6, "banner")):
        code = some.filter(region__level=level).values_list("pk", flat=True)[0]
        key = again(asked(lambda code=code: list(Region.objects.filter(pk=code))))
        one = asked(lambda code=code: RegionFigures.objects.get(pk=code))
        yield ratio(f"dashboard figures of a {name} / one row by key", key, again(one), goal=3, runs=RUNS)
