import structlog
from celery import shared_task

from apps.certificates import soundness

log = structlog.get_logger(__name__)


@shared_task
def check_signatures():
    """By night: whether certificates are what was signed, as far as the time goes; the next night goes on from there."""
    log.info("checked", certificates=soundness.check_on())
