"""What people do with their own file: hand in who they are, change where they belong, take agreements back."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.actions import give_consents, withdraw_consents
from apps.accounts.models import Consent, User
from apps.core import audit, outbox
from apps.core.errors import Refused
from apps.regions.models import Region
from apps.registration.actions.affiliations import belong
from apps.registration.belonging import Belonging
from apps.registration.identity import Identity
from apps.registration.models import Affiliation, IdentityCase, Volunteer
from apps.registration.numbers import new_guardian_code
from apps.registration.signals import affiliations_changed

State = Volunteer.IdentityState


@dataclass(frozen=True)
class Person:
    """What is asked of everybody (67号令 §5), and the political status for those who care to tell."""

    identity: Identity = field(repr=False)
    region: Region
    service_fields: list[str]
    skill_codes: list[str] = field(default_factory=list)
    skills: str = ""
    political: str = ""


@transaction.atomic
def register_volunteer(*, person: Person, belonging: Belonging, by: User) -> Volunteer:
    """Hand in who one is. It waits for a check; one that was refused, or where something was to be corrected, is handed
    in again, and what was only corrected keeps its place in the queue.

    Nobody learns here whether the number is known: a second claim to it is one more case for the reviewer.
    """
    volunteer = own_entry_to_fill(by)
    belonging.refuse_unless_it_fits()
    volunteer.region, volunteer.political = person.region, person.political
    volunteer.service_fields, volunteer.skills = person.service_fields, person.skills
    volunteer.skill_codes = person.skill_codes
    hand_in(volunteer, person.identity, kind=IdentityCase.Kind.REGISTER, by=by)
    belong(volunteer, belonging)
    affiliations_changed.send(sender=Affiliation, volunteer_ids=[volunteer.pk])
    return volunteer


def own_entry_to_fill(user: User) -> Volunteer:
    """The person's entry in the register, new or theirs to fill again. Locked: it is handed in once, however often it
    is sent."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    volunteer = Volunteer.objects.filter(user=user).first() or Volunteer(user=user)
    if volunteer.pk and not volunteer.may_hand_in:
        raise Refused(_("你已经登记过了。"), code="already_registered")
    return volunteer


def hand_in(
    volunteer: Volunteer, identity: Identity, *, kind: str, by: User, story: str = ""
) -> IdentityCase:
    """The entry is saved and goes to the queue, with the agreement to the check."""
    volunteer.take_identity(identity)
    volunteer.identity_state = State.PENDING
    if volunteer.is_minor and not (volunteer.pk and volunteer.has_guardian_consent()):
        volunteer.guardian_code = volunteer.guardian_code or new_guardian_code()
    else:
        volunteer.guardian_code = None
    volunteer.save()
    case = IdentityCase.objects.open().filter(volunteer=volunteer).select_for_update(of=("self",)).first()
    corrected = case is not None
    case = case or IdentityCase(volunteer=volunteer, beneficiary=by)
    case.kind, case.story, case.region = kind, story, volunteer.region
    case.state, case.reason = IdentityCase.State.PENDING, ""
    case.save()
    give_consents(by, [Consent.Purpose.IDENTITY], by=by)
    times = f":{timezone.now().timestamp():.0f}" if corrected else ""
    outbox.put("identity_check", {f"case:{case.pk}{times}": {"case": case.pk}})
    if corrected:
        audit.note("identity.corrected", [case], by=by)
    else:
        audit.note("identity.claimed", [case], by=by)
    return case


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User) -> None:
    """Take back an agreement, and with it what only it allowed."""
    withdraw_consents(Consent.objects.filter(pk=consent.pk), by=by)


def let_cases_lapse(user_ids: list[int], *, by: User) -> None:
    """Without the agreement to the identity check a case that still waits lapses: nobody decides it."""
    waiting = IdentityCase.objects.open().filter(beneficiary__in=user_ids)
    for case in waiting.order_by("pk").select_for_update(of=("self",), no_key=True):
        reason = _("本人撤回了用证件核验身份的同意。")
        case.decide(IdentityCase.State.REFUSED, by=None, at=timezone.now(), reason=reason)
        case.save()
        Volunteer.objects.waiting().filter(pk=case.volunteer_id).update(identity_state=State.REFUSED)
        audit.note("identity.withdrawn", [case], by=by)
