"""What is kept about people for the figures: what stands elsewhere already, put short; and who took files out."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import STAYS, acted, keep, of_things

keep(
    "reports.PersonFacts",
    _("统计看板用的摘要"),
    why=_("看板上的人数要和登记的一致，又不能每次都数一遍。"),
    how_long=_("跟着登记变；注销以后不再计数，也没有姓名。"),
    whose="volunteer__user",
    shown={
        "place": _("居住地"),
        "is_passed": _("实名通过"),
        "is_activated": _("本人激活"),
        "last_on": _("最近一次服务"),
        "is_insured": _("有保险"),
        "is_met": _("今年目标达到了"),
    },
    leaving=STAYS,
)
acted("reports.EnteredFigure", "entered_by withdrawn_by")
of_things("reports.EnteredFigure", "source")
acted("reports.Export", "asked_by decided_by")
