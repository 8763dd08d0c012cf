"""What the load keeps beside the tables until it is over, in a schema that goes with it."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

TABLES = """
    CREATE SCHEMA demo_scale;
    CREATE TABLE demo_scale.said (key text PRIMARY KEY, value jsonb NOT NULL);
    CREATE TABLE demo_scale.done (step text, begun_at bigint, PRIMARY KEY (step, begun_at));
    CREATE TABLE demo_scale.taken_down (
        at integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL, of text NOT NULL, name text NOT NULL, again text NOT NULL
    );
    CREATE TABLE demo_scale.banner (
        code varchar(12) COLLATE "C" PRIMARY KEY, v0 bigint NOT NULL, people integer NOT NULL,
        o0 bigint NOT NULL, places integer NOT NULL, often integer NOT NULL, turning integer NOT NULL,
        a0 bigint NOT NULL, old integer NOT NULL, past integer NOT NULL, coming integer NOT NULL
    );
    CREATE TABLE demo_scale.notice (
        at integer PRIMARY KEY, title text NOT NULL, description text NOT NULL, risks text NOT NULL,
        place text NOT NULL, field text NOT NULL, beneficiaries text NOT NULL, protections text NOT NULL,
        grams text NOT NULL
    )
"""


QUIET = """
    SET statement_timeout = 0; SET synchronous_commit = off; SET jit = off;
    SET work_mem = '64MB'; SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 2
"""
LOUD = """
    RESET statement_timeout; RESET synchronous_commit; RESET jit;
    RESET work_mem; RESET maintenance_work_mem; RESET max_parallel_maintenance_workers
"""


def run(sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def is_begun() -> bool:
    """A load has begun and is not over."""
    return bool(run("SELECT 1 FROM pg_namespace WHERE nspname = 'demo_scale'"))


def begin() -> None:
    run(TABLES)


def end() -> None:
    run("DROP SCHEMA demo_scale CASCADE")


def say(**facts) -> None:
    for key, value in facts.items():
        run("INSERT INTO demo_scale.said VALUES (%s, %s)", [key, json.dumps(value)])


def said() -> dict:
    found = run("SELECT key, value::text FROM demo_scale.said")
    return {key: json.loads(value) for key, value in found}


def go_through(step, total, work, *, size, watch=iter, workers=1) -> None:
    """Do the pieces (from, up to but without) of a step that are still to be done, each in one transaction with the note
    that it was done."""
    done = {begun_at for (begun_at,) in run("SELECT begun_at FROM demo_scale.done WHERE step = %s", [step])}

    def one(begin_at):
        with transaction.atomic():
            work(begin_at, min(begin_at + size, total))
            run("INSERT INTO demo_scale.done VALUES (%s, %s)", [step, begin_at])

    side_by_side(one, watch([at for at in range(0, total, size) if at not in done]), workers)


def side_by_side(work, things, workers) -> None:
    """Do the same with each thing, several at a time, each worker with a connection of its own. When one fails the others
    finish what they have in hand. One worker alone does it here, in the connection at hand."""
    if workers == 1:
        for thing in things:
            work(thing)
        return
    waiting, lock, stopped = iter(things), threading.Lock(), threading.Event()

    def take():
        with lock:
            return next(waiting, None) if not stopped.is_set() else None

    def worker():
        try:
            run(QUIET)
            while (thing := take()) is not None:
                work(thing)
        finally:
            stopped.set()
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        try:
            for future in [pool.submit(worker) for _ in range(workers)]:
                future.result()
        finally:
            stopped.set()
