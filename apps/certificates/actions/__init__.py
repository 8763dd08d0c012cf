"""What is done with certificates. Each action is one intent, one transaction, and works on a set."""

from apps.certificates.actions.batches import begin_batch, plan_batch, resume_batch
from apps.certificates.actions.ending import revoke_of, revoke_what_lost_its_base
from apps.certificates.actions.issuing import issue, issue_service, issue_star, issue_training
from apps.certificates.actions.seals import ask_for_seal, decide_seal, withdraw_seal
from apps.certificates.actions.stating import issue_statement

__all__ = [
    "ask_for_seal",
    "begin_batch",
    "decide_seal",
    "issue",
    "issue_service",
    "issue_star",
    "issue_statement",
    "issue_training",
    "plan_batch",
    "resume_batch",
    "revoke_of",
    "revoke_what_lost_its_base",
    "withdraw_seal",
]
