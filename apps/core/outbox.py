"""The outbox is the queue, Redis only the bell: what must happen is a row in the transaction of its cause."""

import time

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.core import bell
from apps.core.models import OutboxItem

HANDLERS = {}
OUTSIDE = set()
GIVEN_UP = {}
WORKER_LOST = "the worker was lost"
SHIFT_SECONDS = (
    600  # a sweep ends by itself long before the time limit of tasks would end it in the middle of an item
)
log = structlog.get_logger(__name__)


class NotYet(Exception):
    """Said by a handler whose hour has not come: the item waits until then, and it counts as no attempt."""

    def __init__(self, until):
        super().__init__()
        self.until = until


def handles(kind):
    """Register the function that performs items of a kind inside the site: in one transaction with the mark that it is
    done, and so exactly once."""

    def register(function):
        HANDLERS[kind] = function
        return function

    return register


def sends(kind):
    """Register the function that sends items of a kind outside: in no transaction, at least once, and with the key, by
    which the receiver drops a repeat."""

    def register(function):
        OUTSIDE.add(kind)
        return handles(kind)(function)

    return register


def gives_up(kind):
    """Register the function that hears the payload of an item of this kind that is set aside, in the same transaction."""

    def register(function):
        GIVEN_UP[kind] = function
        return function

    return register


def put(kind, items, *, over=None):
    """Write items {key: payload} into the outbox; a key that is there already stays as it is. Rings after commit.

    Many that are in no hurry become due one after the other `over` some time: whatever is put meanwhile would wait behind
    all of them otherwise.
    """
    rows = [OutboxItem(kind=kind, key=key, payload=payload) for key, payload in items.items()]
    if over:
        now, step = timezone.now(), over / max(len(rows), 1)
        for at, row in enumerate(rows):
            row.due_at = now + step * at
    OutboxItem.objects.bulk_create(
        rows,
        ignore_conflicts=True,
        batch_size=2000,
    )
    transaction.on_commit(_ring, robust=True)


def _ring():
    bell.ring("apps.core.tasks.sweep_outbox")


@transaction.atomic
def lease(limit=50):
    """Take waiting items nobody else holds, and keep others off them for the time of a lease.

    One whose attempts are used up took its worker down with it each time, or it would have been set aside by that
    worker; it is set aside here.
    """
    due = list(
        OutboxItem.objects.due().order_by("due_at").select_for_update(of=("self",), skip_locked=True)[:limit]
    )
    for item in due:
        if item.attempts >= OutboxItem.MAX_ATTEMPTS:
            item.state, item.error = OutboxItem.State.DEAD, WORKER_LOST
            log.error("outbox_item_set_aside", kind=item.kind, item=item.pk, error=item.error)
            _give_up(item)
        else:
            item.due_at = timezone.now() + OutboxItem.LEASE
    OutboxItem.objects.bulk_update(due, ["due_at", "state", "error"])
    return [item for item in due if item.state == OutboxItem.State.WAITING]


def perform(item):
    """Do one leased item. The attempt is counted before it begins: whoever takes the worker down is known by it, and
    the others of the same lease are not blamed."""
    if not _begin(item):
        return
    try:
        if item.kind in OUTSIDE:
            HANDLERS[item.kind](item.payload, key=item.key)
            _mark_done(OutboxItem.objects.filter(pk=item.pk))
        else:
            _perform_inside(item)
    except NotYet as later:
        _mine(item).update(attempts=F("attempts") - 1, due_at=later.until)
    except Exception as problem:
        dead = item.attempts >= OutboxItem.MAX_ATTEMPTS
        # Neither payload nor key: they may name people.
        log.exception("outbox_item_failed", kind=item.kind, item=item.pk, attempts=item.attempts, dead=dead)
        _fail(item, type(problem).__name__, dead)


@transaction.atomic
def _fail(item, error, dead):
    failed = _mine(item).update(
        state=OutboxItem.State.DEAD if dead else OutboxItem.State.WAITING,
        due_at=timezone.now() + OutboxItem.LEASE * OutboxItem.PATIENCE ** (item.attempts - 1),
        error=error,
    )
    if failed and dead:
        _give_up(item)


def _give_up(item):
    """What hears of it may fail too; the item is set aside all the same."""
    if item.kind not in GIVEN_UP:
        return
    try:
        with transaction.atomic():
            GIVEN_UP[item.kind](item.payload)
    except Exception:
        log.exception("outbox_giving_up_failed", kind=item.kind, item=item.pk)


def _mine(item):
    """The item as long as this worker holds it: the end of the lease says whose it is."""
    return OutboxItem.objects.filter(pk=item.pk, state=OutboxItem.State.WAITING, due_at=item.due_at)


def _begin(item):
    until = timezone.now() + OutboxItem.LEASE
    begun = _mine(item).update(attempts=F("attempts") + 1, due_at=until)
    item.attempts, item.due_at = item.attempts + begun, until
    return begun


@transaction.atomic
def _perform_inside(item):
    if _mine(item).select_for_update(of=("self",)).exists():
        HANDLERS[item.kind](item.payload, key=item.key)
        _mark_done(_mine(item))


def _mark_done(items):
    items.filter(state=OutboxItem.State.WAITING).update(
        state=OutboxItem.State.DONE, done_at=timezone.now(), error=""
    )


def sweep():
    """Do what waits, for the time of a shift; what is left then is rung for again. Returns how many items were tried."""
    tried, ends = 0, time.monotonic() + SHIFT_SECONDS
    while items := lease():
        for item in items:
            perform(item)
        tried += len(items)
        if time.monotonic() > ends:
            _ring()
            break
    return tried
