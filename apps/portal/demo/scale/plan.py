"""How many of everything, where, and under which keys: reckoned once, so that every step knows the key of every row.

In each banner people stand in a row: its officer, the leaders of its places, those who come to everything, those who take
turns, and the rest. So do its activities: long ago ones, those of the last months, those to come.
"""

import math
from dataclasses import dataclass

from django.db import connection, transaction

from apps.accounts.models import User
from apps.activities.models import Activity, Position, Shift
from apps.core import days
from apps.core.text import grams
from apps.hours.models import Basis
from apps.organizations.models import Organization
from apps.portal.demo.scale import kept
from apps.portal.demo.words import URBAN, activities, names
from apps.regions.models import Population, Region
from apps.registration.models import Volunteer

FULL = 3_600_000  # 15 % of the people of the region
LEAST = 3_000  # fewer do not fill every banner
ACTIVITIES = 2_000_000 / FULL
PEOPLE_OF_A_PLACE = 225  # 16,000 places at full size
DAYS = 1461  # of activities
LATELY = 120  # days whose activities have sign-ups and presences; what is older was brought along on papers
AHEAD, COMING = 21, 0.02  # days, and how many of all activities lie in them
COME, OFTEN = 6, 1  # who come to an activity: those whose turn it is, and those who come to everything
MONTHS = 64  # papers of a place at most, one a month
ALWAYS, TURNING = 0.01, 0.29  # of a banner's people
BROUGHT_ALONG = "从原来的平台转来。"
TOWNSHIPS, VILLAGES = 3, 2  # invented: the reference data end at the banner


@dataclass(frozen=True)
class Plan:
    people: int
    activities: int
    places: int
    today: str
    keys: dict  # table → the key before the first of its rows


def size_of(words: str) -> int:
    """How many volunteers: a share of the full size up to 1, or a number of people."""
    number = float(words)
    people = number * FULL if number <= 1 else number
    if not LEAST <= people <= FULL:
        raise ValueError(words)
    return round(people)


def make(people: int) -> None:
    """Lay out the load and reserve its keys."""
    with transaction.atomic():
        kept.begin()
        open_townships()
        rows = list(banners(people))
        totals = [sum(row[at] for row in rows) for at in (2, 4)]
        acts = sum(sum(row[8:11]) for row in rows)
        keys = {
            model._meta.db_table: reserve(model, count)
            for model, count in (
                (User, totals[0]),
                (Volunteer, totals[0]),
                (Organization, totals[1]),
                (Activity, acts),
                (Position, acts),
                (Shift, acts),
                (Basis, totals[1] * MONTHS),
            )
        }
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO demo_scale.banner VALUES ({', '.join(['%s'] * 11)})",  # noqa: S608 -- placeholders
                rows,
            )
            cursor.executemany(
                f"INSERT INTO demo_scale.notice VALUES ({', '.join(['%s'] * 9)})",  # noqa: S608 -- placeholders
                list(notices()),
            )
        today = days.today().isoformat()
        kept.say(people=totals[0], activities=acts, places=totals[1], today=today, keys=keys)


def read() -> Plan:
    return Plan(**kept.said())


def banners(people):
    """(code, people before, people, places before, places, always there, taking turns, activities before, long ago,
    lately, to come) of each banner: more where more live, and unevenly so."""
    v0 = o0 = a0 = 0
    for code, share in shares():
        number = max(math.floor(people * share), LEAST // 103)
        places = max(4, round(number / PEOPLE_OF_A_PLACE))
        acts = max(10, round(number * ACTIVITIES))
        past, coming = max(1, round(acts * LATELY / DAYS)), max(1, round(acts * COMING))
        often, turning = max(1, round(number * ALWAYS)), max(COME, round(number * TURNING))
        old = acts - past - coming
        yield code, v0, number, o0, places, often, turning, a0, old, past, coming
        v0, o0, a0 = v0 + number, o0 + places, a0 + acts


def shares():
    census = dict(Population.objects.filter(region__level=Region.Level.LEAGUE).values_list("region", "value"))
    weights = {}
    for league, value in sorted(census.items()):
        codes = list(Region.objects.banners().within(league).order_by("code").values_list("code", flat=True))
        for at, code in enumerate(codes):
            weights[code] = value / len(codes) * (0.5 + at / max(len(codes) - 1, 1))
    total = sum(weights.values())
    return [(code, weight / total) for code, weight in weights.items()]


def open_townships() -> None:
    """Townships and villages nobody lives in, so that lists of those levels have something to show."""
    towns, villages = [], []
    for banner in Region.objects.banners():
        kinds = ("街道", "社区") if banner.type in URBAN else ("苏木", "嘎查")
        for t in range(1, TOWNSHIPS + 1):
            name = f"{banner.short_name}第{'一二三'[t - 1]}{kinds[0]}"
            town = _below(banner, f"9{t:02d}", name, Region.Level.TOWNSHIP, kinds[0])
            towns.append(town)
            villages += [
                _below(town, f"9{v:02d}", f"第{'一二'[v - 1]}{kinds[1]}", Region.Level.VILLAGE, kinds[1])
                for v in range(1, VILLAGES + 1)
            ]
    for level in (towns, villages):
        Region.objects.bulk_create(level, ignore_conflicts=True, batch_size=1000)


def _below(parent, digits, name, level, kind):
    return Region(
        code=parent.code + digits, name=name, short_name=name, level=level, type=kind, parent=parent
    )


def notices():
    """(number, words …) of notices at every place they may be held; what was brought along says less, under even numbers."""
    at = 0
    for words in activities("adults"):
        for landmark in names("streets"):
            place = landmark + words.place.removeprefix(landmark[-2:])
            for description in (BROUGHT_ALONG, words.description):
                found = grams(f"{words.title} {place} {description[: Activity.SEARCHED]}")
                lists = [_array([words.field]), *map(_array, (words.beneficiaries, words.protections, found))]
                yield at, words.title, description, words.risks, place, *lists
                at += 1


def _array(values):
    return "{" + ",".join(f'"{value}"' for value in values) + "}"


def reserve(model, count):
    """The key before the first of so many that nobody else will take."""
    table = model._meta.db_table
    last = kept.run(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))")[0][0]
    kept.run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last + count})")
    return last
