from django.dispatch import receiver
from django.utils.translation import gettext as _

from apps.governance.models import Complaint
from apps.registration.signals import asking_to_leave


@receiver(asking_to_leave)
def nobody_leaves_with_an_open_complaint(sender, user, **kwargs):
    """It is settled or taken back first: afterwards nobody could be told."""
    words = _("你有一件投诉还没办完，等办完或者撤回以后再注销。")
    return [(words, "/me/complaints/")] if Complaint.objects.lodged_by(user).open().exists() else []
