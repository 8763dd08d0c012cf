"""What is kept of complaints."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import STAYS, acted, keep

keep(
    "governance.Complaint",
    _("你提的投诉"),
    why=_("部门要查办，并把结果告诉你。被投诉的一方看不到是谁提的。"),
    how_long=_("办完以后留存备查；注销以后没有姓名。"),
    whose="made_by",
    shown={
        "about": _("投诉什么"),
        "matter": _("什么事"),
        "words": _("经过"),
        "made_at": _("日期"),
        "state": _("进展"),
        "responsible": _("归谁管"),
        "outcome": _("结果"),
        "answer": _("答复"),
    },
    leaving=STAYS,
    # Whom it is about does not find it in their copy: the words would say who complained.
    names="volunteer",
)
acted("governance.Complaint", "accepted_by stated_by decided_by")
