from celery import shared_task

from apps.activities.models import Activity


@shared_task
def note_next_shifts():
    """Every minute: what has begun makes room in the lists for the shift after it. Safe to run twice and at once."""
    Activity.objects.behind().note_next()
