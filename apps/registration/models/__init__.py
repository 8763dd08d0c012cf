"""The real-name register of volunteers: who they are, who vouches for it, where they study or work."""

from apps.registration.models.affiliations import Affiliation, AffiliationQuerySet, Promotion
from apps.registration.models.cases import IdentityCase, IdentityCaseQuerySet
from apps.registration.models.fields import Ethnicity, Language, Nationality, ServiceField, Skill
from apps.registration.models.guardians import Guardianship, GuardianshipQuerySet
from apps.registration.models.leavings import Leaving
from apps.registration.models.qualifications import Qualification, QualificationQuerySet
from apps.registration.models.rosters import Roster, RosterEntry, RosterEntryQuerySet, RosterProblem
from apps.registration.models.volunteers import Volunteer, VolunteerQuerySet

__all__ = [
    "Affiliation",
    "AffiliationQuerySet",
    "Ethnicity",
    "Guardianship",
    "GuardianshipQuerySet",
    "IdentityCase",
    "IdentityCaseQuerySet",
    "Language",
    "Leaving",
    "Nationality",
    "Promotion",
    "Qualification",
    "QualificationQuerySet",
    "Roster",
    "RosterEntry",
    "RosterEntryQuerySet",
    "RosterProblem",
    "ServiceField",
    "Skill",
    "Volunteer",
    "VolunteerQuerySet",
]
