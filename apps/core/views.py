from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponseNotFound, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from apps.core import nightly, uploads
from apps.core.models import KeptFile, OutboxItem
from apps.core.tasks import HEARTBEAT


@never_cache
def healthz(request):
    """Whether the site can work: database, Redis, a worker seen within the minute, nothing set aside in the outbox, and
    what the checks of the night found.

    Answers 503 while database or Redis are away; a missing worker is told but does not take the pages down.
    """
    report = {"database": _database(), "redis": _redis(), "worker": None, "outbox_dead": None}
    report |= {"checks_failed": None, "checks_missing": None}
    if report["redis"]:
        seen = cache.get(HEARTBEAT)
        report["worker"] = bool(seen and timezone.now().timestamp() - seen < 60)
        report |= nightly.report()
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


@require_safe
def picture(request, key):
    """A picture of a page that everybody may see. It never changes: another picture has another address."""
    kept = KeptFile.objects.filter(pk=key, is_public=True).exclude(used_at=None).first()
    try:
        response = uploads.answer(kept) if kept else None
    except Http404:
        response = None
    if response is None:
        return HttpResponseNotFound()
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
