"""Who at the insurer follows the claims of a policy."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.insurance.actions.policies import hold_as_office, writable_by
from apps.insurance.models import Insurer, Policy, PolicyContact
from apps.messaging.actions import News, tell
from apps.organizations.models import Post

ONCE = {
    "insurance_policycontact_named_once": "already_there",
    "insurance_policycontact_nobody_names_themselves": "own_post",
}


@transaction.atomic
def save_insurer(insurer: Insurer, *, by: User) -> Insurer:
    """Write down an insurance company, or correct what somebody wrote: volunteers read there how they claim."""
    name = "insurance.insurer_corrected" if insurer.pk else "insurance.insurer_added"
    if insurer.pk and not Insurer.objects.corrected_by(by).filter(pk=insurer.pk).exists():
        raise Refused(_("别的地方也在用这家公司，请上一级部门来改。"), code="not_yours")
    with refusing(Insurer, {"insurance_insurer_named_once": "insurer_there"}):
        insurer.save()
    audit.note(name, [insurer], by=by, claim_phone=insurer.claim_phone)
    return insurer


@transaction.atomic
def name_contact(policy: Policy, *, phone: str, by: User) -> PolicyContact | None:
    """Let somebody of the insurer see the claims of this policy. Whoever has no account under this phone is nobody. An
    office names them, never the organisation, and none of either side: they read what people say of their health."""
    held = hold_as_office(policy, by)
    user = User.objects.with_phone(phone)
    if user is None:
        return None
    if user == by:
        raise Refused(_("不能指定自己。"), code="own_post")
    side = {"organization": held.organization} if held.organization else {"office__region": held.region}
    if Post.objects.in_force().filter(user=user, **side).exists():
        raise Refused(_("这是组织或者部门自己的人。要请保险公司的人来跟进。"), code="own_side")
    contact = PolicyContact(policy=held, user=user, named_by=by)
    with refusing(PolicyContact, ONCE):
        contact.save()
    audit.note("insurance.contact_named", [contact], by=by)
    title = _("请你跟进这份保单的报案：%(name)s") % {"name": held.name}
    tell("insurance.contact", [News(user.pk, f"contact:{contact.pk}", title, "", "/insurer/claims/")])
    return contact


@transaction.atomic
def end_contact(contact: PolicyContact, *, by: User) -> None:
    """They see nothing more, from now on."""
    if not writable_by(by).filter(pk=contact.policy_id).exists():
        hold_as_office(contact.policy, by)
    held = PolicyContact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if held.ended_at:
        raise Refused(_("这位联系人已经去掉了。"), code="already_ended")
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    audit.note("insurance.contact_ended", [held], by=by)
