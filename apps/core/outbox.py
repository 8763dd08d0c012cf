"""The outbox is the queue, Redis only the bell: what must happen is a row in the transaction of its cause."""

import structlog
from django.db import transaction
from django.utils import timezone

from apps.core.models import OutboxItem

HANDLERS = {}
WORKER_LOST = "the worker was lost"
log = structlog.get_logger(__name__)


def handles(kind):
    """Register the function that performs items of a kind. It must be safe to run twice."""

    def register(function):
        HANDLERS[kind] = function
        return function

    return register


def put(kind, items):
    """Write items {key: payload} into the outbox; a key that is there already stays as it is. Rings after commit."""
    OutboxItem.objects.bulk_create(
        (OutboxItem(kind=kind, key=key, payload=payload) for key, payload in items.items()),
        ignore_conflicts=True,
        batch_size=2000,
    )
    transaction.on_commit(_ring, robust=True)


def _ring():
    from volunteer_platform.celery import app

    app.send_task("apps.core.tasks.sweep_outbox", ignore_result=True, retry=False)


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
        else:
            item.attempts += 1
            item.due_at = timezone.now() + OutboxItem.LEASE
    OutboxItem.objects.bulk_update(due, ["attempts", "due_at", "state", "error"])
    return [item for item in due if item.state == OutboxItem.State.WAITING]


def perform(item):
    """Do one leased item and mark it in the same transaction, so that inside the site it happens exactly once."""
    try:
        with transaction.atomic():
            mine = OutboxItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
            if mine.state != OutboxItem.State.WAITING:
                return
            HANDLERS[mine.kind](mine.payload, key=mine.key)
            mine.state, mine.done_at, mine.error = OutboxItem.State.DONE, timezone.now(), ""
            mine.save(update_fields=["state", "done_at", "error"])
    except Exception as problem:
        dead = item.attempts >= OutboxItem.MAX_ATTEMPTS
        # Neither payload nor key: they may name people.
        log.exception("outbox_item_failed", kind=item.kind, item=item.pk, attempts=item.attempts, dead=dead)
        OutboxItem.objects.filter(pk=item.pk).update(
            state=OutboxItem.State.DEAD if dead else OutboxItem.State.WAITING, error=type(problem).__name__
        )


def sweep():
    """Do everything that waits. Returns how many items were tried."""
    tried = 0
    while items := lease():
        for item in items:
            perform(item)
        tried += len(items)
    return tried
