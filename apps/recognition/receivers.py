"""What awards have to say when somebody leaves."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from apps.core import uploads
from apps.core.models import KeptFile
from apps.recognition.models import Commendation
from apps.registration.signals import asking_to_leave, leaving


@receiver(asking_to_leave)
def nobody_leaves_with_an_award_in_review(sender, user, **kwargs):
    """It is decided first: afterwards nobody could be told."""
    waiting = Commendation.objects.waiting().filter(beneficiary=user)
    words = _("你交来的表彰还在审核，等有了结果再注销。")
    return [(words, "/me/awards/")] if waiting.exists() else []


@receiver(leaving)
def documents_of_awards_go_with_the_person(sender, user_ids, **kwargs):
    """The awards of a person and the documents that show them, unless they also show somebody else's; what they did for
    others stays."""
    gone = Commendation.objects.filter(beneficiary__in=user_ids)
    proofs = list(gone.exclude(proof=None).values_list("proof", flat=True))
    gone.delete()
    shared = Commendation.objects.filter(proof__in=proofs).values("proof")
    uploads.remove(KeptFile.objects.filter(pk__in=proofs).exclude(pk__in=shared))
