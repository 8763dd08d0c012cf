"""Awards: recorded by who gives them, or asked for with a document and checked by an office (67号令 §9)."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days, uploads
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import KeptFile, PolicyRow
from apps.core.templatetags.ui import day_words
from apps.hours.addressed import staff_of
from apps.hours.models import HourRecord
from apps.messaging.actions import News, tell
from apps.organizations.models import Office, Organization
from apps.recognition.models import Commendation
from apps.registration.models import Volunteer

State = Commendation.State
TWICE = {
    "recognition_commendation_recorded_once": "recorded_already",
    "recognition_commendation_nobody_praises_themselves": "own_organization",
}


FIRST_YEAR = 1949


def served_at(organization):
    """The volunteers who have served at an organisation: their hours there are confirmed."""
    served = HourRecord.objects.confirmed().filter(volunteer=OuterRef("pk"), organization=organization)
    return Volunteer.objects.passed().filter(Exists(served))


@transaction.atomic
def commend_people(
    volunteers: Sequence[Volunteer],
    *,
    giver: Organization | Office,
    title: str,
    given_on: datetime.date,
    words: str = "",
    document_number: str = "",
    proof: KeptFile | None = None,
    by: User,
) -> list[Commendation]:
    """An organisation records an award of people who served there, an office one of people who live in its region, with
    the document that says so and its number (文号) where there is one. It stands at once; they are told, and can open the document."""
    _refuse_impossible(given_on)
    _refuse_others(volunteers, giver, by)
    award = {"title": title, "given_on": given_on, "words": words, "proof": proof}
    award["document_number"] = document_number
    made = [
        _given(
            giver,
            by,
            **award,
            volunteer=one,
            beneficiary_id=one.user_id,
            region_id=one.region_id,
        )
        for one in volunteers
    ]
    with refusing(Commendation, TWICE):
        Commendation.objects.bulk_create(made, batch_size=500)
    uploads.attach([proof], by=by)
    audit.note("commendation.given", made, by=by)
    tell("commendation", [_to_person(one, _("得到了表彰：%(title)s")) for one in made])
    return made


@transaction.atomic
def commend_organization(
    organization: Organization,
    *,
    giver: Organization | Office,
    title: str,
    given_on: datetime.date,
    words: str = "",
    document_number: str = "",
    proof: KeptFile | None = None,
    by: User,
) -> Commendation:
    """An organisation records an award of one below it, an office one of its region, with the document if there is one."""
    _refuse_impossible(given_on)
    if isinstance(giver, Office):
        reached = organization.region_id.startswith(giver.region_id)
    else:
        reached = organization.parent_id == giver.pk
    if not reached:
        raise Refused(_("只能表彰下属的组织，或者本地区的组织。"), code="not_yours")
    if Organization.objects.served_by(by).filter(pk=organization.pk).exists():
        raise Refused(_("不能表彰自己任职的组织。"), code="own_organization")
    one = _given(
        giver,
        by,
        title=title,
        given_on=given_on,
        words=words,
        document_number=document_number,
        proof=proof,
        organization=organization,
        region_id=organization.region_id,
    )
    with refusing(Commendation, TWICE):
        one.save()
    uploads.attach([proof], by=by)
    audit.note("commendation.given", [one], by=by)
    tell("commendation", _to_staff(one, _("得到了表彰：%(title)s")))
    return one


def _refuse_others(volunteers, giver, by):
    """Only people the giver may commend, never oneself or one's ward."""
    keys = {one.pk for one in volunteers}
    if not keys:
        raise Refused(_("写上表彰谁。"), code="nobody_chosen")
    if _reached_by(giver).filter(pk__in=keys).count() != len(keys):
        raise Refused(_outside(giver), code="not_yours")
    if Volunteer.objects.close_to(by).filter(pk__in=keys).exists():
        raise Refused(_("不能给自己或者自己的孩子记表彰。"), code="own_commendation")


def _reached_by(giver):
    if isinstance(giver, Office):
        return Volunteer.objects.passed().filter(region__code__startswith=giver.region_id)
    return served_at(giver)


def _outside(giver):
    if isinstance(giver, Office):
        return _("有人不住在这个地区，请核对编号。")
    return _("有人在你们这里还没有确认的时长，请核对编号。")


def _refuse_impossible(given_on):
    if given_on > days.today():
        raise Refused(_("授予日期还没到。"), code="given_later")
    if given_on.year < FIRST_YEAR:
        raise Refused(_("授予日期太早了，请再看一眼。"), code="given_too_early")


def _given(giver, by, **award):
    is_office = isinstance(giver, Office)
    return Commendation(
        giver=giver.name,
        giver_office=giver if is_office else None,
        giver_organization=None if is_office else giver,
        made_by=by,
        made_at=timezone.now(),
        decided_by=by,
        decided_at=timezone.now(),
        state=State.RECORDED,
        **award,
    )


@transaction.atomic
def ask_commendation(
    receiver: Volunteer | Organization,
    *,
    title: str,
    giver: str,
    given_on: datetime.date,
    proof: KeptFile,
    words: str = "",
    document_number: str = "",
    by: User,
) -> Commendation:
    """A person, or an organisation, asks that an award from elsewhere is recorded, with the document; an office of the
    region looks at it."""
    _refuse_impossible(given_on)
    one = Commendation(
        **_asked_for(receiver),
        region_id=receiver.region_id,
        title=title,
        words=words,
        document_number=document_number,
        given_on=given_on,
        giver=giver,
        proof=proof,
        made_by=by,
        state=State.ASKED,
    )
    with refusing(Commendation, TWICE):
        one.save()
    uploads.attach([proof], by=by)
    audit.note("commendation.asked", [one], by=by)
    return one


def _asked_for(receiver):
    """Whose award it will be; not of somebody unknown, nor one more where many wait."""
    if isinstance(receiver, Volunteer):
        if not receiver.is_passed:
            raise Refused(_("身份核验通过后才能记表彰。"), code="identity_not_passed")
        whose = {"volunteer": receiver, "beneficiary": receiver.user}
    else:
        whose = {"organization": receiver}
    waiting = Commendation.objects.waiting().filter(**whose).count()
    if waiting >= PolicyRow.objects.value("recognition", "requests_waiting"):
        raise Refused(_("已经有几项在审核了，等有了结果再交。"), code="too_many_waiting")
    return whose


@transaction.atomic
def record_commendation(commendation: Commendation, *, by: User) -> Commendation:
    """The document shows what it says: it is on record from now on."""
    one = _settle(commendation, State.RECORDED, by=by)
    audit.note("commendation.recorded", [one], by=by)
    _tell(one, _("表彰记下了：%(title)s"))
    return one


@transaction.atomic
def refuse_commendation(commendation: Commendation, *, by: User, reason: str) -> Commendation:
    """It is not recorded, with the reason; another document may be handed in."""
    one = _settle(commendation, State.REFUSED, by=by, reason=reason.strip())
    audit.note("commendation.refused", [one], by=by, reason=reason)
    _tell(one, _("表彰没有通过：%(title)s"), reason)
    return one


@transaction.atomic
def void_commendation(commendation: Commendation, *, by: User, reason: str) -> Commendation:
    """A recorded award does not stand any more; it stays on record as taken back, with the reason."""
    one = _locked(commendation)
    one.void(by=by, at=timezone.now(), reason=reason.strip())
    one.save(update_fields=["state", "voided_by", "voided_at", "reason"])
    audit.note("commendation.voided", [one], by=by, reason=reason)
    _tell(one, _("表彰撤销了：%(title)s"), reason)
    return one


@transaction.atomic
def note_proof_seen(commendation: Commendation, *, by: User) -> None:
    """Somebody of the office opened the document. Stays on record."""
    audit.note("commendation.seen", [commendation], by=by)


def _locked(commendation):
    rows = Commendation.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=commendation.pk)


def _settle(commendation, state, *, by, reason=""):
    one = _locked(commendation)
    one.decide(state, by=by, at=timezone.now(), reason=reason)
    one.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    return one


def _tell(one, title, body=""):
    if one.volunteer_id:
        tell("commendation", [_to_person(one, title, body)])
    else:
        tell("commendation", _to_staff(one, title, body))


def _to_person(one, title, body=""):
    body = body or _("%(giver)s，%(day)s") % {"giver": one.giver, "day": day_words(one.given_on)}
    return News(
        one.beneficiary_id,
        f"commendation:{one.pk}:{one.state}",
        title % {"title": one.title},
        body,
        reverse("recognition:awards"),
    )


def _to_staff(one, title, body=""):
    url = reverse("recognition:organization_awards", args=[one.organization_id])
    return [
        News(user, f"commendation:{one.pk}:{one.state}", title % {"title": one.title}, body or one.giver, url)
        for user in staff_of([one.organization_id])[one.organization_id]
    ]
