"""The nightly recompute of totals, stars and goals, by two workers, against one parallel scan-and-group of the records."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections, transaction

from apps.hours.recompute import recompute_totals
from apps.portal.bench.measuring import Figure, backend, growth, ratio, written
from apps.quotas.actions import start_recompute, work_on_recompute
from apps.quotas.models import Recompute, RecomputeChunk
from apps.quotas.recompute import recompute_goals
from apps.registration.models import Volunteer
from apps.stars.recompute import recompute_stars

SCAN = "SELECT count(*) FROM (SELECT volunteer_id, sum(counted) FROM hours_hourrecord WHERE state = 'confirmed' GROUP BY 1)"
PLAIN = """
    SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off;
    SET LOCAL max_parallel_workers_per_gather = 2; SET LOCAL work_mem = '256MB'
"""
WORKERS = 2
FALSIFY = "UPDATE hours_yeartotal SET minutes = minutes + 1 WHERE volunteer_id % 50 = 0"


def scan():
    """One pass over the table of records, as parallel as the machine is."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN)
        cursor.execute(SCAN)


def recompute(what=Recompute.What.ALL):
    """As it runs at night: written down in chunks, from which the workers take."""
    run = start_recompute(by=None, what=what)
    with ThreadPoolExecutor(WORKERS) as workers:
        for done in [workers.submit(work) for _worker in range(WORKERS)]:
            done.result()
    run.refresh_from_db()
    if run.state != Recompute.State.DONE:
        raise RuntimeError(f"The recompute {run.pk} is {run.state}.")


def work():
    try:
        while work_on_recompute():
            pass
    finally:
        connections.close_all()


def in_one_process():
    recompute_totals()
    recompute_stars()
    recompute_goals()


def figures() -> Iterator[Figure]:
    recompute()
    runs = 3
    yield ratio(
        f"recompute, {WORKERS} workers, nothing changed / scan and group",
        scan,
        recompute,
        goal=0.5,
        runs=runs,
    )
    for step in RecomputeChunk.STEPS:
        yield ratio(f"· {step} alone", scan, lambda step=step: recompute(step), goal=None, runs=runs)
    with written() as log, growth(backend()) as memory:
        in_one_process()
    yield Figure(
        "recompute, nothing changed: log a volunteer",
        log["bytes"] / Volunteer.objects.count(),
        1,
        unit=" B",
    )
    if memory["mb"] is not None:
        yield Figure("recompute: memory of the server's process", memory["mb"], 64, unit=" MB")
    yield ratio(
        f"recompute, {WORKERS} workers, 2 % changed / scan and group",
        scan,
        recompute,
        goal=0.6,
        runs=runs,
        before=falsify,
    )


def falsify():
    with connection.cursor() as cursor:
        cursor.execute(FALSIFY)
