from apps.insurance.actions.agreeing import agree_for_child, take_back_for_child
from apps.insurance.actions.answers import Verdict, accept_all, ask_again, record_answers
from apps.insurance.actions.contacts import end_contact, name_contact, save_insurer
from apps.insurance.actions.daily import (
    count_left,
    end_what_is_over,
    enrol_everybody,
    forget_files,
    warn_of_ends,
)
from apps.insurance.actions.deliveries import file_of, hand_over, hand_over_again, make_deliveries
from apps.insurance.actions.policies import (
    add_benefit,
    hand_in_policy,
    pass_on_policies,
    pass_policy,
    remove_benefit,
    return_policy,
    save_policy,
    start_policy,
    withdraw_policy,
    writable_by,
)

__all__ = [
    "Verdict",
    "accept_all",
    "add_benefit",
    "agree_for_child",
    "ask_again",
    "count_left",
    "end_contact",
    "end_what_is_over",
    "enrol_everybody",
    "file_of",
    "forget_files",
    "hand_in_policy",
    "hand_over",
    "hand_over_again",
    "make_deliveries",
    "name_contact",
    "pass_on_policies",
    "pass_policy",
    "record_answers",
    "remove_benefit",
    "return_policy",
    "save_insurer",
    "save_policy",
    "start_policy",
    "take_back_for_child",
    "warn_of_ends",
    "withdraw_policy",
    "writable_by",
]
