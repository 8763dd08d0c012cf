import structlog
from celery import shared_task

from apps.core import days
from apps.core.errors import Refused
from apps.quotas import actions, by_night
from apps.quotas.models import Recompute

log = structlog.get_logger(__name__)


@shared_task
def recompute_by_night():
    """Totals against their records, stars and yearly goals against the totals; on 1 January it opens the new year. Asked
    several times a night and done once: where an office is just having a part of it computed, it waits."""
    if Recompute.objects.of_everything().filter(asked_at__gte=days.start_of(days.today())).exists():
        return
    try:
        actions.start_recompute(by=None)
    except Refused as refusal:
        log.info("recompute_goes_on", code=refusal.code)


@shared_task
def work_on_recompute():
    actions.work_on_recompute()


@shared_task
def tend_recompute():
    """Every minute: a recompute whose workers were killed goes on."""
    actions.ring_if_nobody_works()


@shared_task
def count_drafts():
    """As soon as one is written, and every minute: of one whose worker was killed nobody else knows."""
    actions.count_drafts()


@shared_task
def forget_old_recomputes():
    """By night."""
    actions.forget_old_recomputes()


@shared_task
def remind_behind():
    """In the morning, in the months the policy names. Told once, however often it runs."""
    by_night.remind_behind()
