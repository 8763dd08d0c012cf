"""What the register keeps about people."""

import datetime

from django.utils.translation import gettext_lazy as _

from apps.core.personal import REMOVED, STAYS, STRIPPED, acted, keep, of_things

WHILE_HERE = _("账号在就留着，注销时删掉。")
NEVER = datetime.date(1900, 1, 1)
UNSTATED = 9  # GB/T 2261.1: the sex is not stated

keep(
    "registration.Volunteer",
    _("志愿者档案"),
    why=_("67号令要求实名登记：姓名、性别、出生日期、证件、住处、联系方式、技能和服务意向。其余是你自己填的，用来找合适的活动。"),
    how_long=_("注销时删掉，只留志愿者编号和住的旗县，让服务记录对得上。没通过核验的，一年以后删掉。"),
    whose="user",
    shown={
        "number": _("志愿者编号"), "name": _("姓名"), "sex": _("性别"), "birth_date": _("出生日期"),
        "document_type": _("证件类型"), "document_number": _("证件号码"), "nationality": _("国籍"),
        "region": _("住处"), "contact": _("其他联系方式"), "ethnicity": _("民族"), "political": _("政治面貌"),
        "education": _("学历"), "occupation": _("职业"), "service_fields": _("服务意向"),
        "skill_codes": _("技能"), "skills": _("其他技能"), "languages": _("语言"), "free_times": _("空闲时间"),
        "service_regions": _("愿意去的地方"), "invitations": _("邀请"), "identity_state": _("核验"),
        "registered_at": _("登记时间"), "passed_at": _("通过时间"),
    },
    leaving=STRIPPED,
    stripped={
        "name": "", "sex": UNSTATED, "birth_date": NEVER, "document_type": "", "document_number": "",
        "nationality": None, "contact": "", "ethnicity": None, "political": "", "education": "",
        "occupation": "", "service_fields": [], "skill_codes": [], "skills": "", "languages": [],
        "free_times": [], "service_regions": [], "invitations": "refuse", "guardian_code": None,
        "identity_state": "left",
    },
    names="document_hash",
)  # fmt: skip
keep(
    "registration.IdentityCase",
    _("实名核验"),
    why=_("核对是不是本人。"),
    how_long=WHILE_HERE,
    whose="beneficiary",
    shown={
        "kind": _("办什么"),
        "state": _("结果"),
        "submitted_at": _("交上去"),
        "decided_at": _("办完"),
        "reason": _("原因"),
        "story": _("说明"),
    },
    leaving=REMOVED,
    names="document_hash volunteer",
)
acted("registration.IdentityCase", "decided_by")
keep(
    "registration.Qualification",
    _("资格证书"),
    why=_("有的岗位要凭证书。"),
    how_long=WHILE_HERE,
    whose="beneficiary",
    shown={
        "skill": _("技能"),
        "number": _("证书号"),
        "issued_on": _("发证日期"),
        "expires_on": _("有效期"),
        "state": _("审核"),
    },
    leaving=REMOVED,
    names="volunteer",
)
acted("registration.Qualification", "decided_by")
keep(
    "registration.Guardianship",
    _("监护关系"),
    why=_("未满18岁要监护人同意。"),
    how_long=_("注销时结束，日期留着，没有姓名。"),
    whose="guardian__user child__user",
    shown={"relation": _("关系"), "linked_at": _("从"), "ended_at": _("到")},
    leaving=STRIPPED,
    stripped={"end_reason": ""},
)
acted("registration.Guardianship", "ended_by")
keep(
    "registration.Affiliation",
    _("在哪里上学、上班"),
    why=_("年度目标和报表算在哪里。"),
    how_long=_("注销时结束，去掉学号或者工号；哪年在哪里留着，没有姓名。"),
    whose="volunteer__user",
    shown={
        "identity": _("身份"),
        "organization": _("学校、单位"),
        "stage": _("学段"),
        "grade": _("年级"),
        "class_name": _("班级或者部门"),
        "student_number": _("学号或者工号"),
        "since": _("从"),
        "until": _("到"),
    },
    leaving=STRIPPED,
    stripped={"student_number": ""},
    names="class_name",
)
keep(
    "registration.Leaving",
    _("注销的记录"),
    why=_("备份恢复以后，删掉的不会再出现。"),
    how_long=_("一直留着，只有编号和日期。"),
    whose="account",
    shown={"left_at": _("哪天注销")},
    leaving=STAYS,
)
acted("registration.Leaving", "asked_by")
acted("registration.Promotion", "made_by undone_by")
acted("registration.Roster", "handed_in_by")
# What schools and units say of people is theirs until it is agreed to, and goes by itself (see forget_old_entries);
# what was agreed to goes when the person leaves.
acted("registration.RosterEntry", "answered_by")
of_things("registration.RosterEntry", "name document_number document_hash class_name phone")
for table in ("ServiceField", "Skill", "Language", "Ethnicity", "Nationality"):
    of_things(f"registration.{table}", "name")
