from django.dispatch import receiver

from apps.hours.signals import hours_changed
from apps.stars import standing


@receiver(hours_changed)
def stars_follow_hours(volunteer_ids, **_kwargs):
    """A star is reached in the moment the hours are confirmed, and no longer when they are voided."""
    standing.follow(volunteer_ids)
