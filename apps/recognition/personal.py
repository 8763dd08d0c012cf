"""What is kept of evaluations, awards and looks at files."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import REMOVED, STAYS, STRIPPED, acted, keep, of_things

keep(
    "recognition.Evaluation",
    _("服务评价"),
    why=_("67号令要求记录评价：服务质量和日期。你写的审核以后公开，不带你的名字。"),
    how_long=_("星数和日期跟服务记录一起留着；注销时删掉写的话。"),
    whose="beneficiary",
    shown={
        "side": _("谁评谁"),
        "organization": _("组织"),
        "stars": _("星数"),
        "attendance": _("出勤"),
        "words": _("说的话"),
        "made_at": _("日期"),
        "state": _("是否公开"),
        "reason": _("原因"),
    },
    leaving=STRIPPED,
    stripped={"words": ""},
    names="volunteer",
)
acted("recognition.Evaluation", "made_by decided_by")
keep(
    "recognition.Commendation",
    _("表彰奖励"),
    why=_("67号令要求记录表彰：名称、日期、授予单位。"),
    how_long=_("账号在就留着，注销时连同证明文件删掉。"),
    whose="beneficiary",
    shown={
        "title": _("名称"),
        "giver": _("授予单位"),
        "given_on": _("日期"),
        "document_number": _("文号"),
        "words": _("说明"),
        "state": _("状态"),
        "reason": _("原因"),
    },
    leaving=REMOVED,
    names="volunteer",
)
acted("recognition.Commendation", "made_by decided_by voided_by")
keep(
    "recognition.Look",
    _("谁看过你的完整档案"),
    why=_("部门看别人的档案要写明原因，你查得到。"),
    how_long=_("一直留着；注销以后没有姓名。"),
    whose="beneficiary",
    shown={"at": _("时间"), "why": _("原因"), "region": _("地区")},
    leaving=STAYS,
    names="volunteer",
)
acted("recognition.Look", "by")
of_things("recognition.Commendation", "giver")
