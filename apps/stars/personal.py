"""What is kept about stars."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import REMOVED, STAYS, acted, keep, of_things

STANDS = _("跟着服务记录留着，证书编号一直查得到；注销以后没有姓名。")

keep(
    "stars.StarStanding",
    _("达到的星级"),
    why=_("星级看总时长。"),
    how_long=STANDS,
    whose="volunteer__user",
    shown={"minutes": _("分钟"), "reached": _("达到"), "reached_on": _("哪天"), "recognized": _("认定")},
    leaving=STAYS,
)
keep(
    "stars.Recognition",
    _("星级认定"),
    why=_("协会认定的星级。"),
    how_long=STANDS,
    whose="beneficiary",
    shown={
        "level": _("星级"),
        "organization": _("谁认定的"),
        "document_number": _("文号"),
        "recognized_at": _("哪天"),
        "withdrawn_at": _("哪天取消的"),
        "withdrawn_why": _("为什么取消"),
        "withdrawal_number": _("取消的文号"),
    },
    leaving=STAYS,
    names="document_number volunteer",
)
keep(
    "stars.StarCandidate",
    _("星级公示"),
    why=_("认定星级前要公示，让别人能提异议。"),
    how_long=STANDS,
    whose="beneficiary",
    shown={"level": _("星级"), "state": _("结果"), "reason": _("原因"), "decided_at": _("哪天")},
    leaving=STAYS,
    names="volunteer",
)
keep(
    "stars.StarStay",
    _("时长不够以后保留的星级"),
    why=_("协会决定先保留。"),
    how_long=STANDS,
    whose="beneficiary",
    shown={
        "organization": _("谁决定的"),
        "until": _("保留到哪天"),
        "reason": _("原因"),
        "decided_at": _("哪天"),
    },
    leaving=STAYS,
    names="volunteer",
)
keep(
    "stars.StarObjection",
    _("对星级公示提的异议"),
    why=_("协会要核实，并把结果告诉你。本人和协会都看不到是谁提的。"),
    how_long=_("答复以后留存备查；注销以后没有姓名。"),
    whose="made_by",
    shown={"made_at": _("日期"), "words": _("说了什么"), "state": _("结果"), "answer": _("答复")},
    leaving=STAYS,
)
keep(
    "stars.StarHonour",
    _("光荣榜"),
    why=_("你同意上光荣榜。"),
    how_long=_("你撤下或者注销为止。"),
    whose="volunteer__user",
    shown={"shows_name": _("写全名"), "agreed_at": _("哪天同意的")},
    leaving=REMOVED,
)
acted("stars.Recognition", "recognized_by withdrawn_by")
acted("stars.StarCandidate", "decided_by")
acted("stars.StarStay", "decided_by")
acted("stars.StarObjection", "answered_by")
acted("stars.StarNotice", "opened_by ended_by")
of_things("stars.Recognition", "document_number withdrawal_number")
of_things("stars.StarNotice", "document_number")
