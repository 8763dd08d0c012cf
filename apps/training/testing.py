"""Which tests wait for somebody: of sessions lately attended, not passed yet."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet

from apps.core.models import PolicyRow
from apps.training.models import Attempt, Attendance, Enrolment

AT_ONCE = 20


def open_tests(enrolments: QuerySet[Enrolment], now: datetime.datetime) -> list[Enrolment]:
    """Of these enrolments, those whose test is open; whether somebody was there for long enough is asked when they take
    it."""
    since = now - datetime.timedelta(days=PolicyRow.objects.value("training", "test_days"))
    left = Attendance.objects.filter(enrolment=OuterRef("pk"), left_at__isnull=False)
    passed = Attempt.objects.filter(enrolment=OuterRef("pk"), passed=True)
    waiting = enrolments.active().filter(
        Exists(left), ~Exists(passed), session__course__pass_mark__isnull=False, session__ends_at__gt=since
    )
    return list(waiting.order_by("session__ends_at", "pk")[:AT_ONCE])
