from celery import shared_task

from apps.reports import figures


@shared_task
def rebuild_figures():
    """Every few minutes: the dashboards read what stands here."""
    figures.rebuild_figures()
