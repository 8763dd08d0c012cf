"""What certificates have to say about facts of lower apps, in their transactions."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from apps.certificates.actions import revoke_of, revoke_what_lost_its_base
from apps.certificates.models import Certificate
from apps.core import uploads
from apps.core.models import KeptFile
from apps.hours.signals import hours_changed
from apps.registration.signals import identity_voided, leaving
from apps.stars.signals import stars_withdrawn
from apps.training.signals import completions_changed


@receiver(hours_changed)
def certificates_follow_hours(volunteer_ids, **_kwargs):
    """A record that is voided takes the certificates with it that stand on it."""
    revoke_what_lost_its_base(volunteer_ids)


@receiver(stars_withdrawn)
def certificates_follow_stars(volunteer_ids, **_kwargs):
    revoke_what_lost_its_base(volunteer_ids, star=_("协会取消了这一星的认定。"))


@receiver(completions_changed)
def certificates_follow_trainings(volunteer_ids, **_kwargs):
    revoke_what_lost_its_base(volunteer_ids)


@receiver(identity_voided)
def nobody_is_certified_under_another_name(user_ids, by, **_kwargs):
    """What was issued under a name that turned out to be somebody else's does not stand."""
    revoke_of(user_ids, by=by, why=_("身份核验作废了。"))


@receiver(leaving)
def contents_go_with_the_person(user_ids, **_kwargs):
    """The full name and what else stood on the page go; the paper can still be checked by its code."""
    mine = Certificate.objects.filter(volunteer__user__in=user_ids)
    files = list(KeptFile.objects.filter(pk__in=mine.exclude(pdf=None).values("pdf")))
    mine.update(claims="", pdf=None, badge="")
    uploads.remove(files)
