from apps.activities.models.attendance import Presence, ShiftLeader, Whereabouts
from apps.activities.models.codes import Beneficiary, Protection
from apps.activities.models.notices import Activity
from apps.activities.models.pictures import ActivityPicture
from apps.activities.models.searches import CalendarFeed, SavedSearch
from apps.activities.models.shifts import Position, Shift
from apps.activities.models.signups import Signup, SignupMove
from apps.activities.models.steps import ActivityMove, Change, Declaration
from apps.activities.models.together import Invitation, Party, PartyMember

__all__ = [
    "Activity",
    "ActivityMove",
    "ActivityPicture",
    "Beneficiary",
    "CalendarFeed",
    "Change",
    "Declaration",
    "Invitation",
    "Party",
    "PartyMember",
    "Position",
    "Presence",
    "Protection",
    "SavedSearch",
    "Shift",
    "ShiftLeader",
    "Signup",
    "SignupMove",
    "Whereabouts",
]
