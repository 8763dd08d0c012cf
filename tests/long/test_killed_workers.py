"""Messages while workers are killed: what happens in the site happens once, what goes outside carries its key.

Real worker processes on the test's own database and Valkey, killed without warning while they are at work.
"""

import random
import signal
import sys
import time
from collections import Counter

import psutil
import pytest
from django.db import connections
from django.utils import timezone

from apps.core import outbox
from apps.core.models import AuditRow, OutboxItem, PolicyRow
from apps.core.tasks import sweep_outbox
from apps.messaging.models import Message
from tests.factories import UserFactory
from tests.long import processes
from tests.long.worker import DONE, HELD
from volunteer_platform.local import process

pytestmark = pytest.mark.django_db(transaction=True)
COMMAND = ["-m", "celery", "--quiet", "-A", "tests.long.worker", "worker", "--concurrency", "2"]
PATIENCE = 600  # seconds without progress


class Workers:
    """Worker processes of the site, which the test starts, rings and kills."""

    def __init__(self, sent):
        seed = random.randrange(2**32)
        print(f"These workers die by the seed {seed}.")
        self.dice = random.Random(seed)
        self.env = {"SMS_BACKEND": "tests.long.worker.WrittenSms", "SENT_FILE": str(sent)}
        self.running = []

    def start(self, count):
        for _ in range(count):
            command = [sys.executable, "-W", "ignore", *COMMAND, "--loglevel", "CRITICAL"]
            self.running.append(processes.start(command, **self.env))

    def ring(self):
        """As the clock of the site does: one bell for each child, and what lay under a dead one's lease is free."""
        OutboxItem.objects.filter(state="waiting", due_at__gt=timezone.now()).update(due_at=timezone.now())
        for _ in range(len(self.running) * 2):
            sweep_outbox.apply_async(ignore_result=True)

    def kill(self, victim):
        """Without warning: a worker and its children, or one of its children only, as when memory runs out."""
        parent = psutil.Process(victim.pid)
        children = parent.children(recursive=True)
        if children and self.dice.random() < 0.3:
            self.dice.choice(children).kill()
            return
        for one in [parent, *children]:
            one.kill()
        victim.wait()
        self.running.remove(victim)

    def kill_all(self):
        for victim in self.running:
            parent = psutil.Process(victim.pid)
            for one in [parent, *parent.children(recursive=True)]:
                one.kill()
            victim.wait()
        self.running = []

    def end(self):
        process.stop(*self.running, first=signal.SIGKILL)


@pytest.fixture
def workers(tmp_path):
    workers = Workers(tmp_path / "sent")
    (tmp_path / "sent").touch()
    yield workers
    workers.end()
    connections.close_all()


def waiting():
    return OutboxItem.objects.filter(state="waiting").count()


def until(workers, left):
    """Wait until so few are left, ringing as the clock does; whoever makes no progress at all has failed."""
    seen, since = waiting(), time.monotonic()
    while (now := waiting()) > left:
        if now < seen:
            seen, since = now, time.monotonic()
        assert time.monotonic() - since < PATIENCE, f"{now} items lie there and nobody does them"
        if time.monotonic() - since > 5:
            workers.ring()
        time.sleep(0.02)


def put(kind, count, important):
    """Items for a few people; what is important goes to their phones too."""
    PolicyRow.objects.filter(topic="quiet_hours", item="from").update(value=24)
    PolicyRow.objects.filter(topic="quiet_hours", item="until").update(value=0)
    users = UserFactory.create_batch(10)
    told = ["activity_cancelled"] * important + ["signup"] * (count - important)
    outbox.put(
        kind,
        {f"n{n}": {"n": n, "kind": told[n], "user": users[n % 10].pk} for n in range(count)},
    )


def work_and_kill(workers, kills):
    """Kill one of the workers whenever another part of the work is done, and start another in its place."""
    workers.start(2)
    workers.ring()
    all_of_it = waiting()
    for left in sorted(
        workers.dice.sample(range(all_of_it // 20, all_of_it * 19 // 20), kills), reverse=True
    ):
        until(workers, left)
        workers.kill(workers.dice.choice(workers.running))
        workers.start(2 - len(workers.running))
        workers.ring()
    until(workers, 0)


def times_done():
    return Counter(AuditRow.objects.filter(action=DONE).values_list("subject_id", flat=True))


@pytest.mark.parametrize(
    ("count", "kills"),
    [pytest.param(600, 3), pytest.param(10_000, 50, marks=pytest.mark.long)],
)
def test_every_message_is_told_once_however_many_workers_die(workers, tmp_path, count, kills):
    important = count // 10
    put("tell_one", count, important)

    work_and_kill(workers, kills)

    assert times_done() == dict.fromkeys(range(count), 1)
    assert Message.objects.count() == count
    assert dict(Counter(OutboxItem.objects.values_list("state", flat=True))) == {"done": count + important}
    carried = Message.objects.filter(kind="activity_cancelled").values_list("pk", flat=True)
    sent = (tmp_path / "sent").read_text().splitlines()
    assert set(sent) == {f"message:{pk}" for pk in carried}


def test_an_effect_outside_the_transaction_of_its_mark_would_be_seen_twice(workers):
    put("tell_apart", 20, 0)
    workers.start(1)
    workers.ring()
    since = time.monotonic()
    while not times_done()[HELD]:
        assert time.monotonic() - since < PATIENCE
        time.sleep(0.02)

    workers.kill_all()
    workers.start(1)
    until(workers, 0)

    assert times_done()[HELD] == 2
