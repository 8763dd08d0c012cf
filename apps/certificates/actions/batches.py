"""Batches: written down with everybody they are for, then made some at a time in the background."""

import datetime
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.certificates import drafts, people
from apps.certificates.actions.issuing import hold, issue
from apps.certificates.actions.stating import tell_of_statements
from apps.certificates.models import Batch, BatchLine, Certificate
from apps.core import audit, days, outbox
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization
from apps.registration.models import Volunteer

CHUNK = 20  # certificates made in one transaction: a few seconds
Kind, State = Batch.Kind, Batch.State


@dataclass(frozen=True)
class Plan:
    """What a batch would be: so many certificates, so many people without hours who get none, and so many who have one
    about the same from an earlier batch, which the new one replaces."""

    certificates: int
    without: int
    replaced: int
    since: datetime.date | None
    until: datetime.date | None


def plan_batch(
    organization: Organization,
    *,
    kind: str,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    group: str = "",
    activity: Activity | None = None,
    words: str = "",
    purpose: str = "",
) -> Plan:
    """What would be made, before anything is: refused for the same reasons."""
    _refuse_two_at_a_time(organization.pk)
    chosen = {"since": since, "until": until, "group": group, "activity": activity, "purpose": purpose}
    ids, until = _whom(organization, kind=kind, **chosen)
    if kind == Kind.THANKS:
        certificates, scope = len(ids), drafts.thanks_scope(activity)
    else:
        certificates = _who_served(
            organization, kind, Volunteer.objects.filter(pk__in=ids), since, until
        ).count()
        scope = _scope(organization, since, until)
        if kind == Kind.STATED:
            scope = drafts.statement_scope(since, until, organization, purpose)
    if not certificates:
        raise _nobody()
    earlier = Certificate.objects.valid().filter(volunteer__in=ids, kind=kind, scope=scope)
    return Plan(certificates, len(ids) - certificates, earlier.count(), since, until)


@transaction.atomic
def begin_batch(
    organization: Organization,
    *,
    by: User,
    kind: str,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    group: str = "",
    activity: Activity | None = None,
    words: str = "",
    purpose: str = "",
) -> Batch:
    """Have certificates made for everybody of a period or an activity, up to a thousand."""
    _hold_place(organization.pk)
    _refuse_two_at_a_time(organization.pk)
    chosen = {"since": since, "until": until, "group": group, "activity": activity, "purpose": purpose}
    ids, until = _whom(organization, kind=kind, **chosen)
    batch = Batch.objects.create(
        organization=organization,
        kind=kind,
        since=since,
        until=until,
        group=group,
        activity=activity,
        words=words,
        purpose=purpose,
        made_by=by,
        rows=len(ids),
    )
    BatchLine.objects.bulk_create(BatchLine(batch=batch, volunteer_id=pk) for pk in ids)
    audit.note("certificate.batch_begun", [batch], by=by, organization=organization.pk, rows=len(ids))
    _put(batch)
    return batch


def _who_served(organization, kind, volunteers, since, until):
    if kind == Kind.STATED:
        return people.who_served_while_there(volunteers, organization, since, until)
    return people.who_served(volunteers, since, until)


def _whom(organization, *, kind, since, until, group, activity, purpose):
    """The people of a batch, and the last day it is about."""
    _refuse_odd(organization, kind, since, until, activity)
    if (kind == Kind.STATED) != bool(purpose) or (purpose and not people.teaches_or_employs(organization)):
        raise Refused(_("情况说明由学校、单位开给自己的人，要写明用在哪里。"), code="no_purpose")
    _refuse_unknown(group, organization)
    until = until and min(until, days.today())
    whom = (
        people.for_an_activity(activity)
        if kind == Kind.THANKS
        else people.for_a_period(organization, since, until, group)
    )
    most = PolicyRow.objects.value("certificates", "batch")
    ids = _ids(whom, most)
    if len(ids) > most and kind != Kind.THANKS:
        ids = _ids(_who_served(organization, kind, whom, since, until), most)
    if not ids:
        raise _nobody()
    if len(ids) > most:
        raise Refused(
            _("超过%(most)d人了，一次开不完。请缩短时间，或者分班级、部门来开。") % {"most": most},
            code="too_many_people",
        )
    return ids, until


def _nobody():
    return Refused(_("没有可以开的人：要有确认了的服务时长。"), code="nobody")


def _ids(whom, most):
    return list(whom.order_by("pk").values_list("pk", flat=True)[: most + 1])


def _hold_place(organization_id):
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization_id)


def _refuse_two_at_a_time(organization_id):
    if Batch.objects.filter(organization=organization_id, state=State.WORKING).exists():
        raise Refused(_("上一批还在做，做好再来。"), code="batch_working")


def _refuse_odd(organization, kind, since, until, activity):
    if kind == Kind.THANKS:
        if activity is None or activity.organization_id != organization.pk:
            raise Refused(_("选一个自己的活动。"), code="no_activity")
    elif not (since and until) or until < since:
        raise Refused(_("结束的日子要在开始以后。"), code="period_reversed")
    elif since > days.today():
        raise Refused(_("这段时间还没有开始。"), code="period_not_begun")


def _refuse_unknown(group, organization):
    if group and group not in people.groups_of(organization):
        raise Refused(_("没有这个班级、部门了，请重新选。"), code="no_such_group")


@transaction.atomic
def resume_batch(batch: Batch, *, by: User) -> Batch:
    """Go on with a batch that stopped: whoever has one keeps it, the others get theirs in the name of this person."""
    _hold_place(batch.organization_id)
    batch = Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
    if batch.state != State.STOPPED:
        raise Refused(_("这一批没有停。"), code="not_stopped")
    _refuse_two_at_a_time(batch.organization_id)
    batch.state, batch.why, batch.made_by = State.WORKING, "", by
    batch.save(update_fields=["state", "why", "made_by"])
    audit.note("certificate.batch_resumed", [batch], by=by, organization=batch.organization_id)
    _put(batch, again=f":{secrets.token_hex(8)}")
    return batch


def _put(batch, again=""):
    at = batch.looked_at
    outbox.put("certificate_batch", {f"batch:{batch.pk}:{at}{again}": {"batch": batch.pk, "at": at}})


@outbox.handles("certificate_batch")
def make_some(payload, *, key):
    """Make the next certificates. Made and counted in one transaction, so that each person gets one, however often a
    worker dies. Whoever began it has to be at work there still."""
    batch = _held(payload)
    if batch is None:
        return
    if not Organization.objects.managed_by(batch.made_by).filter(pk=batch.organization_id).exists():
        _stop(batch, _("开这一批的人不再管理这里了。已经开好的都在，可以接着做。"))
        return
    lines = list(batch.lines.filter(certificate=None, problem="").order_by("volunteer")[:CHUNK])
    volunteers = hold([line.volunteer_id for line in lines])
    known = {volunteer.pk: volunteer for volunteer in volunteers if volunteer.is_passed}
    found = _drafts(batch, list(known.values()))
    made = issue(found.values(), by=batch.made_by, batch=batch)
    certificates = {certificate.volunteer_id: certificate for certificate in made}
    for line in lines:
        line.certificate = certificates.get(line.volunteer_id)
        line.problem = "" if line.certificate else _problem(line.volunteer_id in known)
    BatchLine.objects.bulk_update(lines, ["certificate", "problem"])
    batch.made += len(made)
    batch.left_out += len(lines) - len(made)
    batch.state = State.DONE if batch.looked_at == batch.rows else State.WORKING
    batch.save(update_fields=["made", "left_out", "state"])
    _tell_of(batch, made)
    if batch.state == State.WORKING:
        _put(batch)


@outbox.gives_up("certificate_batch")
def stop_what_fails(payload):
    """It was tried as often as anything is: the next batch need not wait for it, and somebody may try it once more."""
    if batch := _held(payload):
        _stop(batch, _("试了几次都没有做成。已经开好的都在，可以接着做。"))


def _held(payload):
    """The batch, locked, when this is what comes next in it."""
    rows = Batch.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("organization__kind", "activity__organization", "made_by")
    batch = rows.filter(pk=payload["batch"]).first()
    return batch if batch and batch.state == State.WORKING and batch.looked_at == payload["at"] else None


def _stop(batch, why):
    batch.state, batch.why = State.STOPPED, why
    batch.save(update_fields=["state", "why"])
    audit.note("certificate.batch_stopped", [batch], by=None, organization=batch.organization_id)


def _problem(is_known):
    return _("没有确认了的服务时长。") if is_known else _("没有通过身份核验，或者已经注销。")


def _tell_of(batch, made):
    if batch.kind == Kind.STATED:
        tell_of_statements(made)
    if batch.kind != Kind.THANKS:
        return
    title = _("“%(name)s”给你写了感谢状") % {"name": batch.organization.name}
    tell(
        "paper.thanks",
        [
            News(
                recipient_id=row.volunteer.user_id,
                key=f"certificate:{row.pk}",
                title=title,
                body=batch.words,
                url=reverse("certificates:mine_one", args=[row.pk]),
            )
            for row in made
        ],
    )


def _drafts(batch, volunteers):
    """What they are to say. Those of a batch take the place of those of the same place's earlier batches only, never of
    what somebody had made for themselves and handed in somewhere."""
    found = _contents(batch, volunteers)
    if batch.kind == Kind.SERVICE:
        for draft in found.values():
            draft.scope = _scope(batch.organization, batch.since, batch.until)
    return found


def _scope(organization, since, until):
    return f"{drafts.service_scope(since, until, _of(organization))}/batch/{organization.pk}"


def _of(organization):
    """Whose records count: a school's or unit's people served anywhere."""
    return None if people.teaches_or_employs(organization) else organization


def _contents(batch, volunteers):
    if batch.kind == Kind.THANKS:
        return drafts.thanks(volunteers, batch.activity, words=batch.words)
    try:
        return _of_service(batch, volunteers, drafts.SUMMARY)
    except (
        Refused
    ):  # somebody served at more activities than a page holds: then by organisation and source only
        return _of_service(batch, volunteers, drafts.TOTALS)


def _of_service(batch, volunteers, detail):
    if batch.kind == Kind.STATED:
        purpose = Batch.Purpose(batch.purpose)
        return drafts.statements(
            volunteers, batch.organization, batch.since, batch.until, purpose, detail=detail
        )
    of = _of(batch.organization)
    return drafts.service(volunteers, batch.since, batch.until, organization=of, detail=detail)
