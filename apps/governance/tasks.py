import structlog
from celery import shared_task

from apps.governance import actions

log = structlog.get_logger(__name__)


@shared_task
def warn_overdue():
    """By night: complaints past their day are told to the offices and those above."""
    log.info("warned", complaints=actions.warn_overdue())
