import structlog
from celery import shared_task

from apps.hours import recompute as totals
from apps.stars import recompute

log = structlog.get_logger(__name__)


@shared_task
def recompute_stars():
    """By night: yearly totals against their records, then stars against the totals."""
    wrong_totals = totals.recompute_totals()
    wrong_stars = recompute.recompute_stars()
    log.info("recomputed", year_totals_corrected=wrong_totals, star_standings_corrected=wrong_stars)
