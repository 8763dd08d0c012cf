from django.dispatch import receiver

from apps.hours.signals import hours_changed
from apps.quotas import standing
from apps.registration.signals import affiliations_changed


@receiver(hours_changed)
def goals_follow_hours(volunteer_ids, years, **_kwargs):
    """The year a service day lies in counts, not the day it was confirmed."""
    standing.follow(volunteer_ids, years=set(years))


@receiver(affiliations_changed)
def goals_follow_school_and_unit(volunteer_ids, **_kwargs):
    standing.follow(volunteer_ids)
