"""Seals of organisations: asked for, looked at by an office, withdrawn."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.certificates.models import Seal
from apps.core import audit, uploads
from apps.core.errors import Refused
from apps.core.models import KeptFile
from apps.organizations.actions.history import tell_owners
from apps.organizations.models import Organization

State = Seal.State


@transaction.atomic
def ask_for_seal(organization: Organization, *, picture: KeptFile, by: User) -> Seal:
    """Hand in a picture of the seal. It stands on nothing before the office has looked at it."""
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    if Seal.objects.waiting().filter(organization=organization).exists():
        raise Refused(_("已经有一枚印章在等部门看。"), code="seal_waits")
    uploads.attach([picture], by=by)
    seal = Seal.objects.create(organization=organization, picture=picture, asked_by=by)
    audit.note("seal.asked", [seal], by=by, organization=organization.pk)
    return seal


@transaction.atomic
def decide_seal(seal: Seal, *, state: str, by: User, reason: str = "") -> Seal:
    """The office's word. An approved one takes the place of the one in use."""
    seal = Seal.objects.select_for_update(of=("self",)).get(pk=seal.pk)
    now = timezone.now()
    seal.decide(state, by=by, at=now, reason=reason.strip())
    if state == State.APPROVED:
        Seal.objects.in_use().filter(organization=seal.organization_id).update(state=State.WITHDRAWN)
    seal.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    audit.note(f"seal.{state}", [seal], by=by, organization=seal.organization_id)
    approved = state == State.APPROVED
    tell_owners(
        seal.organization,
        "seal_decided",
        f"seal:{seal.pk}",
        _("印章通过了，以后开的证明会盖上。") if approved else _("印章没有通过"),
        seal.reason,
        reverse("certificates:seal", args=[seal.organization_id]),
    )
    return seal


@transaction.atomic
def withdraw_seal(seal: Seal, *, by: User) -> Seal:
    """The organisation does not use it any more, or does not wait for it any more."""
    seal = Seal.objects.select_for_update(of=("self",)).get(pk=seal.pk)
    if seal.state not in {State.ASKED, State.APPROVED}:
        raise Refused(_("这枚印章没有在用。"), code="not_in_use")
    seal.state = State.WITHDRAWN
    seal.save(update_fields=["state"])
    audit.note("seal.withdrawn", [seal], by=by, organization=seal.organization_id)
    return seal
