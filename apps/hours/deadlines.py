"""By when hours are to be confirmed."""

import datetime

from apps.core import days
from apps.core.models import PolicyRow


def working_days_to_confirm() -> int:
    return PolicyRow.objects.value("hours", "confirm_working_days")


def confirm_by(activity_ends_at: datetime.datetime, working_days: int) -> datetime.date:
    """The last day to confirm: so many working days after the activity ended (67号令 §11)."""
    return days.working_days_after(days.day_of(activity_ends_at), working_days)
