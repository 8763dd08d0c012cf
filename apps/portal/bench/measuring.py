"""Subject and floor in turns, and what can be counted instead of timed."""

import gc
import json
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

NOT_ASKED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@dataclass(frozen=True)
class Figure:
    """One number, what it should be at most (or at least), and between which numbers it lay."""

    what: str
    value: float
    goal: float | None = None
    at_least: bool = False
    unit: str = "×"
    low: float | None = None
    high: float | None = None

    @property
    def is_met(self):
        if self.goal is None:
            return True
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def ratio(what, floor, subject, *, goal, runs=15, before=lambda: None, by_rate=False) -> Figure:
    """How many times as long the subject takes as its floor; `by_rate`: how much of the floor's speed it has, which should
    be `goal` at least. Both by turns, the first turn of each for nothing; `before` is done before the subject, untimed.

    The fastest turn of each is compared, because what else a machine does only ever slows; the spread is that of the
    middle half of all turns.
    """
    pairs = [(seconds(floor), before() or seconds(subject)) for _run in range(runs + 1)][1:]
    floors, subjects = zip(*pairs, strict=True)
    found = [_of(*pair, by_rate) for pair in pairs]
    low, _middle, high = statistics.quantiles(found, n=4, method="inclusive")
    return Figure(what, _of(min(floors), min(subjects), by_rate), goal, by_rate, low=low, high=high)


def _of(floor, subject, by_rate):
    return floor / subject if by_rate else subject / floor


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def asked(work: Callable[[], object]) -> list[tuple]:
    """What the database is asked meanwhile, as (statement, parameters)."""
    found = []

    def note(execute, sql, params, many, context):
        if not sql.startswith(NOT_ASKED):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return found


def again(statements: Iterable[tuple]) -> Callable[[], None]:
    """Ask the same once more, without what Django does around it."""

    def ask():
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)
                cursor.fetchall()

    return ask


def buffers(statements: Iterable[tuple]) -> int:
    """Pages of the database that these statements touch."""
    return sum(_buffers(sql, params) for sql, params in statements)


def _buffers(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def ask(sql, params=None):
    """The first number of an answer."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


@contextmanager
def written():
    """Bytes of the database's log written meanwhile, by whomever."""
    found = {}
    before = ask("SELECT pg_current_wal_insert_lsn()")
    yield found
    found["bytes"] = int(ask("SELECT pg_current_wal_insert_lsn() - %s::pg_lsn", [before]))


@contextmanager
def growth(pid: int | None = None):
    """How much memory of its own a process takes more at most than before, in MB: this one, or a server's by its pid.
    None where its account may not be looked at."""
    gc.collect()
    status = Path(f"/proc/{pid or os.getpid()}/status")
    found, over = {"mb": None}, threading.Event()
    before = _anonymous(status)
    if before is None:
        yield found
        return
    most = [before]

    def watch():
        while not over.wait(0.01):
            most[0] = max(most[0], _anonymous(status) or 0)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()
    found["mb"] = (most[0] - before) / 1024


def _anonymous(status):
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith("RssAnon")), None)


def backend() -> int:
    return ask("SELECT pg_backend_pid()")
