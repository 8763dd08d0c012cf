"""The page of people that answers a search: so many entries of an index, one after the other.

Everybody of a place stands next to each other under each word, so people come by place and then by how long they have
been in the register. No table is joined on the way: the index of the lines holds all that a page needs to begin with.

What one page may read is bounded, however many people there are and however few fit. Where that was not enough to fill
it, the page is shorter and the next one goes on from there.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan

from apps.core import days, keyring
from apps.core.keyset import BadCursor, Page, Row
from apps.core.models import PolicyRow
from apps.matching.models import Search, SearchRow, SearchTerm
from apps.matching.nearby import places_near
from apps.organizations.models import Member

SIZE = 20
LOOKED = 150  # lines of each of several words, or members, that are gone through at a time
TIMES = 4  # how many times that is done for one page
TOGETHER = (
    1,
    4,
    16,
)  # places around a point in one query: most pages end in the first; no page looks at more


@dataclass(frozen=True)
class Span:
    """Where to look: a region with all below it, or one place alone; `metres` from the point that was asked about."""

    code: str
    is_whole: bool = True
    metres: int | None = None

    @property
    def condition(self) -> Q:
        return Q(place__startswith=self.code) if self.is_whole else Q(place=self.code)


@dataclass(frozen=True)
class FoundPage(Page):
    """`is_cut`: there are more, but the search has shown as many people as one may. `after`: how many were shown on the
    pages before; nothing: this is the first."""

    is_cut: bool = False
    after: int | None = None


def terms_of(wanted: dict) -> list[str]:
    """The words behind what was asked for; somebody is found by all of them."""
    skill = SearchTerm.CHECKED if wanted.get("is_checked") else SearchTerm.SKILL
    kinds = [
        ("field", SearchTerm.FIELD),
        ("skill", skill),
        ("language", SearchTerm.LANGUAGE),
        ("training", SearchTerm.TRAINING),
        ("star", SearchTerm.STAR),
        ("time", SearchTerm.FREE),
    ]
    return [f"{letter}{wanted[name]}" for name, letter in kinds if wanted.get(name)]


def spans_of(search: Search) -> list[Span]:
    """The region that was asked about, or the places around a point, the nearest first. An organisation asks among its
    members wherever they live."""
    within = search.wanted.get("place") or search.region_id or ""
    if not search.wanted.get("near"):
        return [Span(within)]
    near = places_near(search.wanted["near"], search.wanted["km"], within=within)
    return [Span(code, is_whole=False, metres=metres) for code, metres in near]


def those_found(search: Search, people: Iterable[int]) -> list[int]:
    """Which of these people the search finds."""
    spans = spans_of(search)
    where = spans[0].condition if "near" not in search.wanted else Q(place__in=[span.code for span in spans])
    rows = _with_all(terms_of(search.wanted)).filter(where, pk__in=people)
    if search.organization_id:
        rows = rows.filter(volunteer__user__in=Member.objects.of(search.organization_id).values("user"))
    return list(rows.values_list("pk", flat=True))


def page(search: Search, *, cursor: str = "", size: int = SIZE, strict: bool = False) -> FoundPage:
    """One page of what a search finds, each row with `metres` where a point was asked about. A search shows so many
    people and no more. A cursor that another search gave out begins at the first page; `strict` raises BadCursor
    instead."""
    spans, context = spans_of(search), f"people {search.pk}"
    after, seen = _read(cursor, context, strict) or (None, 0)
    before = seen if after else None
    most = PolicyRow.objects.value("people", "shown_a_search")
    size = min(size, most - seen)
    if search.organization_id:
        keys, rest = keys_of_members(search, after, size)
    else:
        keys, rest = keys_of(terms_of(search.wanted), spans, after, size)
    if len(keys) > size:
        keys, rest = keys[:size], keys[size - 1]
    rows = [SearchRow(pk=pk, place=place) for _rank, place, pk in keys]
    for row, key in zip(rows, keys, strict=True):
        row.metres = None if search.organization_id else spans[key[0]].metres
    seen += len(rows)
    is_cut = bool(rest) and seen >= most
    cursor = _seal([rest, seen], context) if rest and not is_cut else None
    return FoundPage(rows, cursor, size, is_cut, before)


def keys_of(
    terms: Sequence[str], spans: Sequence[Span], after: Sequence | None, size: int
) -> tuple[list, Sequence | None]:
    """The keys of a page and of one more, from the nearest places on; and where to go on, if there is more to look at
    than one page may."""
    keys, at = [], after[0] if after else 0
    for several in TOGETHER:
        ranks = range(at, min(at + several, len(spans)))
        if not ranks:
            return keys, None
        found, rest = _of_ranks(terms, spans, ranks, after, size - len(keys))
        keys += found
        if rest or len(keys) > size:
            return keys, rest
        at = ranks.stop
    return keys, [at, "", 0] if at < len(spans) else None


def _of_ranks(terms, spans, ranks, after, size):
    """The same in some of the places. Of one word the lines are the answer; of several, stretch by stretch."""
    if len(terms) < 2:
        return list(lines_of(terms[0] if terms else None, spans, ranks, after, size + 1)), None
    keys = []
    for _time in range(TIMES):
        found, after = _stretch(terms, spans, ranks, after)
        keys += found
        if after is None or len(keys) > size:
            return keys, None
        ranks = range(after[0], ranks.stop)
    return keys, after


def _stretch(terms, spans, ranks, after):
    """Of the next lines of each word those that reach furthest are of the word with the fewest people here: these are
    gone through, and each says itself what else is true of its person. The keys that have every word, and the last one
    gone through if there are more."""
    ahead = {term: list(lines_of(term, spans, ranks, after, LOOKED, "beside")) for term in terms}
    first = max(terms, key=lambda term: (LOOKED - len(ahead[term]), ahead[term][-1:]))
    keys = [key for *key, beside in ahead[first] if _has_all(terms, beside)]
    return keys, ahead[first][-1][:3] if len(ahead[first]) == LOOKED else None


def _has_all(terms, beside):
    """Whether each word is true of the person today."""
    last_days = dict(word.partition("@")[::2] for word in beside.split())
    today = f"{days.today():%Y%m%d}"
    return all(term in last_days and (last_days[term] or today) >= today for term in terms)


def lines_of(
    term: str | None, spans: Sequence[Span], ranks: range, after: Sequence | None, count: int, *more: str
) -> QuerySet:
    """(which span, place, person, and what else of the line) of the next people with a word, or of everybody where no
    word was asked for, from after such a key on."""
    first, *beyond = after or [None]
    branches = [
        _branch(rank, spans[rank], term, beyond if rank == first else None, more)[:count] for rank in ranks
    ]
    if len(branches) == 1:
        return branches[0]
    return branches[0].union(*branches[1:], all=True).order_by("rank", "place", "person")[:count]


def _branch(rank, span, term, after, more):
    rows, key = (_lines().filter(term=term), "row") if term else (SearchRow.objects, "pk")
    rows = rows.filter(span.condition).annotate(rank=Value(rank), person=F(key))
    if after:
        rows = rows.filter(GreaterThan(Row(F("place"), F(key)), Row(*map(Value, after))))
    return rows.order_by("place", "person").values_list("rank", "place", "person", *more)


def keys_of_members(search: Search, after: Sequence | None, size: int) -> tuple[list, Sequence | None]:
    """The same among the members of an organisation, who first had an account first: some members at a time, and of each
    the words by key. (account, place, person)"""
    keys, upto = [], after[0] if after else 0
    rows = _with_all(terms_of(search.wanted)).order_by("volunteer__user")
    members = Member.objects.of(search.organization_id).order_by("user").values_list("user", flat=True)
    for _time in range(TIMES):
        some = list(members.filter(user__gt=upto)[:LOOKED])
        found = rows.filter(volunteer__user__in=some)
        keys += found.values_list("volunteer__user", "place", "pk")
        if len(some) < LOOKED or len(keys) > size:
            return keys, None
        upto = some[-1]
    return keys, [upto, "", 0]


def _with_all(terms):
    """Rows of the people who have every word."""
    rows = SearchRow.objects.all()
    for term in terms:
        rows = rows.filter(Exists(_lines().filter(row=OuterRef("pk"), term=term)))
    return rows


def _lines():
    """Those that are true today."""
    return SearchTerm.objects.filter(Q(until=None) | Q(until__gte=days.today()))


def _seal(key, context):
    return keyring.seal(json.dumps(key), context)


def _read(cursor, context, strict):
    if not cursor:
        return None
    try:
        return json.loads(keyring.unseal(cursor, context))
    except ValueError:
        if strict:
            raise BadCursor from None
        return None
