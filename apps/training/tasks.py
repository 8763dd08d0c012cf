from celery import shared_task

from apps.training.actions import by_night, counting, waiting


@shared_task
def lapse_offers():
    """Every minute: places that were offered and not taken in time go to the next in line."""
    waiting.lapse_offers()


@shared_task
def remind_tomorrow():
    """In the evening: tomorrow there is a session. Told once, however often it runs."""
    by_night.remind_tomorrow()


@shared_task
def count_no_shows():
    """By night: who held a place and never came. Safe to run twice and at once."""
    by_night.count_no_shows()


@shared_task
def remind_running_out():
    """By night: what runs out soon. Told once, however often it runs."""
    by_night.remind_running_out()


@shared_task
def remind_basic():
    """By night: who lacks the basic course. Told once, however often it runs."""
    by_night.remind_basic()


@shared_task
def remind_backbone():
    """By night: who of the backbone lacks its training. Told once, however often it runs."""
    by_night.remind_backbone()


@shared_task
def count_trained():
    """By night: how many are trained in what. Counts anew what it counted before."""
    counting.count_trained()
