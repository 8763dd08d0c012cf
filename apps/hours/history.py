"""What became of a record, step by step: who noted, proposed, referred, decided, took back, and what was said to it."""

import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.core.display import hours_minutes
from apps.hours.models import Appeal, HourRecord

State = HourRecord.State


class Step(NamedTuple):
    at: datetime.datetime | None
    what: str
    who: str = ""
    why: str = ""


def history_of(record: HourRecord) -> list[Step]:
    """The steps in the order in which they happened. Who decided is named: decisions have a face (67号令 §12)."""
    steps = [*_noted(record), *_referred(record), *_decided(record), *_objected(record)]
    return sorted(steps, key=lambda step: step.at)


def _noted(record):
    whos = {one for one in (record.came_noted_by, record.left_noted_by) if one}
    who = "、".join(str(one) for one in sorted(whos, key=lambda one: one.pk))
    why = record.basis.reason if record.basis_id and not record.appeal_id else ""
    what = {
        "code": _("扫码签到签退，提请确认"),
        "roll": _("现场点名，提请确认"),
        "by_hand": _("手工登记，附凭据"),
        "backfill": _("补录，附凭据和承诺"),
        "transfer": _("交来转入证明"),
        "appeal": _("申诉成立，重新记入"),
    }[record.source]
    yield Step(record.proposed_at, what, who, why)


def _referred(record):
    for one in record.referrals.select_related("released_by"):
        yield Step(one.made_at, one.get_why_display(), "", one.words)
        if one.released_at:
            yield Step(one.released_at, _("查过，放行"), str(one.released_by), one.release_reason)
    for one in record.urges.order_by("pk"):
        yield Step(one.urged_at, _("本人催了一次"))


def _decided(record):
    if record.decided_at and record.state == State.REJECTED:
        yield Step(record.decided_at, _("退回"), str(record.decided_by), record.reason)
    elif record.decided_at:
        words = _("确认，记上%(hours)s") % {"hours": hours_minutes(record.counted)}
        less = record.reason if record.state == State.CONFIRMED else ""
        yield Step(record.decided_at, words, str(record.decided_by), less)
    if record.voided_at:
        yield Step(record.voided_at, _("作废，从总数里扣回"), str(record.voided_by), record.reason)


def _objected(record):
    for one in record.appeals.select_related("decided_by").order_by("pk"):
        yield Step(one.made_at, _("申诉：%(what)s") % {"what": one.get_what_display()}, "", one.words)
        if one.state != Appeal.State.OPEN:
            yield Step(one.decided_at, one.get_state_display(), str(one.decided_by), one.answer)
