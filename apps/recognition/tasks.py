import structlog
from celery import shared_task

from apps.recognition.actions import telling

log = structlog.get_logger(__name__)


@shared_task
def tell_of_open_evaluations():
    """In the morning: shifts that ended may be evaluated, by both sides. Told once, however often it runs."""
    log.info("told", people=telling.tell_people(), organizations=telling.tell_organizations())
