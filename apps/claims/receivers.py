"""What claims have to say when somebody leaves."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from apps.claims.forgetting import forget
from apps.claims.models import Claim
from apps.registration.signals import asking_to_leave, leaving


@receiver(asking_to_leave)
def nobody_leaves_with_a_claim_on_its_way(sender, user, **kwargs):
    """It is brought to its end, or taken back, first: its papers go with the person."""
    on_its_way = Claim.objects.open().filter(volunteer__user=user)
    words = _("你有报案还没办完，注销以后材料都会删掉。等办完，或者先撤回。")
    return [(words, "/me/claims/")] if on_its_way.exists() else []


@receiver(leaving)
def words_and_papers_go_with_the_person(sender, user_ids, **kwargs):
    forget(Claim.objects.filter(volunteer__user__in=user_ids))
