import structlog
from celery import shared_task

from apps.hours import actions

log = structlog.get_logger(__name__)


@shared_task
def escalate_overdue():
    """Hourly: what nobody decided within ten working days goes to those above as well."""
    log.info("escalated", records=actions.escalate_overdue())


@shared_task
def rebuild_punctuality():
    """By night: how punctual every organisation was of late."""
    log.info("rebuilt", organizations=actions.rebuild_punctuality())
