"""Pages by keyset: the next page begins after the last row seen, so depth costs nothing and nothing is counted.

A cursor holds what that row is sorted by, and stands in addresses, in the history of a browser and in logs. What a row
is sorted by may be somebody's class and student number, so a cursor is sealed.
"""

import json
from dataclasses import dataclass

from django.db.models import BooleanField, F, Func, Value
from django.db.models.lookups import GreaterThan, LessThan

from apps.core import keyring
from apps.core.among import among


class BadCursor(Exception):
    """A cursor that this list did not give out."""


class Row(Func):
    """Several values compared as one, the first before the others."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


@dataclass(frozen=True)
class Page:
    rows: list
    next_cursor: str | None
    size: int

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def page(queryset, *, by, cursor="", size=20, descending=False, strict=False, shown=None):
    """One page of a queryset ordered by (`by`, pk). `shown` adds to a queryset what its rows show besides, for the rows
    of this page alone: so the way to find them stays simple, and nothing of the others is read.

    A cursor that was tampered with, or that another list gave out, begins at the first page; `strict` raises BadCursor
    instead.
    """
    sign = "-" if descending else ""
    queryset = queryset.order_by(f"{sign}{by}", f"{sign}pk")
    context = f"keyset {queryset.model._meta.label} {sign}{by}"
    if after := _read(cursor, context, strict):
        queryset = _beyond(queryset, by, *after, descending)
    if shown:
        found = queryset.values("pk")[: size + 1]
        queryset = shown(queryset.filter(among("pk", found)))
    rows = list(queryset[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _cursor_after(rows[-1], by, context) if more else None, size)


def _beyond(queryset, by, value, pk, descending):
    """What comes after such a row. (`by`, pk) is compared as one, which an index knows in that order; where they stand in
    two tables no index does, and the `>=` guard lets the one of the first be used."""
    compared = LessThan if descending else GreaterThan
    if "__" in by:
        queryset = queryset.filter(**{f"{by}__{'lt' if descending else 'gt'}e": value})
    return queryset.filter(compared(Row(F(by), F("pk")), Row(Value(value), Value(pk))))


def _cursor_after(row, by, context):
    return keyring.seal(json.dumps([_plain(_value(row, by)), row.pk]), context)


def _value(row, path):
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _read(cursor, context, strict):
    if not cursor:
        return None
    try:
        return json.loads(keyring.unseal(cursor, context))
    except ValueError:
        if strict:
            raise BadCursor from None
        return None


def count_up_to(queryset, limit=1000):
    """A count that stops early: (number, more). The page says 1,000多个 instead of counting millions."""
    found = queryset.order_by()[: limit + 1].count()
    return min(found, limit), found > limit


def count_in_words(queryset, limit=99):
    """The number on a tab: 14, or 99+ where counting on would tell nobody more."""
    count, more = count_up_to(queryset, limit)
    return f"{count}+" if more else str(count)
