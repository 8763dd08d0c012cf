"""How much the first page of a search costs, against twenty rows by key, with as many people as one likes.

The people are numbers in tables of their own beside the real ones, in a transaction that is undone: nothing of theirs is
seen by anybody or left behind. Places are the banners, codes those of the reference data; what is common and what is
rare, and that a language is at home in some leagues, is as uneven as in life.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import NamedTuple

from django.db import connection, transaction

from apps.matching.facts import BESIDE
from apps.matching.finding import SIZE, Span, keys_of, keys_of_members, spans_of, terms_of
from apps.matching.models import Search

TABLES = """
    CREATE SCHEMA matching_scratch;
    CREATE TABLE matching_scratch.matching_searchrow (LIKE matching_searchrow INCLUDING ALL);
    CREATE TABLE matching_scratch.matching_searchterm (LIKE matching_searchterm INCLUDING ALL);
    CREATE TABLE matching_scratch.registration_volunteer (id bigint PRIMARY KEY, user_id bigint UNIQUE);
    CREATE TABLE matching_scratch.organizations_member (organization_id bigint, user_id bigint, state varchar(10));
    CREATE UNIQUE INDEX ON matching_scratch.organizations_member (organization_id, user_id)
        WHERE state IN ('asked', 'invited', 'member');
    SET LOCAL search_path = matching_scratch, public;
    SET LOCAL statement_timeout = 0
"""
ROWS = """
    INSERT INTO matching_searchrow (volunteer_id, place)
    SELECT n, banners.codes[1 + (hashint4(n) & 65535) %% cardinality(banners.codes)]
    FROM generate_series(1, %(people)s) AS n,
         (SELECT array_agg(code ORDER BY code) AS codes FROM regions_region WHERE level = 6) AS banners
"""
# Of a thousand people `share` have the first code of a table, half as many the second, a third the third …
CODES = """
    INSERT INTO matching_searchterm (volunteer_id, term, place, until, beside)
    SELECT volunteer_id, '{letter}' || code, place, {until}, '{letter}' || code
    FROM matching_searchrow
    CROSS JOIN (SELECT code, row_number() OVER (ORDER BY code) AS at FROM {table}) AS codes
    WHERE (hashint8(volunteer_id * 37 + at + ascii('{letter}')) & 1023) < {share} / at
      AND ({where})
"""
NUMBERS = """
    INSERT INTO matching_searchterm (volunteer_id, term, place, beside)
    SELECT volunteer_id, '{letter}' || number, place, '{letter}' || number
    FROM matching_searchrow CROSS JOIN generate_series(1, {most}) AS number
    WHERE {where}
"""
MONGOLIAN = "code NOT LIKE 'mn%%' OR left(place, 4) IN ('1505', '1525', '1522')"
LINES = [
    CODES.format(letter="f", table="registration_servicefield", share=500, until="NULL", where="true"),
    CODES.format(letter="k", table="registration_skill", share=200, until="NULL", where="true"),
    CODES.format(letter="c", table="registration_skill", share=50, until="current_date + 90", where="true"),
    CODES.format(letter="l", table="registration_language", share=300, until="NULL", where=MONGOLIAN),
    CODES.format(
        letter="t", table="training_trainingkind", share=300, until="current_date + 30", where="true"
    ),
    NUMBERS.format(letter="s", most=5, where="(hashint8(volunteer_id) & 1023) < 400 / (number * number)"),
    NUMBERS.format(
        letter="w", most=24, where="(hashint8(volunteer_id * 41 + number) & 1023) < 2400 / (9 + number)"
    ),
]
BESIDES = f"""
    UPDATE matching_searchterm AS line SET beside = besides.beside
    FROM (SELECT volunteer_id, {BESIDE} AS beside FROM matching_searchterm GROUP BY volunteer_id) AS besides
    WHERE besides.volunteer_id = line.volunteer_id
"""  # noqa: S608 -- our own words only
# A table that was vacuumed answers from its index alone. This one is younger than its transaction, so its lines are laid
# down in the order of that index, which costs a page as little.
ORDERED = """
    DO $$ BEGIN EXECUTE 'CLUSTER matching_scratch.matching_searchterm USING ' || quote_ident((
        SELECT class.relname FROM pg_index JOIN pg_class AS class ON class.oid = indexrelid
        WHERE indrelid = 'matching_scratch.matching_searchterm'::regclass AND indnatts = 5
    )); END $$
"""
# Organisations: of fifty members, and of each fifth person, both scattered over all places.
SMALL, LARGE = 1, 2
MEMBERS = """
    INSERT INTO registration_volunteer SELECT volunteer_id, volunteer_id FROM matching_searchrow;
    INSERT INTO organizations_member
    SELECT {small}, n * {people} / 50, 'member' FROM generate_series(1, 50) AS n
    UNION ALL SELECT {large}, n * 5, 'member' FROM generate_series(1, {people} / 5) AS n
"""
FLOOR = "SELECT volunteer_id, place FROM matching_searchrow WHERE volunteer_id = ANY(%s) ORDER BY place, volunteer_id"

REGION, LEAGUE, BANNER = "15", "1504", "150430"
SINGLE = {
    "field, common": {"field": "01"},
    "field, rare": {"field": "15"},
    "skill told": {"skill": "01"},
    "skill checked": {"skill": "02", "is_checked": True},
    "language": {"language": "mn-s"},
    "training": {"training": "first_aid"},
    "star": {"star": 3},
    "free time": {"time": 16},
}
COMMON = {name: SINGLE[name] for name in SINGLE if name not in {"field, rare", "star"}}
PAIRS = {
    f"{one} + {other}": COMMON[one] | COMMON[other]
    for one, other in combinations(COMMON, 2)
    if not COMMON[one].keys() & COMMON[other].keys()
}
RARE = {
    "field, rare + star": {"field": "15", "star": 3},
    "skill + star": {"skill": "01", "star": 3},
    "training + star": {"training": "first_aid", "star": 3},
}
NEAR = {"near": [119.92, 42.29], "km": 300}
CASES = [
    ("region", REGION, {}),
    ("league", LEAGUE, {"place": LEAGUE}),
    ("banner", BANNER, {"place": BANNER}),
    *((f"{name}", REGION, wanted) for name, wanted in SINGLE.items()),
    *((f"league + {name}", LEAGUE, wanted) for name, wanted in SINGLE.items()),
    *((f"banner + {name}", BANNER, wanted) for name, wanted in SINGLE.items()),
    ("nobody there", LEAGUE, {"language": "mn-s"}),
    ("near a point", REGION, NEAR),
    ("near a point + language", REGION, NEAR | {"language": "mn-s"}),
    *((name, REGION, wanted) for name, wanted in (PAIRS | RARE).items()),
    *((f"league + {name}", LEAGUE, wanted) for name, wanted in (PAIRS | RARE).items()),
    *(
        (f"{name} + skill", organization, {"skill": "01"})
        for name, organization in (("members, few", SMALL), ("members, many", LARGE))
    ),
]


class Cost(NamedTuple):
    """Rows that the indexes gave out, pages of the database that were touched, kinds of steps, and what was found."""

    rows: int
    buffers: int
    steps: frozenset[str]
    found: int


@contextmanager
def scratch(people: int) -> Iterator[None]:
    """So many people to be found, until the end of the block."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute(ROWS, {"people": people})
        for lines in LINES:
            cursor.execute(lines, {})
        cursor.execute(BESIDES)
        cursor.execute(ORDERED)
        cursor.execute(MEMBERS.format(people=people, small=SMALL, large=LARGE))
        for table in (
            "matching_searchrow",
            "matching_searchterm",
            "registration_volunteer",
            "organizations_member",
        ):
            cursor.execute(f"ANALYZE matching_scratch.{table}")
        yield
        transaction.set_rollback(True)


def statements(code: str | int, wanted: dict, after: list | None = None) -> tuple[list[tuple], int]:
    """All that the database is asked for a page of people, what is read to see which word is rare too, and how many it
    finds: at the desk of a region, or of an organisation (a number). Near a point the page of the nearest place."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        if isinstance(code, int):
            keys, _rest = keys_of_members(Search(organization_id=code, wanted=wanted), after, SIZE)
        else:
            search = Search(region_id=code, wanted=wanted)
            spans = [Span(BANNER, is_whole=False)] if "near" in wanted else spans_of(search)
            keys, _rest = keys_of(terms_of(wanted), spans, after, SIZE)
    return asked, len(keys)


def cost_of_page(code: str | int, wanted: dict, after: list | None = None) -> Cost:
    """Of all its statements together."""
    asked, found = statements(code, wanted, after)
    costs = [cost_of(*one) for one in asked]
    steps = frozenset().union(*(cost.steps for cost in costs))
    return Cost(sum(cost.rows for cost in costs), sum(cost.buffers for cost in costs), steps, found)


def floor_of(people: int = 1000) -> tuple:
    """Twenty rows by key."""
    return FLOOR, ([7 * n % people + 1 for n in range(1, 21)],)


def cost_of(sql: str, params: tuple) -> Cost:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    steps = list(_steps(plan))
    rows = sum(step["Actual Rows"] * step["Actual Loops"] for step in steps if "Index" in step["Node Type"])
    buffers = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return Cost(
        round(rows), buffers, frozenset(step["Node Type"] for step in steps), round(plan["Actual Rows"])
    )


def _steps(plan):
    yield plan
    for inner in plan.get("Plans", []):
        yield from _steps(inner)


def ratios(say: Callable[[str], object], runs: int = 15) -> None:
    """Print for each case what it costs, and how long it takes against twenty rows by key in the same breath."""
    floor = [floor_of()]
    with connection.cursor() as cursor:
        say(f"{'':44}{'ratio':>8}{'rows':>8}{'buffers':>9}{'found':>7}")
        for name, code, wanted in CASES:
            asked, _found = statements(code, wanted)
            pairs = [(_seconds(cursor, floor), _seconds(cursor, asked)) for _run in range(runs)]
            ratio = statistics.median(b for _a, b in pairs) / statistics.median(a for a, _b in pairs)
            cost = cost_of_page(code, wanted)
            say(f"{name:44}{ratio:8.1f}{cost.rows:8}{cost.buffers:9}{cost.found:7}")


def _seconds(cursor, queries):
    began = time.perf_counter()
    for query in queries:
        cursor.execute(*query)
        cursor.fetchall()
    return time.perf_counter() - began
