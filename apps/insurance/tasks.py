import structlog
from celery import shared_task

from apps.insurance import actions

log = structlog.get_logger(__name__)


@shared_task
def insure():
    """By night: what is over ends, who is missing is added, who keeps a policy is warned, the day's lists are made, and
    old ones forgotten."""
    log.info("policies_over", count=actions.end_what_is_over())
    log.info("covers_begun", count=actions.enrol_everybody())
    actions.count_left()
    log.info("policies_warned_of", count=actions.warn_of_ends())
    log.info("lists_made", count=actions.make_deliveries())
    actions.forget_files()
