"""The first page of the talent pool for each condition and the common pairs against 20 rows by key: the worst of each."""

from collections.abc import Iterator

from apps.matching.benchmark import LEAGUE, PAIRS, RARE, REGION, SINGLE, statements
from apps.matching.models import SearchRow
from apps.portal.bench.measuring import Figure, again, buffers, ratio

RUNS = 11
FLOOR = "SELECT volunteer_id, place FROM matching_searchrow WHERE volunteer_id = ANY(%s) ORDER BY place, volunteer_id"


def figures() -> Iterator[Figure]:
    keys = list(SearchRow.objects.order_by("-pk").values_list("pk", flat=True)[:2000:100])
    by_key = again([(FLOOR, (keys,))])
    for what, names in (
        ("one condition", SINGLE),
        ("a common pair", PAIRS),
        ("a rare pair", RARE),
    ):
        yield from worst(what, by_key, cases_of(names), goal=3 if what != "a rare pair" else None)


def cases_of(names):
    return [
        (f"{where}{name}", code, wanted)
        for name, wanted in names.items()
        for where, code in (("", REGION), ("league, ", LEAGUE))
    ]


def worst(what, by_key, cases, *, goal):
    found = []
    for name, code, wanted in cases:
        asked, _found = statements(code, wanted)
        found.append((ratio(name, by_key, again(asked), goal=goal, runs=RUNS), buffers(asked)))
    slowest, _pages = max(found, key=lambda one: one[0].value)
    yield Figure(
        f"talent pool, {what} ({slowest.what}) / 20 rows by key",
        slowest.value,
        goal,
        low=slowest.low,
        high=slowest.high,
    )
    yield Figure(f"talent pool, {what}: pages of the database at most", max(one[1] for one in found), unit="")
