from django.dispatch import receiver
from django.utils.translation import gettext as _

from apps.activities.models import Signup
from apps.activities.signals import presences_closed
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours.actions import propose_hours
from apps.hours.models import Appeal, Punctuality
from apps.organizations.signals import trusting_more
from apps.registration.signals import asking_to_leave


@receiver(presences_closed)
def propose_what_was_served(*, signup_ids, **kwargs):
    """Hours are proposed in the transaction in which people leave, so neither is there without the other."""
    propose_hours(Signup.objects.filter(pk__in=signup_ids))


@receiver(asking_to_leave)
def nobody_leaves_with_an_open_objection(sender, user, **kwargs):
    """It is decided first: afterwards nobody could be told."""
    waiting = Appeal.objects.waiting().filter(volunteer__user=user)
    words = _("你有一个时长申诉还没有结果，等有了结果再注销。")
    return [(words, "/me/hours/appeals/")] if waiting.exists() else []


@receiver(trusting_more)
def who_keeps_volunteers_waiting_is_not_trusted_with_more(sender, organization, **kwargs):
    """Too large a share of its hours of late went past the ten working days (67号令 §11)."""
    most = PolicyRow.objects.value("hours", "overdue_share")
    kept = Punctuality.objects.filter(organization=organization).first()
    if kept and kept.share > most:
        words = _("近来它%(share)d%%的时长过了期限才确认，超过%(most)d%%，先不能提高信任等级。")
        raise Refused(
            words % {"share": -(-kept.overdue * 100 // kept.due), "most": most}, code="often_overdue"
        )
