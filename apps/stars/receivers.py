from django.dispatch import receiver

from apps.accounts.models import Consent
from apps.accounts.signals import consents_withdrawn
from apps.hours.signals import hours_changed
from apps.registration.signals import leaving
from apps.stars import standing
from apps.stars.actions.honouring import mask_names
from apps.stars.actions.noticing import take_off_notice


@receiver(hours_changed)
def stars_follow_hours(volunteer_ids, **_kwargs):
    """A star is reached in the moment the hours are confirmed, and no longer when they are voided."""
    standing.follow(volunteer_ids)


@receiver(leaving)
def nobody_who_left_stays_on_notice(user_ids, **_kwargs):
    take_off_notice(user_ids)


@receiver(consents_withdrawn)
def names_go_with_the_agreement(consents, **_kwargs):
    if users := [one.user_id for one in consents if one.purpose == Consent.Purpose.HONOUR]:
        mask_names(users)
