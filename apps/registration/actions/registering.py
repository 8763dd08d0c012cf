"""What people do with their own file: hand in who they are, change where they belong, take agreements back."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.actions import give_consents, withdraw_consents
from apps.accounts.models import Consent, User
from apps.core import audit, days, outbox
from apps.core.errors import Refused
from apps.regions.models import Region
from apps.registration.belonging import Belonging
from apps.registration.documents import Document
from apps.registration.models import Affiliation, IdentityCase, Volunteer
from apps.registration.numbers import new_guardian_code
from apps.registration.signals import affiliations_changed

State = Volunteer.IdentityState


@dataclass(frozen=True)
class Person:
    """What is asked of everybody (67号令 §5), and the political status for those who care to tell."""

    name: str
    document_type: str
    document: Document = field(repr=False)
    region: Region
    service_fields: list[str]
    skills: str = ""
    political: str = ""


@transaction.atomic
def register_volunteer(*, person: Person, belonging: Belonging, by: User) -> Volunteer:
    """Hand in who one is. It waits for a check; one that was refused is corrected and handed in again.

    Nobody learns here whether the number is known: a second claim to it is one more case for the reviewer.
    """
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # handed in once, however often it is sent
    volunteer = Volunteer.objects.filter(user=by).first() or Volunteer(user=by)
    if volunteer.pk and volunteer.identity_state != State.REFUSED:
        raise Refused(_("你已经登记过了。"), code="already_registered")
    belonging.refuse_unless_it_fits()
    _fill(volunteer, person)
    volunteer.save()
    case = IdentityCase.objects.create(volunteer=volunteer, beneficiary=by, region=volunteer.region)
    _belong(volunteer, belonging)
    give_consents(by, [Consent.Purpose.IDENTITY], by=by)
    outbox.put("identity_check", {f"case:{case.pk}": {"case": case.pk}})
    audit.note("identity.claimed", [case], by=by)
    affiliations_changed.send(sender=Affiliation, volunteer_ids=[volunteer.pk])
    return volunteer


def _fill(volunteer, person):
    volunteer.name, volunteer.document_type = person.name, person.document_type
    volunteer.sex, volunteer.birth_date = person.document.sex, person.document.birth_date
    volunteer.set_document(person.document.number)
    volunteer.region, volunteer.political = person.region, person.political
    volunteer.service_fields, volunteer.skills = person.service_fields, person.skills
    volunteer.identity_state = State.PENDING
    if volunteer.is_minor and not volunteer.has_guardian_consent():
        volunteer.guardian_code = volunteer.guardian_code or new_guardian_code()
    else:
        volunteer.guardian_code = None


@transaction.atomic
def change_affiliation(
    volunteer: Volunteer, *, belonging: Belonging, political: str, by: User
) -> Affiliation:
    """Study or work somewhere else from today on; the former place keeps the days until then."""
    volunteer = Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    belonging.refuse_unless_it_fits()
    volunteer.political = political
    volunteer.save(update_fields=["political"])
    affiliation = _belong(volunteer, belonging)
    audit.note("affiliation.changed", [affiliation], by=by, identity=affiliation.identity)
    affiliations_changed.send(sender=Affiliation, volunteer_ids=[volunteer.pk])
    return affiliation


def _belong(volunteer: Volunteer, belonging: Belonging) -> Affiliation:
    """End today what stood, begin the new. What began today has not lasted a day and is replaced."""
    today = days.today()
    open_ones = Affiliation.objects.filter(volunteer=volunteer, until=None)
    open_ones.filter(since__gte=today).delete()
    open_ones.update(until=today)
    said = {**vars(belonging), "class_name": belonging.bare_class}
    return Affiliation.objects.create(volunteer=volunteer, since=today, **said)


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User) -> None:
    """Take back an agreement. Without the one to the identity check a case that still waits lapses: nobody
    decides it."""
    if consent.purpose == Consent.Purpose.IDENTITY:
        waiting = IdentityCase.objects.pending().filter(beneficiary=by)
        for case in waiting.select_for_update(of=("self",), no_key=True):
            reason = _("本人撤回了用证件核验身份的同意。")
            case.decide(IdentityCase.State.REFUSED, by=None, at=timezone.now(), reason=reason)
            case.save()
            Volunteer.objects.filter(pk=case.volunteer_id).update(identity_state=State.REFUSED)
            audit.note("identity.withdrawn", [case], by=by)
    withdraw_consents(Consent.objects.filter(pk=consent.pk), by=by)
