"""What the register has to say about facts of lower apps, and what its own outbox items do."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from apps.accounts.models import Consent
from apps.accounts.signals import asking_for_document, consents_withdrawn
from apps.core.errors import Refused
from apps.core.outbox import handles
from apps.organizations.models import Organization, Post
from apps.organizations.signals import appointing, fields_of_service, joining, numbers_of, people_meant
from apps.registration.actions import pass_identity, refuse_identity
from apps.registration.actions.registering import let_cases_lapse
from apps.registration.checker import checker
from apps.registration.models import IdentityCase, ServiceField, Volunteer
from apps.registration.signals import asking_to_leave


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


@receiver(joining)
def only_people_of_the_register_become_members(sender, user, **kwargs):
    if not Volunteer.objects.filter(user=user).exists():
        raise Refused(_("先登记成为志愿者，再来加入。"), code="not_registered")


@receiver(fields_of_service)
def the_fields_of_service(sender, **kwargs):
    return dict(ServiceField.objects.values_list("code", "name"))


@receiver(people_meant)
def whose_numbers_these_are(sender, numbers, **kwargs):
    return list(Volunteer.objects.filter(number__in=numbers).values_list("user_id", flat=True))


@receiver(numbers_of)
def the_volunteer_numbers(sender, user_ids, **kwargs):
    known = Volunteer.objects.filter(user__in=user_ids).exclude(number=None)
    return dict(known.values_list("user_id", "number"))


@receiver(consents_withdrawn)
def nobody_decides_without_consent(sender, consents, by, **kwargs):
    let_cases_lapse([one.user_id for one in consents if one.purpose == Consent.Purpose.IDENTITY], by=by)


@receiver(asking_for_document)
def the_person_knows_their_document(sender, user, **kwargs):
    """The last six characters, for who has to show that a number is still theirs."""
    volunteer = Volunteer.objects.filter(user=user).first()
    return volunteer.document_number[-6:].upper() if volunteer else None


@receiver(asking_to_leave)
def no_organization_is_left_without_an_owner(sender, user, **kwargs):
    """Its last owner finds another one first, or closes it."""
    owned = Post.objects.of(user).filter(role=Post.Role.OWNER, organization__isnull=False)
    others = Post.objects.in_force().filter(role=Post.Role.OWNER).exclude(user=user)
    alone = Organization.objects.filter(pk__in=owned.values("organization"))
    alone = alone.exclude(state__in=["closed", "returned"]).exclude(pk__in=others.values("organization"))
    words = _("你是%(name)s唯一的负责人，先请别人当负责人，或者把它注销。")
    return [(words % {"name": one.name}, f"/org/{one.pk}/staff/") for one in alone[:5]]
