"""Search rows follow the facts of lower apps in the same transaction."""

from django.dispatch import receiver

from apps.matching.following import follow, follow_users
from apps.registration.signals import affiliations_changed, identity_voided, sought_by_changed
from apps.stars.signals import stars_recognized, stars_withdrawn
from apps.training.signals import completions_changed


@receiver([affiliations_changed, sought_by_changed, stars_recognized, stars_withdrawn, completions_changed])
def what_finds_people_follows_the_facts(volunteer_ids, **_kwargs):
    """Whoever has just passed is found at once, and by what they say, prove, complete and are recognised for."""
    follow(volunteer_ids)


@receiver(identity_voided)
def who_is_not_known_any_more_is_not_found(user_ids, **_kwargs):
    follow_users(user_ids)
