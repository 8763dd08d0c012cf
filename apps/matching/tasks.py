import structlog
from celery import shared_task

from apps.matching.following import recompute_rows

log = structlog.get_logger(__name__)


@shared_task
def recompute_search_rows():
    """By night: search rows against what they are made from."""
    log.info("recomputed", search_rows_corrected=recompute_rows())
