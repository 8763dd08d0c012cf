from apps.activities.models.notices import Activity, Position, Shift
from apps.activities.models.signups import Presence, Signup

__all__ = ["Activity", "Position", "Presence", "Shift", "Signup"]
