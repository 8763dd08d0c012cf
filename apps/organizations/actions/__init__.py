"""What people do with organisations."""

from apps.organizations.actions.announcements import announce, follow_organization, unfollow_organization
from apps.organizations.actions.applications import (
    apply_for_organization,
    approve_organization,
    confirm_guidance,
    note_phone_seen,
    refuse_guidance,
    return_organization,
)
from apps.organizations.actions.backbone import end_backbone, mark_backbone
from apps.organizations.actions.families import (
    agree_to_child,
    ask_parent,
    leave_parent,
    refuse_child,
    withdraw_request,
)
from apps.organizations.actions.members import (
    accept_membership,
    add_group,
    approve_members,
    ask_to_join,
    invite_members,
    join_by_code,
    leave_organization,
    mute_organization,
    put_into_groups,
    refuse_member,
    remove_group,
    remove_member,
)
from apps.organizations.actions.offices import (
    appoint_by_office,
    appoint_first_officer,
    appoint_officer,
    end_office_post,
)
from apps.organizations.actions.profile import change_profile, save_station
from apps.organizations.actions.staff import (
    accept_invitation,
    change_role,
    decline_invitation,
    end_post,
    invite_staff,
    withdraw_invitation,
)
from apps.organizations.actions.tags import add_tag, remove_tag

__all__ = [
    "accept_invitation",
    "accept_membership",
    "add_group",
    "add_tag",
    "agree_to_child",
    "announce",
    "apply_for_organization",
    "appoint_by_office",
    "appoint_first_officer",
    "appoint_officer",
    "approve_members",
    "approve_organization",
    "ask_parent",
    "ask_to_join",
    "change_profile",
    "change_role",
    "confirm_guidance",
    "decline_invitation",
    "end_backbone",
    "end_office_post",
    "end_post",
    "follow_organization",
    "invite_members",
    "invite_staff",
    "join_by_code",
    "leave_organization",
    "leave_parent",
    "mark_backbone",
    "mute_organization",
    "note_phone_seen",
    "put_into_groups",
    "refuse_child",
    "refuse_guidance",
    "refuse_member",
    "remove_group",
    "remove_member",
    "remove_tag",
    "return_organization",
    "save_station",
    "unfollow_organization",
    "withdraw_invitation",
    "withdraw_request",
]
