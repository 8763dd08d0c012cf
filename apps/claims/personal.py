"""What is kept about claims."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import REMOVED, STRIPPED, acted, keep

keep(
    "claims.Claim",
    _("报过的案"),
    why=_("出了事，请保险公司理赔。"),
    how_long=_("办完三年以后，或者注销的时候，删掉怎么回事、材料和原因。"),
    whose="volunteer__user",
    shown={
        "happened_at": _("什么时候"),
        "place": _("在哪里"),
        "what": _("怎么回事"),
        "state": _("到哪一步"),
        "paid": _("赔了多少分"),
        "reason": _("原因"),
        "statement": _("组织的说明"),
    },
    leaving=STRIPPED,
    stripped={"what": "", "place": "", "statement": ""},
)
keep(
    "claims.ClaimDocument",
    _("报案交的材料"),
    why=_("保险公司理赔要看。"),
    how_long=_("报案办完三年以后，或者注销的时候，连文件一起删掉。"),
    whose="claim__volunteer__user",
    shown={"title": _("这是什么"), "added_at": _("什么时候交的")},
    leaving=REMOVED,
)
keep(
    "claims.HandedEvidence",
    _("交给保险公司的证明材料"),
    why=_("说得清交给保险公司的是什么。"),
    how_long=_("报案办完三年以后，或者注销的时候，连文件一起删掉。"),
    whose="claim__volunteer__user",
    shown={"handed_at": _("什么时候交的")},
    leaving=REMOVED,
)
keep(
    "claims.ClaimMove",
    _("报案走过的步骤"),
    why=_("说得清谁在什么时候办的。"),
    how_long=_("步骤一直留着；原因在报案办完三年以后，或者注销的时候删掉。"),
    whose="claim__volunteer__user",
    shown={"became": _("到哪一步"), "at": _("什么时候"), "reason": _("原因")},
    leaving=STRIPPED,
    stripped={"reason": ""},
)
acted("claims.Claim", "made_by statement_by")
acted("claims.ClaimDocument", "added_by")
acted("claims.HandedEvidence", "handed_by")
acted("claims.ClaimMove", "by")
