"""What is decided about goals. Each action is one intent and one transaction."""

from apps.quotas.actions.asking import ask_for_more, take_back
from apps.quotas.actions.drafts import count_again, count_drafts, draft_policy, put_in_force, withdraw_draft
from apps.quotas.actions.forgetting import forget_old_recomputes
from apps.quotas.actions.recomputing import ring_if_nobody_works, start_recompute, work_on_recompute

__all__ = [
    "ask_for_more",
    "count_again",
    "count_drafts",
    "draft_policy",
    "forget_old_recomputes",
    "put_in_force",
    "ring_if_nobody_works",
    "start_recompute",
    "take_back",
    "withdraw_draft",
    "work_on_recompute",
]
