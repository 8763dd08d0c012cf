from apps.claims.actions.choosing import covers_at, covers_to_choose, enrolments_near, signups_near
from apps.claims.actions.moving import (
    ask_for_more,
    hand_to_insurer,
    refuse_claim,
    settle_claim,
    state_what_is_known,
)
from apps.claims.actions.writing import (
    add_document,
    begin_claim,
    remove_document,
    report_claim,
    take_back_claim,
    write_claim,
)

__all__ = [
    "add_document",
    "ask_for_more",
    "begin_claim",
    "covers_at",
    "covers_to_choose",
    "enrolments_near",
    "hand_to_insurer",
    "refuse_claim",
    "remove_document",
    "report_claim",
    "settle_claim",
    "signups_near",
    "state_what_is_known",
    "take_back_claim",
    "write_claim",
]
