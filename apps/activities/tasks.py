from celery import shared_task

from apps.activities import attendance
from apps.activities.actions import absences, waiting
from apps.activities.models import Activity


@shared_task
def note_next_shifts():
    """Every minute: what has begun makes room in the lists for the shift after it. Safe to run twice and at once."""
    Activity.objects.behind().note_next()


@shared_task
def lapse_offers():
    """Every minute: places that were offered and not taken in time go to the next in line."""
    waiting.lapse_offers()


@shared_task
def remind():
    """In the evening: tomorrow there is a shift. Told once, however often it runs."""
    absences.remind()


@shared_task
def count_no_shows():
    """By night: who held a place and never came. Safe to run twice and at once."""
    absences.count_no_shows()


@shared_task
def forget_old_places():
    """By night: where people were when they checked in is kept for a short while only."""
    attendance.forget_old_places()
