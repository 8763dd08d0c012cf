from celery import shared_task

from apps.core import days
from apps.reports import figures, keeping
from apps.reports.actions import end_exports


@shared_task
def rebuild_figures():
    """Every few minutes: the dashboards read what stands here."""
    figures.rebuild_figures()


@shared_task
def hold_figures_against_the_rows():
    """By night, soon after the day has begun: what changed by the calendar alone, and what was loaded past the triggers."""
    keeping.touch_differing(days.today())
    keeping.recount_hours()
    figures.rebuild_figures()
    figures.forget_old_days()


@shared_task
def end_files():
    """Every hour: files whose day is over are taken away."""
    end_exports()
