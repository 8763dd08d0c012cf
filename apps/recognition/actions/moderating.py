"""Nothing people say is public before somebody outside the organisation has read it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.recognition.models import Evaluation

State = Evaluation.State


@transaction.atomic
def show_evaluations(evaluations: "EvaluationQuerySet", *, by: User) -> int:  # noqa: F821 -- a name for readers
    """Let anyone read these; the set holds only what this person moderates. How many."""
    keys = evaluations.moderated_by(by).values("pk")
    # `waiting` once more, of the row as it is once the lock is held: somebody may just have decided it.
    waiting = Evaluation.objects.waiting().filter(pk__in=keys).order_by("pk")
    rows = list(waiting.select_for_update(of=("self",), no_key=True))
    if not rows:
        raise Refused(_("没有选中要公开的评价。"), code="nothing_chosen")
    Evaluation.objects.filter(pk__in=[one.pk for one in rows]).update(
        state=State.SHOWN, decided_by=by, decided_at=timezone.now()
    )
    audit.note("evaluation.shown", rows, by=by)
    return len(rows)


@transaction.atomic
def hold_evaluation(evaluation: Evaluation, *, by: User, reason: str) -> Evaluation:
    """Do not show it; whoever wrote it is told why. It still stands as written in their own file."""
    row = Evaluation.objects.select_for_update(of=("self",), no_key=True).get(pk=evaluation.pk)
    row.decide(State.HELD, by=by, at=timezone.now(), reason=reason.strip())
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    audit.note("evaluation.held", [row], by=by, reason=reason)
    news = News(
        row.made_by_id, f"held:{row.pk}", _("你的一条评价没有公开"), row.reason, reverse("recognition:mine")
    )
    tell("evaluation", [news])
    return row
