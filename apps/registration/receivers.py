"""What the register has to say about facts of lower apps, and what its own outbox items do."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.core.outbox import handles
from apps.organizations.signals import appointing
from apps.registration.actions import pass_identity, refuse_identity
from apps.registration.checker import checker
from apps.registration.models import IdentityCase, Volunteer


@receiver(appointing)
def only_known_adults_act_for_organizations(sender, user, name, **kwargs):
    """A passed identity, 18 years or more and, where a name was given, that very name."""
    volunteer = Volunteer.objects.filter(user=user).first()
    if volunteer is None:
        raise Refused(_("先登记成为志愿者，身份核验通过后再来。"), code="not_registered")
    if not volunteer.is_passed:
        raise Refused(_("你的身份还在核验，通过后再来。"), code="identity_not_passed")
    if volunteer.is_minor:
        raise Refused(_("要年满18岁才能代表组织办事。"), code="too_young")
    if name is not None and volunteer.name != name:
        raise Refused(_("姓名和登记的不一样。"), code="other_name")


@handles("identity_check")
def check_identity(payload, *, key):
    """Ask the real-name service. What it cannot tell, or what meets a passed file, stays for a reviewer."""
    cases = IdentityCase.objects.pending().filter(pk=payload["case"])
    case = cases.select_related("volunteer").first()
    verdict = checker().check(case) if case else None
    if verdict is None:
        return
    if not verdict.is_the_person:
        refuse_identity(case, by=None, reason=verdict.reason)
        return
    try:
        pass_identity(cases, by=None)
    except Refused:
        return
