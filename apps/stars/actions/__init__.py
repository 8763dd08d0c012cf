"""What associations do with stars, and what others have to say about it. Each action is one intent, one transaction."""

from apps.stars.actions.falling import keep_stars, withdraw_stars
from apps.stars.actions.honouring import join_roll, leave_roll
from apps.stars.actions.noticing import Noticed, open_notice, withdraw_notice
from apps.stars.actions.objecting import answer_objection, object_to
from apps.stars.actions.settling import Settled, settle_notice

__all__ = [
    "Noticed",
    "Settled",
    "answer_objection",
    "join_roll",
    "keep_stars",
    "leave_roll",
    "object_to",
    "open_notice",
    "settle_notice",
    "withdraw_notice",
    "withdraw_stars",
]
