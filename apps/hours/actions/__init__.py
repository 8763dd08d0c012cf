"""What happens to hours, one intent a function."""

from apps.hours.actions.appealing import (
    dismiss_appeal,
    file_appeal,
    mend_appeal,
    pass_on_appeal,
    uphold_appeal,
)
from apps.hours.actions.deciding import (
    LONGEST_REASON,
    Confirmation,
    confirm_hours,
    note_anew,
    reject_hours,
    void_hours,
)
from apps.hours.actions.on_paper import Line, backfill, bring_in, enter_by_hand
from apps.hours.actions.proposing import propose_hours
from apps.hours.actions.waiting import escalate_overdue, rebuild_punctuality, release_held, urge

__all__ = [
    "LONGEST_REASON",
    "Confirmation",
    "Line",
    "backfill",
    "bring_in",
    "confirm_hours",
    "dismiss_appeal",
    "enter_by_hand",
    "escalate_overdue",
    "file_appeal",
    "mend_appeal",
    "note_anew",
    "pass_on_appeal",
    "propose_hours",
    "rebuild_punctuality",
    "reject_hours",
    "release_held",
    "uphold_appeal",
    "urge",
    "void_hours",
]
