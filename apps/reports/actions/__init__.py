"""What offices enter, and what is done with files that leave the site. Each action is one intent and one
transaction."""

from apps.reports.actions.asking import ask_for_places, ask_for_report
from apps.reports.actions.entering import enter_figure, kinds_of, withdraw_figure
from apps.reports.actions.exporting import (
    agree_to_export,
    end_exports,
    hand_out,
    refuse_export,
)

__all__ = [
    "agree_to_export",
    "ask_for_places",
    "ask_for_report",
    "end_exports",
    "enter_figure",
    "hand_out",
    "kinds_of",
    "refuse_export",
    "withdraw_figure",
]
