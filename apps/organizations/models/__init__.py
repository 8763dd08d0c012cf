"""Organisations of every kind, offices, and the people who act for them or belong to them."""

from apps.organizations.models.families import ParentRequest
from apps.organizations.models.invitations import StaffInvitation
from apps.organizations.models.kinds import OrganizationKind
from apps.organizations.models.members import Announcement, Follow, Member, MemberGroup
from apps.organizations.models.offices import Office, OfficeKind, within_any
from apps.organizations.models.organizations import Organization
from apps.organizations.models.posts import Post, governed_codes
from apps.organizations.models.sets import OrganizationQuerySet
from apps.organizations.models.stations import Station, StationKind
from apps.organizations.models.steps import Step
from apps.organizations.models.tags import TeamTag
from apps.organizations.models.trust import TrustLevel

__all__ = [
    "Announcement",
    "Follow",
    "Member",
    "MemberGroup",
    "Office",
    "OfficeKind",
    "Organization",
    "OrganizationKind",
    "OrganizationQuerySet",
    "ParentRequest",
    "Post",
    "StaffInvitation",
    "Station",
    "StationKind",
    "Step",
    "TeamTag",
    "TrustLevel",
    "governed_codes",
    "within_any",
]
