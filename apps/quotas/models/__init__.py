"""Yearly goals count and remind; they never assign or lock (条例 §25)."""

from apps.quotas.models.drafts import DraftEffect, DraftRow, PolicyDraft
from apps.quotas.models.goals import GOAL_IDENTITIES, GoalRow
from apps.quotas.models.recomputes import Recompute, RecomputeChunk
from apps.quotas.models.standings import GoalReminder, YearStanding

__all__ = [
    "GOAL_IDENTITIES",
    "DraftEffect",
    "DraftRow",
    "GoalReminder",
    "GoalRow",
    "PolicyDraft",
    "Recompute",
    "RecomputeChunk",
    "YearStanding",
]
