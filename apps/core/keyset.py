"""Pages by keyset: the next page begins after the last row seen, so depth costs nothing and nothing is counted.

A cursor holds what that row is sorted by, and stands in addresses, in the history of a browser and in logs. What a row
is sorted by may be somebody's class and student number, so a cursor is sealed.
"""

import json
from dataclasses import dataclass

from django.db.models import Q

from apps.core import keyring


class BadCursor(Exception):
    """A cursor that this list did not give out."""


@dataclass(frozen=True)
class Page:
    rows: list
    next_cursor: str | None
    size: int

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def page(queryset, *, by, cursor="", size=20, descending=False, strict=False):
    """One page of a queryset ordered by (`by`, pk).

    The `>=` guard beside the tie-break lets the database use the index for depth. A cursor that was tampered
    with, or that another list gave out, begins at the first page; `strict` raises BadCursor instead.
    """
    sign = "-" if descending else ""
    queryset = queryset.order_by(f"{sign}{by}", f"{sign}pk")
    context = f"keyset {queryset.model._meta.label} {sign}{by}"
    if after := _read(cursor, context, strict):
        value, pk = after
        op = "lt" if descending else "gt"
        queryset = queryset.filter(**{f"{by}__{op}e": value}).filter(
            Q(**{f"{by}__{op}": value}) | Q(**{by: value, f"pk__{op}": pk})
        )
    rows = list(queryset[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _cursor_after(rows[-1], by, context) if more else None, size)


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
