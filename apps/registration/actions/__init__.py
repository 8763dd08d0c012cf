"""What people do with the register."""

from apps.registration.actions.affiliations import (
    add_affiliation,
    change_affiliation,
    leave_affiliation,
    make_main,
)
from apps.registration.actions.changes import ask_for_change, make_change
from apps.registration.actions.claims import (
    claim_by_phone,
    claim_file,
    file_behind,
    file_with_phone,
    hand_over,
    void_identity,
)
from apps.registration.actions.forgetting import forget_refused
from apps.registration.actions.guardians import (
    end_guardianship,
    find_child,
    give_guardian_consent,
    link_child,
    withdraw_guardian_consent,
)
from apps.registration.actions.identities import (
    Outcome,
    Shown,
    ask_for_correction,
    pass_identity,
    refuse_identity,
    show_document,
)
from apps.registration.actions.leaving import leave, obstacles_to_leaving
from apps.registration.actions.profiles import move_home, tell_about_oneself
from apps.registration.actions.proposals import accept_entry, refuse_entry
from apps.registration.actions.qualifications import (
    hand_in_certificate,
    note_certificate_seen,
    pass_certificate,
    refuse_certificate,
)
from apps.registration.actions.registering import (
    Person,
    register_volunteer,
    withdraw_consent,
)
from apps.registration.actions.rosters import (
    begin_roster,
    forget_old_entries,
    hand_in_roster,
    take_off_roster,
)

__all__ = [
    "Outcome",
    "Person",
    "Shown",
    "accept_entry",
    "add_affiliation",
    "ask_for_change",
    "ask_for_correction",
    "begin_roster",
    "change_affiliation",
    "claim_by_phone",
    "claim_file",
    "end_guardianship",
    "file_behind",
    "file_with_phone",
    "find_child",
    "forget_old_entries",
    "forget_refused",
    "give_guardian_consent",
    "hand_in_certificate",
    "hand_in_roster",
    "hand_over",
    "leave",
    "leave_affiliation",
    "link_child",
    "make_change",
    "make_main",
    "move_home",
    "note_certificate_seen",
    "obstacles_to_leaving",
    "pass_certificate",
    "pass_identity",
    "refuse_certificate",
    "refuse_entry",
    "refuse_identity",
    "register_volunteer",
    "show_document",
    "take_off_roster",
    "tell_about_oneself",
    "void_identity",
    "withdraw_consent",
    "withdraw_guardian_consent",
]
