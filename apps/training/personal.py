"""What is kept about who learns."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import STAYS, acted, keep, of_things

LEDGER = _("是培训账户的依据，按67号令保存；注销以后没有姓名。")

keep(
    "training.Enrolment",
    _("培训报名"),
    why=_("留名额、点名。"),
    how_long=LEDGER,
    whose="volunteer__user",
    shown={
        "session": _("场次"),
        "state": _("状态"),
        "signed_up_at": _("报名时间"),
        "left_at": _("退出时间"),
        "reason": _("原因"),
    },
    leaving=STAYS,
)
keep(
    "training.EnrolmentMove",
    _("培训报名的变化"),
    why=_("说得清名额怎么来、怎么没的。"),
    how_long=LEDGER,
    whose="enrolment__volunteer__user",
    shown={"at": _("时间"), "was": _("从"), "became": _("变成"), "reason": _("原因")},
    leaving=STAYS,
)
keep(
    "training.Attendance",
    _("培训签到签退"),
    why=_("看课有没有上满。"),
    how_long=LEDGER,
    whose="enrolment__volunteer__user",
    shown={"came_at": _("签到"), "left_at": _("签退"), "came_how": _("怎么签到"), "left_how": _("怎么签退")},
    leaving=STAYS,
)
keep(
    "training.Attempt",
    _("小测验"),
    why=_("通过了才算结业。"),
    how_long=LEDGER,
    whose="enrolment__volunteer__user",
    shown={"at": _("时间"), "score": _("得分"), "passed": _("通过")},
    leaving=STAYS,
)
keep(
    "training.Completion",
    _("培训账户"),
    why=_("67号令要求记录培训：名称、内容、学时、举办单位、日期。"),
    how_long=LEDGER,
    whose="volunteer__user",
    shown={
        "kind": _("类别"),
        "title": _("名称"),
        "minutes": _("学时（分钟）"),
        "passed_on": _("结业日期"),
        "expires_on": _("有效期到"),
        "organizer": _("举办单位"),
        "voided_at": _("作废时间"),
        "voided_why": _("为什么作废"),
    },
    leaving=STAYS,
)
keep(
    "training.OutsideTraining",
    _("别处上的培训"),
    why=_("按结业证书记进培训账户。"),
    how_long=_("跟培训账户一起留着；注销时删掉结业证书。"),
    whose="volunteer__user",
    shown={
        "title": _("名称"),
        "organizer": _("举办单位"),
        "minutes": _("学时（分钟）"),
        "passed_on": _("结业日期"),
        "state": _("状态"),
        "reason": _("原因"),
    },
    leaving=STAYS,
)
keep(
    "training.SessionLeader",
    _("带过的培训"),
    why=_("知道谁点的名。"),
    how_long=LEDGER,
    whose="user",
    shown={"session": _("场次"), "appointed_at": _("从"), "ended_at": _("到")},
    leaving=STAYS,
)
acted("training.OutsideTraining", "made_by decided_by")
acted("training.SessionLeader", "appointed_by")
acted("training.Enrolment", "signed_up_by moved_by")
acted("training.EnrolmentMove", "by")
acted("training.Attendance", "came_noted_by left_noted_by")
acted("training.Completion", "decided_by voided_by")
acted("training.Course", "author")
of_things("training.TrainingKind", "name")
of_things("training.Standard", "name")
of_things("training.Session", "trainer")
