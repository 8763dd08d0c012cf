from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from apps.core.models import OutboxItem
from apps.core.tasks import HEARTBEAT


@never_cache
def healthz(request):
    """Whether the site can work: database, Redis, a worker seen within the minute, nothing set aside in the outbox.

    Answers 503 while database or Redis are away; a missing worker is told but does not take the pages down.
    """
    report = {"database": _database(), "redis": _redis(), "worker": None, "outbox_dead": None}
    if report["redis"]:
        seen = cache.get(HEARTBEAT)
        report["worker"] = bool(seen and timezone.now().timestamp() - seen < 60)
    if report["database"]:
        report["outbox_dead"] = OutboxItem.objects.filter(state=OutboxItem.State.DEAD)[:100].count()
    well = report["database"] and report["redis"]
    return JsonResponse(report, status=200 if well else 503)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis():
    try:
        cache.set("healthz", 1, timeout=5)
    except RedisError:
        return False
    return True


def csrf_failure(request, reason=""):
    """The page was open too long or came from elsewhere; say what to do."""
    return render(request, "errors/csrf.html", status=403)
