"""A notice is over: whose star stands, who is held, who is dropped."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, OuterRef, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.stars.actions.lapsing import lapse_objections_to
from apps.stars.actions.noticing import close_to, refuse_unless_association
from apps.stars.models import NAMES, Recognition, StarCandidate, StarNotice, StarObjection, StarStanding
from apps.stars.reasons import reasons_of
from apps.stars.signals import stars_recognized
from apps.stars.standing import thresholds

State = StarCandidate.State


@dataclass(frozen=True)
class Settled:
    recognized: list[int]  # volunteers whose star now stands
    held: list[int]  # who waits: for an answer to an objection, or until a reason is gone
    dropped: list[int]  # whose hours are not enough any more


@transaction.atomic
def settle_notice(notice: StarNotice, *, by: User, document_number: str = "") -> Settled:
    """After the last day for objections the stars of a notice stand, with a document number.

    Whoever has an objection that nobody answered, a reason to wait, or is close to whoever does this is held, and
    comes later by the same action, under the same number. Whose hours are not enough any more is dropped.
    """
    one = _locked_notice(notice)
    was_open = one.is_open
    if was_open:
        _end(one, by, document_number.strip())
    live = StarCandidate.objects.live().filter(notice=one).order_by("pk")
    candidates = list(live.select_for_update(of=("self",), no_key=True))
    standings = _locked_standings(candidates)
    why = _why_held(candidates, by)
    fallen = [c for c in candidates if standings[c.volunteer_id].reached < c.level and _may_decide(c, by)]
    gone = {c.pk for c in fallen}
    held = [c for c in candidates if c.pk not in gone and c.pk in why]
    stand = [c for c in candidates if c.pk not in gone and c.pk not in why]
    if not was_open and not fallen and not stand:
        raise Refused(_("还没有可以认定的：有异议没答复，或者原因还在。"), code="nothing_to_settle")
    _decide(fallen, State.DROPPED, by, _("现在的时长不够这一星了。"))
    _hold(held, by, why)
    _decide(stand, State.STANDS, by)
    _recognize(one, stand, standings, by)
    lapse_objections_to(gone)
    _tell_others(held if was_open else [], fallen)
    return Settled(*([c.volunteer_id for c in some] for some in (stand, held, fallen)))


def _locked_notice(notice):
    rows = StarNotice.objects.select_related("organization__kind")
    one = rows.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)
    refuse_unless_association(one.organization)
    if one.state == StarNotice.State.WITHDRAWN:
        raise Refused(_("这次公示已经撤下了。"), code="not_open")
    return one


def _end(one, by, document_number):
    if one.takes_objections:
        words = _("公示到%(month)d月%(day)d日为止，过了这天才能认定。")
        raise Refused(words % {"month": one.until.month, "day": one.until.day}, code="notice_not_over")
    if not document_number:
        raise Refused(_("请写上认定文件的文号。"), code="document_number_missing")
    one.state, one.document_number = StarNotice.State.SETTLED, document_number
    one.ended_by, one.ended_at = by, timezone.now()
    one.save(update_fields=["state", "document_number", "ended_by", "ended_at"])
    audit.note("star.notice_settled", [one], by=by, document_number=document_number)


def _locked_standings(candidates):
    """Hours that are voided next to us come before or after, and are seen."""
    rows = StarStanding.objects.filter(pk__in=[c.volunteer_id for c in candidates]).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",))}


def _may_decide(candidate, by):
    return candidate.beneficiary_id != by.pk


def _why_held(candidates, by):
    """{candidate: why it waits}: their own first, then what nobody answered, then reasons to wait."""
    close = close_to(by)
    reasons = reasons_of([c.volunteer_id for c in candidates])
    objections = StarObjection.objects.open().filter(candidate__in=candidates)
    open_ones = set(objections.values_list("candidate", flat=True))
    why = {c.pk: _("；").join(reasons[c.volunteer_id]) for c in candidates if c.volunteer_id in reasons}
    why |= dict.fromkeys(open_ones, _("有异议，协会还在核实。"))
    return why | {c.pk: _("由协会的别人来认定。") for c in candidates if c.volunteer_id in close}


def _decide(candidates, state, by, reason=""):
    """The same about a set of candidates."""
    decided = {"state": state, "reason": reason, "decided_by": by, "decided_at": timezone.now()}
    StarCandidate.objects.filter(pk__in=[one.pk for one in candidates]).update(**decided)
    for one in candidates:
        one.state, one.reason = state, reason


def _hold(candidates, by, why):
    """Each for a reason of its own."""
    now = timezone.now()
    for one in candidates:
        one.state, one.reason, one.decided_by, one.decided_at = State.HELD, why[one.pk], by, now
    StarCandidate.objects.bulk_update(candidates, ["state", "reason", "decided_by", "decided_at"])


def _recognize(notice, candidates, standings, by):
    """Every level up to the one on notice that is not recognised yet."""
    if not candidates:
        return
    made = Recognition.objects.bulk_create(
        Recognition(
            volunteer_id=one.volunteer_id,
            level=level,
            organization=notice.organization,
            candidate=one,
            document_number=notice.document_number,
            recognized_by=by,
            beneficiary_id=one.beneficiary_id,
        )
        for one in candidates
        for level in range(standings[one.volunteer_id].recognized + 1, one.level + 1)
    )
    volunteers = [one.volunteer_id for one in candidates]
    stands = StarCandidate.objects.filter(notice=notice, volunteer=OuterRef("pk"), state=State.STANDS)
    asks = Case(*(When(level=level, then=minutes) for level, minutes in enumerate(thresholds(), 1)))
    highest = stands.annotate(asks=asks).order_by("-pk")
    StarStanding.objects.filter(pk__in=volunteers).update(
        recognized=Subquery(highest.values("level")[:1]), asked=Subquery(highest.values("asks")[:1])
    )
    number = notice.document_number
    audit.note("star.recognized", made, by=by, organization=notice.organization_id, document_number=number)
    _tell_recognized(notice, candidates)
    stars_recognized.send(sender=Recognition, volunteer_ids=volunteers)


def _tell_recognized(notice, candidates):
    body = _("%(organization)s认定了你的星级，文号：%(number)s。") % {
        "organization": notice.organization.name,
        "number": notice.document_number,
    }
    tell(
        "star_recognized",
        [
            News(
                recipient_id=one.beneficiary_id,
                key=f"star:{one.pk}",
                title=_("%(star)s认定了") % {"star": NAMES[one.level]},
                body=body,
                url=reverse("stars:mine"),
            )
            for one in candidates
        ],
    )


def _tell_others(held, fallen):
    tell(
        "star_held",
        [
            News(
                recipient_id=one.beneficiary_id,
                key=f"star:{one.pk}:{one.state}",
                title=_("%(star)s先放一放") % {"star": NAMES[one.level]}
                if one.state == State.HELD
                else _("%(star)s这次没有认定") % {"star": NAMES[one.level]},
                body=one.reason,
                url=reverse("stars:mine"),
            )
            for one in [*held, *fallen]
        ],
    )
