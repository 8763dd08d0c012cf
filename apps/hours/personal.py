"""What is kept about hours served: the ledger stays when a person leaves, without their name."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import STAYS, acted, keep, of_things

LEDGER = _("服务记录要长期保存（67号令），改不了也删不了；注销以后没有姓名。")

keep(
    "hours.HourRecord",
    _("服务时长记录"),
    why=_("67号令要求如实记录服务时间和内容。"),
    how_long=LEDGER,
    whose="beneficiary",
    shown={
        "served_on": _("日期"),
        "organization": _("组织"),
        "minutes": _("分钟"),
        "counted": _("确认的分钟"),
        "state": _("状态"),
        "proposed_at": _("记下"),
        "decided_at": _("确认"),
        "reason": _("原因"),
    },
    leaving=STAYS,
    names="volunteer",
)
keep(
    "hours.LedgerLine",
    _("时长的账"),
    why=_("每一笔加减都查得到。"),
    how_long=LEDGER,
    whose="volunteer__user",
    shown={"year": _("年份"), "kind": _("种类"), "minutes": _("分钟"), "posted_at": _("记账")},
    leaving=STAYS,
)
keep(
    "hours.YearTotal",
    _("每年的合计"),
    why=_("不用每次重算。"),
    how_long=LEDGER,
    whose="volunteer__user",
    shown={"year": _("年份"), "minutes": _("分钟")},
    leaving=STAYS,
)
keep(
    "hours.Appeal",
    _("时长申诉"),
    why=_("你觉得记得不对，由别人来看。"),
    how_long=_("和它说的那条记录一起留着；注销以后没有姓名。"),
    whose="volunteer__user made_by",
    shown={
        "what": _("哪里不对"),
        "words": _("说明"),
        "state": _("结果"),
        "answer": _("答复"),
        "made_at": _("时间"),
    },
    leaving=STAYS,
)
acted("hours.Appeal", "decided_by")
acted("hours.Basis", "made_by")
acted("hours.Referral", "released_by")
acted("hours.Urge", "urged_by")
acted("hours.HourRecord", "came_noted_by left_noted_by decided_by voided_by")
of_things("hours.Basis", "leader")
