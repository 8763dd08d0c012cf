from apps.recognition.actions.commending import (
    ask_commendation,
    commend_organization,
    commend_people,
    note_proof_seen,
    record_commendation,
    refuse_commendation,
    served_at,
    void_commendation,
)
from apps.recognition.actions.evaluating import Said, evaluate_organization, evaluate_volunteers
from apps.recognition.actions.looking import look_at_file, note_file_exported
from apps.recognition.actions.moderating import hold_evaluation, show_evaluations

__all__ = [
    "Said",
    "ask_commendation",
    "commend_organization",
    "commend_people",
    "evaluate_organization",
    "evaluate_volunteers",
    "hold_evaluation",
    "look_at_file",
    "note_file_exported",
    "note_proof_seen",
    "record_commendation",
    "refuse_commendation",
    "served_at",
    "show_evaluations",
    "void_commendation",
]
