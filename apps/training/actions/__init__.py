"""What happens in training, one intent a function."""

from apps.training.actions.by_night import (
    count_no_shows,
    remind_backbone,
    remind_basic,
    remind_running_out,
    remind_tomorrow,
)
from apps.training.actions.counting import count_trained
from apps.training.actions.courses import (
    add_kind,
    add_question,
    add_session,
    add_standard,
    call_off,
    change_course,
    change_places,
    change_session,
    close_course,
    end_standard,
    open_course,
    remove_question,
    write_course,
)
from apps.training.actions.enrolling import accept_offer, enrol, leave, release_places, remove
from apps.training.actions.leading import appoint_leader, dismiss_leader
from apps.training.actions.outside import (
    enter_outside,
    note_certificate_seen,
    record_outside,
    refuse_outside,
)
from apps.training.actions.results import settle, take_test, test_obstacle, void_completions
from apps.training.actions.waiting import lapse_offers, offer_freed_places, places_in_line

__all__ = [
    "accept_offer",
    "add_kind",
    "add_question",
    "add_session",
    "add_standard",
    "appoint_leader",
    "call_off",
    "change_course",
    "change_places",
    "change_session",
    "close_course",
    "count_no_shows",
    "count_trained",
    "dismiss_leader",
    "end_standard",
    "enrol",
    "enter_outside",
    "lapse_offers",
    "leave",
    "note_certificate_seen",
    "offer_freed_places",
    "open_course",
    "places_in_line",
    "record_outside",
    "refuse_outside",
    "release_places",
    "remind_backbone",
    "remind_basic",
    "remind_running_out",
    "remind_tomorrow",
    "remove",
    "remove_question",
    "settle",
    "take_test",
    "test_obstacle",
    "void_completions",
    "write_course",
]
