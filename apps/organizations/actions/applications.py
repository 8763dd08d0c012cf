"""An organisation applies, its guiding unit says yes or no, and an office lets it in or sends it back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days, uploads
from apps.core.constraints import refusing
from apps.core.display import mask_phone
from apps.core.errors import Refused
from apps.core.text import grams
from apps.messaging.actions import News, tell
from apps.organizations.actions.history import keep_step, tell_owners
from apps.organizations.models import Organization, Post, Step
from apps.organizations.permissions import refuse_unless_fit_for_post

CREDIT_CODE = {"organizations_organization_one_credit_code_once": "credit_code_taken"}
Guidance, State = Organization.Guidance, Organization.State


@transaction.atomic
def apply_for_organization(organization: Organization, *, by: User) -> Organization:
    """Hand in an application. One that was returned is corrected and handed in again as the same row."""
    refuse_unless_fit_for_post(by)
    before, had = "", []
    if organization.pk:
        stored = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
        stored.refuse_unless_returned_to(by)
        before, had = stored.state, [stored.proof_id]
    organization.hand_in(by=by, at=timezone.now())
    complete(organization)
    uploads.attach([organization.proof], by=by, had=had)
    with refusing(Organization, CREDIT_CODE):
        organization.save()
    keep_step(organization, Step.What.STATE, before, State.APPLIED, by=by)
    audit.note("organization.applied", [organization], by=by)
    if organization.guidance == Guidance.ASKED:
        ask_guiding_unit(organization)
    return organization


def complete(organization: Organization) -> None:
    """What follows from what was typed: what its kind is not asked goes, the guiding unit is looked for."""
    organization.drop_what_its_kind_has_not()
    organization.find_guiding_unit()
    organization.ask_guidance()
    organization.grams = grams(organization.name)
    try:
        organization.clean()
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages), code="incomplete") from None


def ask_guiding_unit(organization: Organization) -> None:
    guiding = organization.guiding_organization
    title = _("“%(name)s”说由“%(unit)s”指导，请确认") % {"name": organization.name, "unit": guiding.name}
    key = f"guidance:{organization.pk}:{organization.applied_at.isoformat()}"
    url = reverse("organizations:guided", args=[guiding.pk])
    tell_owners(guiding, "guidance_asked", key, title, _("确认了，审核的部门才接着审。"), url)


@transaction.atomic
def confirm_guidance(organization: Organization, *, by: User) -> Organization:
    """The guiding unit stands by the team."""
    organization = say_of_guidance(organization, Guidance.CONFIRMED, by=by)
    title = _("“%(unit)s”确认了指导“%(name)s”") % words_of(organization)
    tell_applicant(organization, title, _("现在等部门审核。"), reverse("portal:desks"), kind="guidance")
    return organization


@transaction.atomic
def refuse_guidance(organization: Organization, *, by: User, reason: str) -> Organization:
    """The guiding unit does not know the team, or no longer stands by it."""
    organization = say_of_guidance(organization, Guidance.REFUSED, by=by, reason=reason.strip())
    title = _("“%(unit)s”没有确认指导“%(name)s”") % words_of(organization)
    tell_applicant(
        organization, title, organization.guidance_reason, reverse("portal:desks"), kind="guidance"
    )
    return organization


def words_of(organization):
    return {"unit": organization.guiding_organization.name, "name": organization.name}


def say_of_guidance(organization, guidance, *, by, reason=""):
    mine = Organization.objects.guided_by_people_of(by).filter(pk=organization.pk)
    held = mine.select_for_update(of=("self",)).select_related("guiding_organization").first()
    if held is None:
        raise Refused(_("这支队伍已经不在等你们确认。"), code="not_asked")
    held.guide(guidance, by=by, at=timezone.now(), reason=reason)
    held.save(update_fields=["guidance", "guidance_reason", "guided_by", "guided_at"])
    keep_step(held, Step.What.GUIDANCE, Guidance.ASKED, guidance, by=by, reason=reason)
    audit.note("organization.guidance_given", [held], by=by, guidance=guidance, reason=reason)
    return held


@transaction.atomic
def approve_organization(organization: Organization, *, by: User) -> Organization:
    """Let an organisation in. Whoever applied for it answers for it from today on."""
    organization = decide(organization, State.APPROVED, by=by)
    Post.objects.create(
        user_id=organization.applied_by_id,
        organization=organization,
        role=Post.Role.OWNER,
        since=days.today(),
        granted_by=by,
    )
    tell_applicant(
        organization,
        _("“%(name)s”通过审核了") % {"name": organization.name},
        _("现在可以发活动了。你是负责人，在工作台的“管理的人”里请人一起管理。"),
        reverse("portal:organization", args=[organization.pk]),
    )
    return organization


@transaction.atomic
def return_organization(organization: Organization, *, by: User, reason: str) -> Organization:
    """Send an application back with what is to be corrected."""
    organization = decide(organization, State.RETURNED, by=by, reason=reason)
    tell_applicant(
        organization,
        _("“%(name)s”的申请退回来了") % {"name": organization.name},
        reason,
        reverse("organizations:apply_again", args=[organization.pk]),
    )
    return organization


def decide(organization: Organization, state: str, *, by: User, reason: str = "") -> Organization:
    """Settle an application as it stands in the database, with its step and its row of the audit trail."""
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    if Organization.objects.served_by(by).filter(pk__in=[organization.pk, organization.parent_id]).exists():
        raise Refused(_("不能审核自己组织的申请，请另一位审核员来。"), code="own_organization")
    before = organization.state
    organization.decide(state, by=by, at=timezone.now(), reason=reason.strip())
    organization.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    keep_step(organization, Step.What.STATE, before, state, by=by, reason=organization.reason)
    audit.note(f"organization.{state}", [organization], by=by, reason=organization.reason)
    return organization


def tell_applicant(
    organization: Organization, title: str, body: str, url: str, *, kind: str = "organization_decided"
) -> None:
    at = organization.guided_at if kind == "guidance" else organization.decided_at
    key = f"organization:{organization.pk}:{at.isoformat()}"
    tell(kind, [News(organization.applied_by_id, key, title, body, url)])


def note_phone_seen(organization: Organization, *, by: User) -> str:
    """Show the contact's number to who reviews the application, and note that it was seen."""
    audit.note("organization.phone_seen", [organization], by=by, phone=mask_phone(organization.contact_phone))
    return organization.contact_phone
