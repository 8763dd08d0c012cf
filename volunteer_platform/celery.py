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
    "remove files that nothing uses": {
        "task": "apps.core.tasks.remove_unused_files",
        "schedule": crontab(minute=20),
    },
    "hold files against their rows by night": {
        "task": "apps.core.tasks.tidy_files",
        "schedule": crontab(hour=3, minute=20),
    },
    "forget answers nobody asks for again": {
        "task": "apps.core.tasks.forget_answers",
        "schedule": crontab(minute="*/5"),
    },
    "note the next shifts of activities": {
        "task": "apps.activities.tasks.note_next_shifts",
        "schedule": crontab(),
    },
    "ask the next in line for places nobody answered for": {
        "task": "apps.activities.tasks.lapse_offers",
        "schedule": crontab(),
    },
    "remind who comes tomorrow": {
        "task": "apps.activities.tasks.remind",
        "schedule": crontab(hour="18,20", minute=0),
    },
    "count who did not come": {
        "task": "apps.activities.tasks.count_no_shows",
        "schedule": crontab(hour=3, minute=20),
    },
    "ask the next in line for places in a course nobody answered for": {
        "task": "apps.training.tasks.lapse_offers",
        "schedule": crontab(),
    },
    "remind who has a session tomorrow": {
        "task": "apps.training.tasks.remind_tomorrow",
        "schedule": crontab(hour="18,20", minute=5),
    },
    "count who did not come to a session": {
        "task": "apps.training.tasks.count_no_shows",
        "schedule": crontab(hour=3, minute=25),
    },
    "tell whose training runs out": {
        "task": "apps.training.tasks.remind_running_out",
        "schedule": crontab(hour=9, minute=10),
    },
    "tell who lacks the basic course": {
        "task": "apps.training.tasks.remind_basic",
        "schedule": crontab(hour=9, minute=40),
    },
    "tell who of the backbone lacks its training": {
        "task": "apps.training.tasks.remind_backbone",
        "schedule": crontab(hour=9, minute=50),
    },
    "remind who is behind with the year": {
        "task": "apps.quotas.tasks.remind_behind",
        "schedule": crontab(hour=10, minute=10),
    },
    "count who is trained in what": {
        "task": "apps.training.tasks.count_trained",
        "schedule": crontab(hour=2, minute=20),
    },
    "clear away sessions that have ended": {
        "task": "apps.accounts.tasks.clear_sessions",
        "schedule": crontab(hour=3, minute=20),
    },
    "tell who turns 14 or 18, and end what ends on that day": {
        "task": "apps.registration.tasks.turn_of_age",
        "schedule": crontab(hour=0, minute=5),
    },
    "forget rosters nobody has confirmed": {
        "task": "apps.registration.tasks.forget_rosters",
        "schedule": crontab(hour=3, minute=40),
    },
    "forget documents that were refused long ago": {
        "task": "apps.registration.tasks.forget_refused",
        "schedule": crontab(hour=3, minute=50),
    },
    "rebuild the figures of every region": {
        "task": "apps.reports.tasks.rebuild_figures",
        "schedule": crontab(minute="*/5"),
    },
    "hold the figures against the rows by night": {
        "task": "apps.reports.tasks.hold_figures_against_the_rows",
        "schedule": crontab(hour=0, minute=12),
    },
    "forget where people were by night": {
        "task": "apps.activities.tasks.forget_old_places",
        "schedule": crontab(hour=3, minute=20),
    },
    "pass on overdue hours": {
        "task": "apps.hours.tasks.escalate_overdue",
        "schedule": crontab(minute=20),
    },
    "count how punctual organisations are": {
        "task": "apps.hours.tasks.rebuild_punctuality",
        "schedule": crontab(hour=1, minute=50),
    },
    "insure who is to be insured, and make the lists for insurers": {
        "task": "apps.insurance.tasks.insure",
        "schedule": crontab(hour=0, minute=30),
    },
    "forget what was said in claims closed long ago": {
        "task": "apps.claims.tasks.forget",
        "schedule": crontab(hour=3, minute=55),
    },
    "tell both sides that they may say how a shift was": {
        "task": "apps.recognition.tasks.tell_of_open_evaluations",
        "schedule": crontab(hour=9, minute=25),
    },
    "tell offices of overdue complaints": {
        "task": "apps.governance.tasks.warn_overdue",
        "schedule": crontab(hour=7, minute=40),
    },
    "take away files whose day is over": {
        "task": "apps.reports.tasks.end_files",
        "schedule": crontab(minute=20),
    },
    "recompute totals, stars and goals by night": {
        "task": "apps.quotas.tasks.recompute_by_night",
        "schedule": crontab(hour="2-4", minute="10,30,50"),
    },
    "forget recomputes of long ago": {
        "task": "apps.quotas.tasks.forget_old_recomputes",
        "schedule": crontab(hour=3, minute=45),
    },
    "count whom a draft would touch": {
        "task": "apps.quotas.tasks.count_drafts",
        "schedule": crontab(),
    },
    "see that a recompute goes on": {
        "task": "apps.quotas.tasks.tend_recompute",
        "schedule": crontab(),
    },
    "recompute search rows by night": {
        "task": "apps.matching.tasks.recompute_search_rows",
        "schedule": crontab(hour=4, minute=10),
    },
    "check what must always be true": {
        "task": "apps.core.tasks.check_invariants",
        "schedule": crontab(hour=4, minute=40),
    },
    "check that certificates are what was signed": {
        "task": "apps.certificates.tasks.check_signatures",
        "schedule": crontab(hour=3, minute=0),
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
