"""Twenty people confirm and void hours at random while recomputes run and their workers are killed half-way."""

import random
import signal
import sys
import threading
import time

import psutil
import pytest
from django.db import connection, connections
from django.db.models import F
from django.utils import timezone

from apps.core import invariants
from apps.core.errors import Refused
from apps.hours.actions import confirm_hours, void_hours
from apps.hours.models import HourRecord, YearTotal
from apps.quotas import tasks
from apps.quotas.actions import start_recompute
from apps.quotas.models import Recompute, RecomputeChunk
from tests.factories import HourRecordFactory, SignupFactory, StaffFactory
from tests.long import processes
from volunteer_platform.local import process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
WORKER = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "-A", "volunteer_platform", "worker"]
CLIENTS, VOLUNTEERS, RECORDS, RUNS = 20, 100, 8, 20


@pytest.fixture
def staff():
    return StaffFactory()


@pytest.fixture
def signups(staff):
    activity = {"shift__position__activity__organization": staff.organization}
    made = SignupFactory.create_batch(VOLUNTEERS, **activity)
    for signup in made:
        for _ in range(RECORDS):
            HourRecordFactory(signup=signup)
    return made


class Client(threading.Thread):
    """Confirms a few records or voids one, again and again; what the rules refuse stays as it is."""

    def __init__(self, staff, seed, stop):
        super().__init__()
        self.staff, self.dice, self.stop = staff, random.Random(seed), stop
        self.done, self.problems = 0, []

    def run(self):
        try:
            while not self.stop.is_set():
                self.step()
        except Exception as problem:  # noqa: BLE001 -- the test tells of it
            self.problems.append(problem)
        finally:
            connections.close_all()

    def step(self):
        state = self.dice.choice([HourRecord.State.PENDING, HourRecord.State.CONFIRMED])
        keys = list(HourRecord.objects.filter(state=state).values_list("pk", flat=True))
        chosen = HourRecord.objects.filter(
            pk__in=self.dice.sample(keys, min(len(keys), self.dice.randint(1, 5)))
        )
        try:
            if state == HourRecord.State.PENDING:
                confirm_hours(chosen, by=self.staff.user)
            else:
                for record in chosen[:1]:
                    void_hours(record, by=self.staff.user, reason="重复")
                    HourRecordFactory(signup=record.signup, during=record.during)
            self.done += 1
        except Refused:
            pass


class Workers:
    """Celery workers of the site, two at a time."""

    def __init__(self):
        self.running, self.killed = [], 0

    def fill(self):
        while len(self.running) < 2:
            command = [*WORKER, "--concurrency", "2", "--loglevel", "CRITICAL"]
            self.running.append(processes.start(command, SMS_BACKEND="apps.messaging.sms.KeptSms"))

    def kill_one(self):
        victim = self.running.pop(0)
        parent = psutil.Process(victim.pid)
        for one in [parent, *parent.children(recursive=True)]:
            one.kill()
        victim.wait()
        self.killed += 1

    def end(self):
        process.stop(*self.running, first=signal.SIGKILL)


@pytest.fixture
def workers():
    workers = Workers()
    workers.fill()
    yield workers
    workers.end()


def spoil(dice):
    """Some totals are wrong; says how many."""
    keys = list(YearTotal.objects.values_list("pk", flat=True))
    chosen = dice.sample(keys, min(len(keys), 10))
    for key in chosen:
        YearTotal.objects.filter(pk=key).update(minutes=F("minutes") + 7)
    return len(chosen)


def see_through(run, workers, *, kill):
    """Until it has ended, with one worker killed half-way; its leases end and the clock rings, as in the site."""
    since = time.monotonic()
    while Recompute.objects.running().filter(pk=run.pk).exists():
        left = RecomputeChunk.objects.waiting().filter(recompute=run).count()
        if kill and left <= run.chunks.count() // 2:
            workers.kill_one()
            workers.fill()
            kill = False
        if time.monotonic() - since > 5:
            RecomputeChunk.objects.taken().filter(attempts__lt=4).update(due_at=timezone.now())
            tasks.tend_recompute()
            since = time.monotonic()
        time.sleep(0.01)


def test_no_total_is_wrong_while_twenty_confirm_and_void_and_workers_die(staff, signups, workers):
    seed = random.randrange(2**32)
    print(f"The clients and the spoiling go by the seed {seed}.")
    dice, stop = random.Random(seed), threading.Event()
    clients = [Client(staff, seed + n, stop) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    spoilt = mended = 0
    for n in range(RUNS):
        spoilt += spoil(dice)
        run = start_recompute(by=None, size=5)
        see_through(run, workers, kill=n % 2 == 0)
        found = Recompute.objects.with_results().get(pk=run.pk)
        assert (found.state, found.failed_chunks) == ("done", 0)
        mended += found.totals
    stop.set()
    for client in clients:
        client.join()

    done = sum(client.done for client in clients)
    print(
        f"{done} decisions, {RUNS} recomputes, {workers.killed} kills; {spoilt} totals spoilt, {mended} mended."
    )
    assert [problem for client in clients for problem in client.problems] == []
    assert (done > CLIENTS, mended) == (True, spoilt)
    assert {name: rows for name, rows in invariants.check(invariants.names()).items() if rows} == {}
    connection.close()
