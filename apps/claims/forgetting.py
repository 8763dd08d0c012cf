"""What somebody said of their health does not stay for ever (Personal Information Protection Law §19, §47)."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.claims.models import Claim, ClaimDocument, ClaimMove, HandedEvidence
from apps.core import uploads
from apps.core.models import KeptFile, PolicyRow

State = Claim.State
AT_ONCE = 200


@transaction.atomic
def forget(claims: QuerySet[Claim]) -> None:
    """The words, the papers, the evidence as it was handed over and the reasons go; that there was a claim, its steps and what was paid stay."""
    ids = list(claims.order_by("pk").values_list("pk", flat=True))
    for kept in (ClaimDocument, HandedEvidence):
        papers = kept.objects.filter(claim__in=ids)
        files = list(KeptFile.objects.filter(pk__in=papers.values("file")))
        papers.delete()
        uploads.remove(files)
    ClaimMove.objects.filter(claim__in=ids).exclude(reason="").update(reason="")
    chosen = Claim.objects.filter(pk__in=ids)
    chosen.update(what="", place="", statement="")
    chosen.exclude(reason="").update(reason=_("按规定删掉了"))


def forget_old_claims() -> int:
    """By night: what was closed three years ago. In pieces, so that it may be cut off and run again. How many."""
    before = timezone.now() - datetime.timedelta(days=PolicyRow.objects.value("claims", "kept_days"))
    old = Claim.objects.filter(closed_at__lt=before).exclude(place="")
    forgotten = 0
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        forget(Claim.objects.filter(pk__in=ids))
        forgotten += len(ids)
    return forgotten
