"""What is kept about who comes to activities."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import REMOVED, STAYS, STRIPPED, acted, keep, of_things

WHILE_HERE = _("账号在就留着，注销时删掉。")
LEDGER = _("是服务记录的依据，按67号令保存；注销以后没有姓名。")

keep(
    "activities.Signup",
    _("报名"),
    why=_("留名额、点名。"),
    how_long=LEDGER,
    whose="volunteer__user",
    shown={
        "shift": _("班次"),
        "state": _("状态"),
        "signed_up_at": _("报名时间"),
        "left_at": _("退出时间"),
        "reason": _("原因"),
        "explanation": _("没来的说明"),
    },
    leaving=STRIPPED,
    stripped={"explanation": "", "explained_at": None},
)
keep(
    "activities.SignupMove",
    _("报名的变化"),
    why=_("说得清名额怎么来、怎么没的。"),
    how_long=LEDGER,
    whose="signup__volunteer__user",
    shown={"at": _("时间"), "was": _("从"), "became": _("变成"), "reason": _("原因")},
    leaving=STAYS,
)
keep(
    "activities.Presence",
    _("签到签退"),
    why=_("算服务时长。"),
    how_long=LEDGER,
    whose="signup__volunteer__user",
    shown={"came_at": _("签到"), "left_at": _("签退"), "came_how": _("怎么签到"), "left_how": _("怎么签退")},
    leaving=STRIPPED,
    stripped={"came_device": "", "left_device": ""},
)
keep(
    "activities.Whereabouts",
    _("签到时的位置"),
    why=_("你同意了才记，队长核对用。"),
    how_long=_("过了保留的日子就删，注销时马上删。"),
    whose="presence__signup__volunteer__user",
    shown={
        "direction": _("签到还是签退"),
        "longitude": _("经度"),
        "latitude": _("纬度"),
        "noted_at": _("时间"),
    },
    leaving=REMOVED,
)
keep(
    "activities.ShiftLeader",
    _("带过的班"),
    why=_("知道谁点的名。"),
    how_long=LEDGER,
    whose="user",
    shown={"shift": _("班次"), "appointed_at": _("从"), "ended_at": _("到")},
    leaving=STAYS,
)
keep(
    "activities.SavedSearch",
    _("存下的搜索"),
    why=_("有合适的活动告诉你。"),
    how_long=WHILE_HERE,
    whose="user",
    shown={"words": _("字词"), "fields": _("领域"), "region_code": _("地方"), "saved_at": _("时间")},
    leaving=REMOVED,
)
keep(
    "activities.CalendarFeed",
    _("个人日历的地址"),
    why=_("手机日历看自己的班。"),
    how_long=WHILE_HERE,
    whose="user",
    shown={"made_at": _("建立时间")},
    leaving=REMOVED,
)
keep(
    "activities.PartyMember",
    _("一起报名"),
    why=_("约人一起来。"),
    how_long=WHILE_HERE,
    whose="volunteer__user",
    shown={"state": _("答复"), "answered_at": _("时间")},
    leaving=REMOVED,
)
keep(
    "activities.Invitation",
    _("收到的邀请"),
    why=_("组织请你来。"),
    how_long=WHILE_HERE,
    whose="volunteer__user",
    shown={"shift": _("班次"), "state": _("答复"), "invited_at": _("时间")},
    leaving=REMOVED,
)
acted("activities.Signup", "signed_up_by moved_by")
acted("activities.SignupMove", "by")
acted("activities.Presence", "came_noted_by left_noted_by")
acted("activities.ShiftLeader", "appointed_by")
acted("activities.Party", "maker")
acted("activities.Invitation", "invited_by")
acted("activities.Activity", "author last_written_by submitted_by decided_by moved_by closed_by")
acted("activities.ActivityMove", "by")
acted("activities.Declaration", "by")
acted("activities.Change", "proposed_by decided_by")
of_things("activities.Activity", "contact_name contact_phone contact_email")
for table in ("Position", "Beneficiary", "Protection"):
    of_things(f"activities.{table}", "name")
