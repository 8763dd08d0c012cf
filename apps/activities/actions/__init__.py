"""What people do with activities: write and hand them in, review them, sign up."""

from apps.activities.actions.notices import (
    add_position,
    add_shift,
    cancel_activity,
    change_capacity,
    remove_position,
    remove_shift,
    save_draft,
    submit_activity,
)
from apps.activities.actions.reviews import publish_activity, return_activity
from apps.activities.actions.signups import cancel_signup, note_phone_seen, sign_up

__all__ = [
    "add_position",
    "add_shift",
    "cancel_activity",
    "cancel_signup",
    "change_capacity",
    "note_phone_seen",
    "publish_activity",
    "remove_position",
    "remove_shift",
    "return_activity",
    "save_draft",
    "sign_up",
    "submit_activity",
]
