"""A person says what happened, adds papers, and hands it in."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Signup
from apps.claims.actions.choosing import cover_for, refuse_unless_there
from apps.claims.actions.moving import step, tell_offices
from apps.claims.models import Claim, ClaimDocument, ClaimMove
from apps.core import audit, uploads
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import KeptFile, PolicyRow
from apps.insurance.models import Cover
from apps.registration.models import Volunteer
from apps.training.models import Enrolment

BROKEN = {"claims_claim_one_open_a_person_and_moment": "claimed_already"}


@transaction.atomic
def begin_claim(
    volunteer: Volunteer,
    *,
    happened_at: datetime.datetime,
    place: str,
    what: str,
    signup: Signup | None = None,
    enrolment: Enrolment | None = None,
    cover: Cover | None = None,
    by: User,
) -> Claim:
    """Write down what happened, for oneself or a child, as a draft nobody else sees. It needs a cover of that day."""
    refuse_unless_acting_for(volunteer, by)
    claim = Claim(volunteer=volunteer, made_by=by)
    say(claim, cover, signup, enrolment, happened_at=happened_at, place=place, what=what)
    with refusing(Claim, BROKEN):
        claim.save()
    ClaimMove.objects.create(claim=claim, was="", became=claim.state, by=by)
    audit.note("claim.begun", [claim], by=by)
    return claim


@transaction.atomic
def write_claim(
    claim: Claim,
    *,
    happened_at: datetime.datetime,
    place: str,
    what: str,
    signup: Signup | None = None,
    enrolment: Enrolment | None = None,
    cover: Cover | None = None,
    by: User,
) -> Claim:
    """Say it differently, as long as nobody else has seen it. What was handed in stays as it was said: more is added as a
    paper."""
    claim = hold_own(claim, by)
    if not claim.is_writable:
        raise Refused(_("交上去了的不能再改，要补充请传材料。"), code="not_writable")
    say(claim, cover, signup, enrolment, happened_at=happened_at, place=place, what=what)
    with refusing(Claim, BROKEN):
        claim.save()
    audit.note("claim.written", [claim], by=by)
    return claim


def say(claim, cover, signup, enrolment, *, happened_at, place, what):
    now = timezone.now()
    if happened_at > now:
        raise Refused(_("还没到的时间不能报。"), code="not_yet")
    limit = PolicyRow.objects.value("insurance", "claim_days")
    if happened_at < now - datetime.timedelta(days=limit):
        raise Refused(_("过了%(days)d天，不能再报案了。") % {"days": limit}, code="too_late")
    refuse_unless_there(claim.volunteer, happened_at, signup, enrolment)
    claim.cover = cover_for(claim.volunteer, happened_at, signup, enrolment, cover)
    claim.signup, claim.enrolment = signup, enrolment
    claim.happened_at, claim.place, claim.what = happened_at, place, what


@transaction.atomic
def report_claim(claim: Claim, *, by: User) -> Claim:
    """Hand it in; the office for insurance, and the organisation where it happened, hear of it at once."""
    claim = hold_own(claim, by)
    first = claim.reported_at is None
    step(claim, Claim.State.REPORTED, by)
    tell_offices(claim, again=not first)
    return claim


@transaction.atomic
def take_back_claim(claim: Claim, *, by: User) -> Claim:
    """Let it be, as long as the insurer has not had it."""
    claim = hold_own(claim, by)
    if claim.handed_over_at:
        raise Refused(_("保险公司已经收到了，撤不回来。"), code="with_insurer")
    return step(claim, Claim.State.WITHDRAWN, by)


@transaction.atomic
def add_document(claim: Claim, *, file: KeptFile, title: str, by: User) -> ClaimDocument:
    """A bill, a report; as long as it is open."""
    claim = hold_own(claim, by)
    if claim.is_closed:
        raise Refused(_("已经办完了，不能再传材料。"), code="closed")
    most = PolicyRow.objects.value("claims", "documents")
    if claim.documents.count() >= most:
        raise Refused(_("最多传%(most)d份材料。") % {"most": most}, code="too_many")
    uploads.attach([file], by=by)
    document = ClaimDocument.objects.create(claim=claim, file=file, title=title, added_by=by)
    audit.note("claim.document_added", [claim], by=by, document=document.pk)
    return document


@transaction.atomic
def remove_document(document: ClaimDocument, *, by: User) -> None:
    """Only what nobody else has seen: while the claim is a draft."""
    claim = hold_own(document.claim, by)
    if claim.state != Claim.State.DRAFTED:
        raise Refused(_("交上去了的材料不能撤掉。"), code="not_a_draft")
    file = document.file
    document.delete()
    uploads.remove([file])
    audit.note("claim.document_removed", [claim], by=by)


def hold_own(claim, by):
    held = Claim.objects.select_for_update(of=("self",)).select_related("volunteer__user", "cover__policy")
    claim = held.get(pk=claim.pk)
    refuse_unless_acting_for(claim.volunteer, by)
    return claim


def refuse_unless_acting_for(volunteer, by):
    if not Volunteer.objects.acted_for_by(by).filter(pk=volunteer.pk).exists():
        raise Refused(_("只能替自己和自己的孩子报案。"), code="not_yours")
