from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from apps.core import outbox

HEARTBEAT = "worker-heartbeat"


@shared_task
def sweep_outbox():
    outbox.sweep()


@shared_task
def heartbeat():
    cache.set(HEARTBEAT, timezone.now().timestamp(), timeout=60)
