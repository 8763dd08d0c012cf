"""The Celery application and its timetable. Every task is a door to one action and safe to run twice."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_init, worker_ready
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volunteer_platform.settings")

app = Celery("volunteer_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)

app.conf.beat_schedule = {
    "sweep the outbox": {"task": "apps.core.tasks.sweep_outbox", "schedule": 15.0},
    "note that a worker is alive": {"task": "apps.core.tasks.heartbeat", "schedule": 10.0},
    "note the next shifts of activities": {
        "task": "apps.activities.tasks.note_next_shifts",
        "schedule": crontab(),
    },
    "rebuild the figures of every region": {
        "task": "apps.reports.tasks.rebuild_figures",
        "schedule": crontab(minute="*/5"),
    },
    "recompute stars by night": {
        "task": "apps.stars.tasks.recompute_stars",
        "schedule": crontab(hour=2, minute=10),
    },
    "recompute yearly goals by night": {
        "task": "apps.quotas.tasks.recompute_goals",
        "schedule": crontab(hour=2, minute=40),
    },
}


@setup_logging.connect
def use_the_sites_logging(**_kwargs):
    """Keep Celery from replacing the site's own log settings."""


@worker_init.connect
def prepare_worker(**_kwargs):
    import django

    django.setup()


@worker_ready.connect
def be_seen(sender, **_kwargs):
    """The first sign of life, at once: whoever starts the platform waits for it."""
    sender.app.send_task("apps.core.tasks.heartbeat")
