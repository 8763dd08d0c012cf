import structlog
from celery import shared_task

from apps.quotas import recompute

log = structlog.get_logger(__name__)


@shared_task
def recompute_goals():
    """By night: yearly standings against hours, schools and units; on 1 January it opens the new year."""
    log.info("recomputed", year_standings_corrected=recompute.recompute_goals())
