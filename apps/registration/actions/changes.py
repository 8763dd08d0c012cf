"""A passed person's name or document has changed, or was written down wrongly."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.registration.actions.identities import tell_of
from apps.registration.identity import Identity
from apps.registration.models import IdentityCase, Volunteer
from apps.registration.numbers import new_guardian_code
from apps.registration.signals import sought_by_changed

State, Kind = IdentityCase.State, IdentityCase.Kind
TWICE = {"registration_volunteer_one_person_once": "document_already_passed"}


@transaction.atomic
def ask_for_change(volunteer: Volunteer, *, identity: Identity, story: str, by: User) -> IdentityCase:
    """Ask for another name or document on one's file. A reviewer looks at old and new; until then nothing changes."""
    volunteer = Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    if not volunteer.is_passed:
        raise Refused(_("身份核验通过后才用申请更正，现在直接改就行。"), code="identity_not_passed")
    if same_as(volunteer, identity):
        raise Refused(_("和现在登记的一样，没有要改的。"), code="nothing_changed")
    case = IdentityCase.objects.open().filter(volunteer=volunteer).select_for_update(of=("self",)).first()
    if case is not None and case.state == State.PENDING:
        raise Refused(_("上一次的更正还在核验，等有了结果再说。"), code="already_asked")
    case = case or IdentityCase(volunteer=volunteer, beneficiary=by, kind=Kind.CHANGE)
    case.region, case.state, case.reason, case.story = volunteer.region, State.PENDING, "", story
    case.proposed, case.document_hash = identity.as_text(), identity.document_hash
    case.save()
    audit.note("identity.change_asked", [case], by=by)
    return case


def same_as(volunteer, identity):
    before = (volunteer.name, volunteer.document_type, volunteer.document_hash)
    told = (volunteer.sex, volunteer.birth_date)
    return (*before, *told) == (
        identity.name,
        identity.document_type,
        identity.document_hash,
        identity.sex,
        identity.birth_date,
    )


@transaction.atomic
def make_change(case: IdentityCase, *, by: User) -> Volunteer:
    """Old and new belong to one person: the file has the new name and document from now on; sex and birth date follow
    the document. Whose document already stands in another passed file is refused."""
    cases = IdentityCase.objects.select_for_update(of=("self",), no_key=True)
    case = cases.get(pk=case.pk)
    if case.kind != Kind.CHANGE or case.state != State.PENDING:
        raise Refused(_("这一份已经核验过了。"), code="already_decided")
    volunteer = Volunteer.objects.select_for_update(of=("self",)).get(pk=case.volunteer_id)
    before = {"name": volunteer.masked_name, "document": volunteer.masked_document}
    volunteer.take_identity(case.new_identity)
    if volunteer.is_minor and not volunteer.has_guardian_consent():
        volunteer.guardian_code = volunteer.guardian_code or new_guardian_code()
    with refusing(Volunteer, TWICE):
        volunteer.save()
    case.decide(State.PASSED, by=by, at=timezone.now())
    case.save()
    audit.note("identity.changed", [case], by=by, before=before, after=_masked(volunteer))
    sought_by_changed.send(sender=Volunteer, volunteer_ids=[volunteer.pk])
    tell_of(case, f"case:{case.pk}", _("更正好了"), _("档案上的姓名、证件换成新的了，时长都还在。"))
    return volunteer


def _masked(volunteer):
    return {"name": volunteer.masked_name, "document": volunteer.masked_document}
