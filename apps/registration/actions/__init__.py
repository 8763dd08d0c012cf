"""What people do with the register."""

from apps.registration.actions.guardians import (
    find_child,
    give_guardian_consent,
    link_child,
    withdraw_guardian_consent,
)
from apps.registration.actions.identities import Outcome, pass_identity, refuse_identity, show_document
from apps.registration.actions.registering import (
    Person,
    change_affiliation,
    register_volunteer,
    withdraw_consent,
)

__all__ = [
    "Outcome",
    "Person",
    "change_affiliation",
    "find_child",
    "give_guardian_consent",
    "link_child",
    "pass_identity",
    "refuse_identity",
    "register_volunteer",
    "show_document",
    "withdraw_consent",
    "withdraw_guardian_consent",
]
