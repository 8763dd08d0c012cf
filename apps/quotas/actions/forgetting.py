"""Recomputes of long ago tell nobody anything any more."""

import datetime

from django.db import transaction
from django.utils import timezone

from apps.quotas.models import Recompute, RecomputeChunk

KEPT = datetime.timedelta(days=90)


@transaction.atomic
def forget_old_recomputes() -> int:
    """Those that ended long ago go with their chunks; who asked for one stays in the audit trail. How many. Safe to run
    twice."""
    old = Recompute.objects.exclude(state=Recompute.State.RUNNING).filter(ended_at__lt=timezone.now() - KEPT)
    RecomputeChunk.objects.filter(recompute__in=old).delete()
    return old.delete()[0]
