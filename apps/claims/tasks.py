import structlog
from celery import shared_task

from apps.claims.forgetting import forget_old_claims

log = structlog.get_logger(__name__)


@shared_task
def forget():
    """By night: what was said of somebody's health goes three years after the claim was closed."""
    log.info("claims_forgotten", count=forget_old_claims())
