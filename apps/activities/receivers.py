"""What activities have to say about facts of lower apps."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from apps.activities.actions.signups import release_places
from apps.activities.models import Activity, Shift
from apps.core.errors import Refused
from apps.organizations.signals import closing
from apps.registration.signals import consent_withdrawn


@receiver(consent_withdrawn)
def children_without_consent_do_not_come(sender, user_ids, by, **kwargs):
    release_places(user_ids, by=by)


@receiver(closing)
def an_organization_with_shifts_to_come_is_not_closed(sender, organization, **kwargs):
    coming = Shift.objects.standing().upcoming().filter(position__activity__organization=organization)
    if coming.filter(position__activity__state=Activity.State.PUBLISHED).exists():
        raise Refused(
            _("还有没结束的班次，等结束或者取消以后再注销。要马上停，先暂停。"), code="shifts_to_come"
        )
