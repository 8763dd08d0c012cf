"""Certificates handed in, and what an office says of them."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days, uploads
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import KeptFile
from apps.messaging.actions import News, tell
from apps.registration.models import Qualification, Skill, Volunteer
from apps.registration.signals import sought_by_changed

State = Qualification.State
TWICE = {
    "registration_qualification_one_waits_a_skill": "already_waiting",
    "registration_qualification_expires_after_it_is_issued": "expires_too_soon",
}


@transaction.atomic
def hand_in_certificate(
    volunteer: Volunteer,
    *,
    skill: Skill,
    number: str,
    proof: KeptFile,
    issued_on: datetime.date,
    expires_on: datetime.date | None = None,
    by: User,
) -> Qualification:
    """Show the certificate for a skill that needs one (条例 §16). An office of the banner where the person lives looks
    at it; the skill is among theirs from now on, and counts as proved once it has passed."""
    volunteer = Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    if not skill.needs_certificate:
        raise Refused(_("这项技能不用交证书，在“会些什么”里勾上就行。"), code="no_certificate_needed")
    today = days.today()
    if issued_on > today:
        raise Refused(_("发证日期还没到。"), code="issued_later")
    if expires_on is not None and expires_on < today:
        raise Refused(_("这份证书已经过了有效期。"), code="expired")
    qualification = Qualification(
        volunteer=volunteer,
        beneficiary=volunteer.user,
        region=volunteer.region,
        skill=skill,
        number=number,
        proof=proof,
        issued_on=issued_on,
        expires_on=expires_on,
    )
    with refusing(Qualification, TWICE):
        qualification.save()
    uploads.attach([proof], by=by)
    if skill.pk not in volunteer.skill_codes:
        volunteer.skill_codes = [*volunteer.skill_codes, skill.pk]
        volunteer.save(update_fields=["skill_codes"])
        sought_by_changed.send(sender=Volunteer, volunteer_ids=[volunteer.pk])
    audit.note("certificate.handed_in", [qualification], by=by)
    return qualification


@transaction.atomic
def pass_certificate(qualification: Qualification, *, by: User) -> Qualification:
    """The certificate is what it says. One that has run out meanwhile does not pass."""
    qualification = _held(qualification)
    if qualification.has_run_out_on(days.today()):
        raise Refused(_("这份证书已经过了有效期，退回去请本人交新的。"), code="expired")
    _settle(qualification, State.PASSED, by=by)
    audit.note("certificate.passed", [qualification], by=by)
    sought_by_changed.send(sender=Qualification, volunteer_ids=[qualification.volunteer_id])
    _tell(qualification, _("“%(skill)s”的证书通过了"), _("需要这项技能的岗位，现在可以报了。"))
    return qualification


@transaction.atomic
def refuse_certificate(qualification: Qualification, *, by: User, reason: str) -> Qualification:
    """Send a certificate back with the reason; a better one may be handed in."""
    qualification = _held(qualification)
    _settle(qualification, State.REFUSED, by=by, reason=reason)
    audit.note("certificate.refused", [qualification], by=by, reason=reason)
    _tell(
        qualification, _("“%(skill)s”的证书没通过"), _("%(reason)s 改好再交一次就行。") % {"reason": reason}
    )
    return qualification


@transaction.atomic
def note_certificate_seen(qualification: Qualification, *, by: User) -> None:
    """Somebody of the office opened the file. Stays on record."""
    audit.note("certificate.seen", [qualification], by=by)


def _held(qualification):
    waiting = Qualification.objects.select_for_update(of=("self",), no_key=True).select_related("skill")
    return waiting.get(pk=qualification.pk)


def _settle(qualification, state, *, by, reason=""):
    qualification.decide(state, by=by, at=timezone.now(), reason=reason)
    qualification.save()


def _tell(qualification, title, body):
    title = title % {"skill": qualification.skill.name}
    news = News(
        qualification.beneficiary_id,
        f"certificate:{qualification.pk}",
        title,
        body,
        "/me/file/qualifications/",
    )
    tell("certificate", [news])
