"""What is kept about people in organisations."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import REMOVED, STAYS, acted, keep, of_things

WHILE_HERE = _("账号在就留着，注销时删掉。")

keep(
    "organizations.Member",
    _("加入的组织"),
    why=_("组织知道谁是成员。"),
    how_long=WHILE_HERE,
    whose="user",
    shown={
        "organization": _("组织"),
        "state": _("状态"),
        "begun_at": _("开始"),
        "joined_at": _("加入"),
        "backbone_since": _("从哪天起是骨干"),
    },
    leaving=REMOVED,
)
keep(
    "organizations.Follow",
    _("关注的组织"),
    why=_("有新活动告诉你。"),
    how_long=WHILE_HERE,
    whose="user",
    shown={"organization": _("组织"), "since": _("从")},
    leaving=REMOVED,
)
keep(
    "organizations.Post",
    _("担任过的职务"),
    why=_("谁在哪段时间代表组织、部门办事。"),
    how_long=_("注销时结束，日期留着，没有姓名。"),
    whose="user",
    shown={
        "role": _("职务"),
        "organization": _("组织"),
        "office": _("部门"),
        "since": _("从"),
        "until": _("到"),
    },
    leaving=STAYS,
)
acted("organizations.Post", "granted_by")
acted("organizations.Member", "settled_by invited_by backbone_by")
acted("organizations.ParentRequest", "asked_by answered_by")
acted("organizations.StaffInvitation", "invited_by")
acted("organizations.Announcement", "sent_by")
acted("organizations.TeamTag", "added_by")
acted("organizations.Organization", "guided_by applied_by decided_by")
acted("organizations.Step", "by")
of_things("organizations.Organization", "name responsible_person contact_name contact_phone email")
of_things("organizations.OfficeKind", "name")
of_things("organizations.Office", "name")
of_things("organizations.OrganizationKind", "name")
of_things("organizations.MemberGroup", "name")
of_things("organizations.TeamTag", "name")
of_things("organizations.TrustLevel", "name")
of_things("organizations.StationKind", "name")
of_things("organizations.Station", "name")
# Whom an organisation invites is asked for by phone and name; it goes with the invitation (see receivers).
of_things("organizations.StaffInvitation", "name phone phone_hash")
