from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from apps.core import file_store, idempotency, invariants, nightly, outbox, uploads

HEARTBEAT = "worker-heartbeat"


@shared_task
def sweep_outbox():
    outbox.sweep()


@shared_task
def heartbeat():
    cache.set(HEARTBEAT, timezone.now().timestamp(), timeout=60)


@shared_task
def remove_unused_files():
    uploads.remove_unused()


@shared_task
def tidy_files():
    file_store.tidy()


@shared_task
def forget_answers():
    idempotency.forget()


@shared_task
def check_invariants():
    """By night, one task for each: many rows take their time, and none keeps the others waiting."""
    for name in invariants.names():
        check_invariant.delay(name)


@shared_task
def check_invariant(name):
    nightly.check_invariant(name)
