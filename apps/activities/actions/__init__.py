"""What people do with activities: write and hand them in, review them, sign up."""

from apps.activities.actions.changes import accept_change, change_published, refuse_change
from apps.activities.actions.copies import copy_activity
from apps.activities.actions.emergencies import start_emergency
from apps.activities.actions.endings import cancel_activity, close_activity, withdraw_activity
from apps.activities.actions.notices import (
    add_position,
    pull_back_activity,
    remove_position,
    save_draft,
    submit_activity,
)
from apps.activities.actions.pictures import keep_pictures
from apps.activities.actions.reviews import publish_activity, return_activity
from apps.activities.actions.shifts import add_shift, add_shifts, change_capacity, move_shift, remove_shift
from apps.activities.actions.signups import (
    accept_offer,
    cancel_signup,
    change_position,
    note_phone_seen,
    sign_up,
    sign_up_together,
)

__all__ = [
    "accept_change",
    "accept_offer",
    "add_position",
    "add_shift",
    "add_shifts",
    "cancel_activity",
    "cancel_signup",
    "change_capacity",
    "change_position",
    "change_published",
    "close_activity",
    "copy_activity",
    "keep_pictures",
    "move_shift",
    "note_phone_seen",
    "publish_activity",
    "pull_back_activity",
    "refuse_change",
    "remove_position",
    "remove_shift",
    "return_activity",
    "save_draft",
    "sign_up",
    "sign_up_together",
    "start_emergency",
    "submit_activity",
    "withdraw_activity",
]
