"""What must always be true of the data, as queries that return the rows for which it is not.

An app names its invariants in its `invariants` module:

    @invariant("totals_equal_the_ledger")
    def totals():
        '''Why this must hold, in a sentence.'''
        return "SELECT … AS id, … AS expected, … AS found FROM …"

Each row of the query is one thing that is wrong: what it is, what it should hold, what it holds.
"""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from importlib import import_module
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import module_has_submodule

INVARIANTS: dict[str, Callable[[], str]] = {}


class BadRow(NamedTuple):
    id: object
    expected: object
    found: object


def invariant(name: str):
    """Register a function that returns the query of the bad rows under a name of its own."""

    def register(function: Callable[[], str]):
        if name in INVARIANTS:
            raise ValueError(f"There are two invariants named {name}.")
        INVARIANTS[name] = function
        return function

    return register


def names() -> list[str]:
    """The names of all invariants, in the order of the apps."""
    for app in settings.APP_ORDER:
        package = import_module(f"apps.{app}")
        if module_has_submodule(package, "invariants"):
            import_module(f"apps.{app}.invariants")
    return list(INVARIANTS)


def bad_rows(name: str) -> list[BadRow]:
    """The rows for which one invariant does not hold; none when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(INVARIANTS[name]())
        return [BadRow(*row) for row in cursor.fetchall()]


@contextmanager
def snapshot():
    """One unchanging view of the data for several queries, however much is written meanwhile; nothing is changed."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def check(chosen: Iterable[str]) -> dict[str, list[BadRow]]:
    """All chosen invariants in one snapshot: {name: bad rows}."""
    with snapshot():
        return {name: bad_rows(name) for name in chosen}


@invariant("core_no_request_is_in_progress_for_long")
def no_request_is_in_progress_for_long():
    """Requests that carry a key are answered soon; what was cut off is taken out by the sweep."""
    return """
        SELECT id, 'an answer' AS expected, 'in progress since ' || begun_at AS found
        FROM core_keptanswer
        WHERE status IS NULL AND begun_at < now() - interval '10 minutes'
    """


@invariant("core_what_must_happen_is_not_left_lying")
def what_must_happen_is_not_left_lying():
    """What waits in the outbox is due in a moment or leased by a worker: each bell lets somebody take it. Ten minutes
    after it was due, nobody has looked for it."""
    return """
        SELECT id, 'done or leased' AS expected, kind || ' waiting since ' || due_at AS found
        FROM core_outboxitem
        WHERE state = 'waiting' AND due_at < now() - interval '10 minutes'
    """
