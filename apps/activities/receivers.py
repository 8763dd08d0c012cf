"""What activities have to say about facts of lower apps."""

from django.dispatch import receiver

from apps.activities.actions.signups import release_places
from apps.registration.signals import consent_withdrawn


@receiver(consent_withdrawn)
def children_without_consent_do_not_come(sender, user_ids, by, **kwargs):
    release_places(user_ids, by=by)
