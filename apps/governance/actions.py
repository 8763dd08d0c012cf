"""Complaints: lodged, accepted or passed on, settled, each told to whoever complained (条例 §26)."""

import datetime
from collections import defaultdict
from itertools import islice

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.core import audit, days, uploads
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import KeptFile, PolicyRow
from apps.governance.models import Complaint
from apps.hours.addressed import staff_of
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization, Post
from apps.registration.models import Volunteer

About, State = Complaint.About, Complaint.State
TWICE = {"governance_complaint_one_open_a_person_and_thing": "lodged_already"}


@transaction.atomic
def lodge(
    about: Organization | Activity | Volunteer,
    *,
    by: User,
    matter: str,
    words: str,
    happened_on: datetime.date | None = None,
    proofs=(),
    is_nameless: bool = False,
) -> Complaint:
    """Complain about an organisation, an activity or a volunteer. An office of its region has so many working days to
    accept it or to say who is responsible; whoever is complained about never learns who complained."""
    words, today = words.strip(), days.today()
    if not words:
        raise Refused(_("写一写发生了什么。"), code="words_missing")
    if happened_on is not None and happened_on > today:
        raise Refused(_("这一天还没到。"), code="happened_later")
    policy = PolicyRow.objects.values_of("complaints")
    if Complaint.objects.lodged_by(by).open().count() >= policy["open_at_once"]:
        raise Refused(_("你有几件投诉还在办，等有了结果再提。"), code="too_many_open")
    complaint = Complaint(
        **_subject(about, by),
        matter=matter,
        words=words,
        happened_on=happened_on,
        is_nameless=is_nameless,
        made_by=by,
        made_at=timezone.now(),
        accept_by=days.working_days_after(today, policy["accept_working_days"]),
    )
    with refusing(Complaint, TWICE):
        complaint.save()
    complaint.proofs.set(uploads.attach(proofs, by=by))
    audit.note("complaint.lodged", [complaint], by=by)
    _tell_officers([complaint], "complaint.lodged", _("有一件新的投诉"))
    return complaint


def _subject(about, by):
    if isinstance(about, Organization):
        return {"about": About.ORGANIZATION, "organization": about, "region_id": about.region_id}
    if isinstance(about, Activity):
        organization = about.organization
        return {
            "about": About.ACTIVITY,
            "activity": about,
            "organization": organization,
            "region_id": organization.region_id,
        }
    if about.user_id == by.pk:
        raise Refused(_("不能投诉自己。"), code="own_self")
    return {"about": About.VOLUNTEER, "volunteer": about, "region_id": about.region_id}


@transaction.atomic
def withdraw(complaint: Complaint, *, by: User) -> Complaint:
    """Whoever complained takes it back while it is open."""
    one = _locked(complaint)
    if one.made_by_id != by.pk:
        raise Refused(_("只有本人可以撤回。"), code="not_yours")
    one.move(State.WITHDRAWN, by=by)
    one.save(update_fields=["state"])
    audit.note("complaint.withdrawn", [one], by=by)
    return one


@transaction.atomic
def accept(complaint: Complaint, *, by: User) -> Complaint:
    """The office takes it on; from today it has so many working days to settle it."""
    one = _locked(complaint)
    count = PolicyRow.objects.value("complaints", "settle_working_days")
    one.accept(by=by, at=timezone.now(), settle_by=days.working_days_after(days.today(), count))
    one.save(update_fields=["state", "accepted_by", "accepted_at", "settle_by"])
    audit.note("complaint.accepted", [one], by=by)
    day = _("%(month)d月%(day)d日") % {"month": one.settle_by.month, "day": one.settle_by.day}
    _tell_complainant(one, _("你的投诉受理了"), _("%(day)s前告诉你结果。") % {"day": day})
    return one


@transaction.atomic
def pass_on(complaint: Complaint, *, by: User, responsible: str, answer: str = "") -> Complaint:
    """It is not this office's business: the person is told whose it is (条例 §26)."""
    one = _locked(complaint)
    one.pass_on(by=by, at=timezone.now(), responsible=responsible.strip(), answer=answer.strip())
    one.save(update_fields=["state", "responsible", "answer", "decided_by", "decided_at"])
    audit.note("complaint.passed_on", [one], by=by)
    words = _("这件事归%(responsible)s管，请向他们反映。%(answer)s")
    _tell_complainant(
        one, _("你的投诉要找别的部门"), words % {"responsible": one.responsible, "answer": one.answer}
    )
    return one


@transaction.atomic
def ask_organization(complaint: Complaint, *, by: User, question: str) -> Complaint:
    """Ask the accused organisation to explain, in the office's own words: never the complainant's, never who."""
    one = _locked(complaint)
    question = question.strip()
    if not question:
        raise Refused(_("写明要组织说明什么。"), code="question_missing")
    one.ask(by=by, at=timezone.now(), question=question)
    one.save(update_fields=["question", "asked_at"])
    audit.note("complaint.asked", [one], by=by)
    _tell_organization(one, _("部门请你们说明一件事"))
    return one


@transaction.atomic
def explain(complaint: Complaint, *, by: User, statement: str) -> Complaint:
    """The organisation answers what it was asked."""
    one = _locked(complaint)
    statement = statement.strip()
    if not statement:
        raise Refused(_("写一写情况。"), code="statement_missing")
    one.state_to(by=by, at=timezone.now(), statement=statement)
    one.save(update_fields=["statement", "stated_by", "stated_at"])
    audit.note("complaint.explained", [one], by=by)
    url = reverse("governance:region_complaint", args=[one.region_id, one.pk])
    tell("complaint.lodged", [News(one.accepted_by_id, f"explained:{one.pk}", _("组织交来了说明"), "", url)])
    return one


@transaction.atomic
def settle(complaint: Complaint, *, by: User, outcome: str, answer: str, measure: str = "") -> Complaint:
    """What was found, told to whoever complained; what the accused have to do, told to them in words of its own."""
    one = _locked(complaint)
    one.settle(by=by, at=timezone.now(), outcome=outcome, answer=answer.strip(), measure=measure.strip())
    one.save(update_fields=["state", "outcome", "answer", "measure", "decided_by", "decided_at"])
    audit.note("complaint.settled", [one], by=by, outcome=outcome)
    _tell_complainant(one, _("你的投诉有结果了"), f"{one.get_outcome_display()}。{one.answer}")
    if one.measure:
        _tell_accused(one)
    return one


@transaction.atomic
def note_proof_seen(complaint: Complaint, file: KeptFile, *, by: User) -> None:
    """Somebody of the office opened a file. Stays on record."""
    audit.note("complaint.seen", [complaint], by=by, file=file.pk.hex)


def warn_overdue(today=None) -> int:
    """By night: what was neither accepted nor settled in time is told to the officers of the region and of those above
    it, once for each day it was due. How many."""
    late, count = Complaint.objects.overdue(today or days.today()).order_by("pk"), 0
    rows = late.iterator(chunk_size=500)
    while some := list(islice(rows, 500)):
        _tell_officers(some, "complaint.overdue", _("有投诉过了期限"), above=True)
        count += len(some)
    return count


def _locked(complaint):
    rows = Complaint.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=complaint.pk)


def _tell_complainant(one, title, body):
    url = reverse("governance:mine_one", args=[one.pk])
    tell("complaint", [News(one.made_by_id, f"complaint:{one.pk}:{one.state}", title, body, url)])


def _tell_organization(one, title):
    url = reverse("governance:organization_complaint", args=[one.organization_id, one.pk])
    news = [
        News(user, f"complaint:{one.pk}:{one.state}", title, "", url)
        for user in staff_of([one.organization_id])[one.organization_id]
    ]
    tell("complaint.told", news)


def _tell_accused(one):
    if one.organization_id:
        _tell_organization(one, _("部门查办了一件投诉"))
    else:
        news = News(one.volunteer.user_id, f"complaint:{one.pk}", _("部门对你有一个要求"), one.measure)
        tell("complaint.told", [news])


def _tell_officers(complaints, kind, title, *, above=False):
    """The officers who handle complaints in the region of each, or in the nearest one above it that has any; with
    `above` in all of them. Nobody hears of what they complained about themselves, nor of what their own organisation
    is accused of."""
    codes = {
        one.region_id[:length]
        for one in complaints
        for length in (2, 4, 6, 9)
        if length <= len(one.region_id)
    }
    officers, staff = _officers_of(codes), _posts_in([one.organization_id for one in complaints])
    news = []
    for one in complaints:
        places = [one.region_id[:length] for length in (9, 6, 4, 2) if length <= len(one.region_id)]
        there = [code for code in places if officers[code]]
        for code in there if above else there[:1]:
            url = reverse("governance:region_complaint", args=[code, one.pk])
            news += [
                News(user, f"complaint:{one.pk}:{one.due_on}", title, "", url)
                for user in officers[code]
                if user != one.made_by_id and user not in staff[one.organization_id]
            ]
    tell(kind, news)


def _posts_in(organizations):
    found = defaultdict(set)
    posts = Post.objects.in_force().filter(organization__in=[key for key in organizations if key])
    for organization, user in posts.values_list("organization_id", "user_id"):
        found[organization].add(user)
    return found


def _officers_of(codes):
    found = defaultdict(list)
    posts = Post.objects.in_force().filter(
        office__region__in=codes, office__kind__handles_complaints=True, role=Post.Role.OFFICER
    )
    for code, user in posts.values_list("office__region_id", "user_id").distinct():
        found[code].append(user)
    return found
