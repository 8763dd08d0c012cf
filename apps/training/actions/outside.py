"""What somebody learnt elsewhere: one person enters it from the certificate, another compares the two. Only then it
counts, like what was completed here."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days, uploads
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import KeptFile
from apps.organizations.models import Organization
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.training import news
from apps.training.actions.results import announce, months_later
from apps.training.models import Completion, OutsideTraining, Standard
from apps.training.reach import reached_by

State = OutsideTraining.State
BROKEN = {"training_outsidetraining_waits_once": "waits_already"}


@transaction.atomic
def enter_outside(
    volunteer: Volunteer,
    standard: Standard,
    *,
    title: str,
    organizer: str,
    minutes: int,
    passed_on: datetime.date,
    proof: KeptFile,
    by: User,
    organization: Organization | None = None,
    region: Region | None = None,
) -> OutsideTraining:
    """An organisation enters what a member learnt elsewhere, an office what somebody of its region did."""
    owner = {"organization": organization, "region": region}
    _refuse_other_people(volunteer, owner, by)
    _refuse_unlike(standard, minutes, passed_on)
    _refuse_twice(volunteer, standard, title, passed_on)
    entry = OutsideTraining(
        volunteer=volunteer,
        standard=standard,
        title=title,
        organizer=organizer,
        minutes=minutes,
        passed_on=passed_on,
        proof=proof,
        made_by=by,
        **owner,
    )
    with refusing(OutsideTraining, BROKEN):
        entry.save()
    uploads.attach([proof], by=by)
    audit.note("training.outside_entered", [entry], by=by)
    return entry


def _refuse_other_people(volunteer, owner, by):
    if not reached_by(**owner).filter(pk=volunteer.pk).exists():
        words = _("这里没有这个编号的成员。") if owner["organization"] else _("本地区没有这个编号的志愿者。")
        raise Refused(words, code="not_yours")
    if Volunteer.objects.close_to(by).filter(pk=volunteer.pk).exists():
        raise Refused(_("自己和自己孩子的培训，请同事来登记。"), code="own_training")


def _refuse_unlike(standard, minutes, passed_on):
    if passed_on > days.today():
        raise Refused(_("结业的日子还没到。"), code="passed_later")
    if minutes < standard.minutes:
        values = {"name": standard.name, "minutes": standard.minutes}
        words = _("标准“%(name)s”要求最少%(minutes)d分钟，这次培训不够。") % values
        raise Refused(words, code="too_short")


def _refuse_twice(volunteer, standard, title, passed_on):
    same = Completion.objects.standing().of(volunteer).filter(standard=standard, passed_on=passed_on)
    if same.filter(title=title).exists():
        raise Refused(_("这项培训已经记在TA的培训账户里了。"), code="already_completed")


@transaction.atomic
def record_outside(entry: OutsideTraining, *, by: User) -> Completion:
    """The certificate says what was entered: from now on it counts, for as long as its standard says."""
    now, entry = timezone.now(), _locked(entry)
    _refuse_own(entry, by)
    entry.decide(State.RECORDED, by=by, at=now)
    _refuse_twice(entry.volunteer, entry.standard, entry.title, entry.passed_on)
    entry.completion = completion = _completion(entry, by)
    completion.save(force_insert=True)
    entry.save(update_fields=["state", "decided_by", "decided_at", "reason", "completion"])
    audit.note("training.outside_recorded", [entry], by=by)
    audit.note("training.completed", [completion], by=by)
    news.tell_completed([completion])
    announce([completion])
    return completion


def _completion(entry, by):
    months, region = entry.standard.valid_months, entry.volunteer.region_id
    return Completion(
        volunteer=entry.volunteer,
        kind_id=entry.standard.kind_id,
        standard=entry.standard,
        title=entry.title,
        minutes=entry.minutes,
        passed_on=entry.passed_on,
        expires_on=months_later(entry.passed_on, months) if months else None,
        organizer=entry.organizer,
        region_id=region,
        league=region[:4],
        banner=region[:6],
        decided_by=by,
    )


@transaction.atomic
def refuse_outside(entry: OutsideTraining, *, reason: str, by: User) -> OutsideTraining:
    """The certificate does not say what was entered, or cannot be read. Whoever entered it hears why."""
    entry, reason = _locked(entry), reason.strip()
    _refuse_own(entry, by)
    entry.decide(State.REFUSED, by=by, at=timezone.now(), reason=reason)
    entry.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    audit.note("training.outside_refused", [entry], by=by, reason=reason)
    news.tell_outside_refused(entry)
    return entry


@transaction.atomic
def note_certificate_seen(entry: OutsideTraining, *, by: User) -> None:
    """Somebody opened the certificate. Stays on record."""
    audit.note("training.outside_seen", [entry], by=by)


def _locked(entry):
    rows = OutsideTraining.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("volunteer", "standard").defer("volunteer__document_number").get(pk=entry.pk)


def _refuse_own(entry, by):
    if Volunteer.objects.close_to(by).filter(pk=entry.volunteer_id).exists():
        raise Refused(_("自己和自己孩子的培训，请另一个人核对。"), code="own_training")


def forget_certificates(user_ids: list[int]) -> None:
    """Who leaves takes their certificates along; what still waited for a second person is nothing any more."""
    theirs = OutsideTraining.objects.filter(volunteer__user__in=user_ids)
    certificates = list(KeptFile.objects.filter(pk__in=theirs.exclude(proof=None).values("proof")))
    theirs.waiting().delete()
    theirs.exclude(proof=None).update(proof=None)
    uploads.remove(certificates)
