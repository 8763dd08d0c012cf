"""Objections to stars on notice: made by anybody with an account, answered by the association."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.hours.addressed import staff_of
from apps.messaging.actions import News, tell
from apps.stars.actions.lapsing import lapse_objections_to
from apps.stars.actions.noticing import close_to
from apps.stars.models import NAMES, StarCandidate, StarObjection

TWICE = {"stars_starobjection_once_a_person": "objected_already"}
State = StarObjection.State


@transaction.atomic
def object_to(candidate: StarCandidate, *, by: User, words: str) -> StarObjection:
    """Say why a star on notice should not be recognised: once about each person, until the last day of the notice.

    Neither the volunteer nor the association learns who said it.
    """
    words = words.strip()
    if not words:
        raise Refused(_("写一写为什么。"), code="words_missing")
    one = _locked(candidate.pk)
    if one.beneficiary_id == by.pk:
        raise Refused(_("不能对自己提异议。"), code="own_star")
    if one.state != StarCandidate.State.NOTICED or not one.notice.takes_objections:
        raise Refused(_("公示已经结束，不能再提异议。有问题可以投诉。"), code="notice_over")
    most = PolicyRow.objects.value("stars", "objections_open")
    if StarObjection.objects.open().made_by(by).count() >= most:
        raise Refused(_("你有几条异议还在等答复，等有了结果再提。"), code="too_many_open")
    with refusing(StarObjection, TWICE):
        made = StarObjection.objects.create(candidate=one, made_by=by, made_at=timezone.now(), words=words)
    audit.note("star.objected", [made], by=by)
    _tell_association(one)
    return made


def _locked(pk):
    rows = StarCandidate.objects.select_related("notice__organization")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=pk)


def _tell_association(one):
    organization = one.notice.organization_id
    tell(
        "star_objection",
        [
            News(
                recipient_id=user,
                key=f"objection:{one.pk}",
                title=_("有人对公示的星级提了异议"),
                body="",
                url=reverse("stars:notice", args=[organization, one.notice_id]),
            )
            for user in staff_of([organization])[organization]
            if user != one.beneficiary_id
        ],
    )


@transaction.atomic
def answer_objection(objection: StarObjection, *, by: User, upholds: bool, answer: str) -> StarObjection:
    """The association looked into it: the star is recognised all the same, or the person is dropped from the notice.

    Whoever objected and the volunteer read the answer. Nobody answers about themselves, their children, or what they
    said themselves.
    """
    answer = answer.strip()
    if not answer:
        raise Refused(_("写一写核实的情况。"), code="answer_missing")
    candidate = _locked(objection.candidate_id)
    one = StarObjection.objects.select_for_update(of=("self",), no_key=True).get(pk=objection.pk)
    if one.state != State.OPEN:
        raise Refused(_("这条异议已经答复过了。"), code="answered_already")
    if candidate.volunteer_id in close_to(by):
        raise Refused(_("关于自己和自己孩子的异议，请同事来答复。"), code="own_star")
    if one.made_by_id == by.pk:
        raise Refused(_("自己提的异议，请同事来答复。"), code="own_objection")
    one.state, one.answer = State.UPHELD if upholds else State.REFUTED, answer
    one.answered_by, one.answered_at = by, timezone.now()
    one.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if upholds:
        _drop(candidate, one)
    audit.note("star.objection_answered", [one], by=by, state=one.state)
    _tell_both(candidate, one)
    return one


def _drop(candidate, objection):
    candidate.state, candidate.reason = StarCandidate.State.DROPPED, objection.answer
    candidate.decided_by, candidate.decided_at = objection.answered_by, objection.answered_at
    candidate.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    lapse_objections_to([candidate.pk])


def _tell_both(candidate, objection):
    url, star = reverse("stars:mine"), {"star": NAMES[candidate.level]}
    title = _("你提的异议有答复了")
    news = News(objection.made_by_id, f"objection:{objection.pk}", title, objection.answer, url)
    tell("star_objection_answered", [news])
    if objection.state == State.UPHELD:
        title = _("%(star)s这次没有认定") % star
    else:
        title = _("有人对你的%(star)s提了异议，协会核实后照常认定") % star
    news = News(candidate.beneficiary_id, f"star:{candidate.pk}:{objection.pk}", title, objection.answer, url)
    tell("star_held", [news])
