"""What is kept about yearly goals."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import REMOVED, STAYS, acted, keep, of_things

keep(
    "quotas.YearStanding",
    _("年度目标"),
    why=_("提醒你离目标还差多少。"),
    how_long=_("跟着服务记录留着；注销以后没有姓名。"),
    whose="volunteer__user",
    shown={"year": _("年份"), "identity": _("身份"), "goal": _("目标分钟"), "minutes": _("完成分钟")},
    leaving=STAYS,
)
keep(
    "quotas.GoalReminder",
    _("年度目标的提醒"),
    why=_("一年不会提醒你太多次。"),
    how_long=_("注销时删掉。"),
    whose="volunteer__user",
    shown={"year": _("年份"), "reminded_on": _("哪天提醒的")},
    leaving=REMOVED,
)
acted("quotas.GoalRow", "set_by")
acted("quotas.PolicyDraft", "made_by decided_by")
acted("quotas.Recompute", "asked_by")
of_things("quotas.PolicyDraft", "name")
