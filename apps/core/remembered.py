"""Short tables that hardly ever change (regions, fields of service), kept in the memory of each process.

When it is forgotten: a minute after it was read, in every process, whoever changed the table meanwhile; the process that
loads reference data forgets at once. What is read inside a transaction is not kept, because that may see what is undone.
Everybody is handed the same answer, so nobody changes it.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.db import connection

SECONDS = 60
Answer = TypeVar("Answer")
_kept: dict[Callable, tuple[float, object]] = {}


def remembered(ask: Callable[[], Answer]) -> Callable[[], Answer]:
    """Ask at most once a minute. Not for what a person may see or do."""

    @wraps(ask)
    def answer():
        until, known = _kept.get(ask, (0.0, None))
        if time.monotonic() < until:
            return known
        known = ask()
        if not connection.in_atomic_block:
            _kept[ask] = (time.monotonic() + SECONDS, known)
        return known

    return answer


def forget() -> None:
    _kept.clear()
