from django.dispatch import receiver

from apps.activities.models import Signup
from apps.activities.signals import presences_closed
from apps.hours.actions import propose_hours


@receiver(presences_closed)
def propose_what_was_served(*, signup_ids, **_):
    """Hours are proposed in the transaction in which people leave, so neither is there without the other."""
    propose_hours(Signup.objects.filter(pk__in=signup_ids))
