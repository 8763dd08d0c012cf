from apps.activities.attendance.coming import KIND, check_in, check_out
from apps.activities.attendance.devices import device_of
from apps.activities.attendance.leaders import (
    appoint_leader,
    dismiss_leader,
    shifts_led_by,
    shifts_led_lately_by,
)
from apps.activities.attendance.places import Place, distance_words, forget_old_places
from apps.activities.attendance.roll import Mark, call_roll
from apps.activities.attendance.taps import Answer, Tap, take_taps

__all__ = [
    "KIND",
    "Answer",
    "Mark",
    "Place",
    "Tap",
    "appoint_leader",
    "call_roll",
    "check_in",
    "check_out",
    "device_of",
    "dismiss_leader",
    "distance_words",
    "forget_old_places",
    "shifts_led_by",
    "shifts_led_lately_by",
    "take_taps",
]
