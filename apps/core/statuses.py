"""How a state looks, once for the whole site: the same state has the same word, icon and colour on every page.

Families are named after what has the state; values are those of the model's choices. Tones: ok, wait, bad, info, mute.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Look(NamedTuple):
    tone: str
    icon: str
    word: str


IN_REVIEW = Look("wait", "hourglass", _("审核中"))
RETURNED = Look("bad", "circle-x", _("已退回"))
REFUSED = Look("bad", "circle-x", _("未通过"))
PASSED = Look("ok", "badge-check", _("已通过"))
CANCELLED = Look("mute", "ban", _("已取消"))

STATUSES = {
    "hours": {
        "pending": Look("wait", "hourglass", _("待确认")),
        "confirmed": Look("ok", "check", _("已确认")),
        "rejected": RETURNED,
        "voided": Look("mute", "ban", _("已作废")),
        "overlap": Look("bad", "circle-x", _("时间重叠")),
        "own": Look("mute", "lock", _("不能自己确认")),
        "held": Look("wait", "triangle-alert", _("有疑点")),
    },
    "paper": {
        "valid": Look("ok", "badge-check", _("有效")),
        "replaced": Look("mute", "copy", _("已被更新")),
        "revoked": Look("bad", "ban", _("已撤销")),
        "run_out": Look("mute", "hourglass", _("有效期已过")),
    },
    "paper_batch": {
        "working": Look("wait", "hourglass", _("正在做")),
        "done": Look("ok", "check", _("做好了")),
        "stopped": Look("bad", "ban", _("停下了")),
    },
    "recompute": {
        "running": Look("wait", "hourglass", _("正在算")),
        "done": Look("ok", "check", _("算完了")),
        "failed": Look("bad", "triangle-alert", _("有的没算成")),
    },
    "export": {
        "asked": Look("wait", "hourglass", _("等另一个人同意")),
        "running": Look("wait", "hourglass", _("正在做")),
        "ready": Look("ok", "check", _("做好了")),
        "ended": Look("mute", "hourglass", _("过期了")),
        "refused": Look("bad", "circle-x", _("没有同意")),
        "stopped": Look("bad", "ban", _("没有做成")),
    },
    "seal": {
        "asked": IN_REVIEW,
        "approved": Look("ok", "badge-check", _("在用")),
        "refused": REFUSED,
        "withdrawn": Look("mute", "ban", _("不用了")),
    },
    "appeal": {
        "open": Look("wait", "hourglass", _("处理中")),
        "mended": Look("ok", "check", _("组织已改正")),
        "upheld": Look("ok", "circle-check", _("申诉成立")),
        "dismissed": Look("mute", "ban", _("维持原来的")),
    },
    "evaluation": {
        "private": Look("mute", "lock", _("只给本人看")),
        "waiting": Look("wait", "hourglass", _("待审核")),
        "shown": Look("ok", "eye", _("已公开")),
        "held": Look("mute", "ban", _("不公开")),
    },
    "commendation": {
        "asked": Look("wait", "hourglass", _("待审核")),
        "recorded": Look("ok", "trophy", _("已记录")),
        "refused": REFUSED,
        "voided": Look("mute", "ban", _("已撤销")),
    },
    "star_notice": {
        "open": Look("wait", "hourglass", _("公示中")),
        "settled": Look("ok", "badge-check", _("已认定")),
        "withdrawn": Look("mute", "ban", _("已撤下")),
    },
    "star_candidate": {
        "noticed": Look("wait", "hourglass", _("公示中")),
        "held": Look("info", "lock", _("先放一放")),
        "stands": Look("ok", "badge-check", _("已认定")),
        "dropped": Look("mute", "ban", _("这次没有认定")),
        "left": Look("mute", "ban", _("注销了")),
    },
    "star_objection": {
        "open": Look("wait", "hourglass", _("等答复")),
        "refuted": Look("ok", "check", _("核实后照常认定")),
        "upheld": Look("bad", "circle-x", _("核实后不认定")),
        "lapsed": Look("mute", "ban", _("不用答复了")),
    },
    "complaint": {
        "lodged": Look("wait", "hourglass", _("待受理")),
        "accepted": Look("info", "clipboard-list", _("办理中")),
        "passed_on": Look("mute", "signpost", _("不归这里管")),
        "settled": Look("ok", "check", _("已办结")),
        "withdrawn": Look("mute", "ban", _("已撤回")),
    },
    "activity": {
        "draft": Look("mute", "pencil", _("草稿")),
        "in_review": IN_REVIEW,
        "returned": RETURNED,
        "published": Look("ok", "circle-check", _("招募中")),
        "sign_up_ended": Look("info", "lock", _("报名截止")),
        "full": Look("info", "users", _("已招满")),
        "under_way": Look("info", "clock", _("进行中")),
        "ended": Look("mute", "flag", _("已结束")),
        "cancelled": CANCELLED,
        "withdrawn": Look("mute", "ban", _("已撤下")),
        "closed": Look("ok", "check", _("已结项")),
    },
    "signup": {
        "joined": Look("ok", "check", _("已报名")),
        "waiting": Look("wait", "hourglass", _("候补中")),
        "offered": Look("wait", "hourglass", _("等你答复")),
        "left": CANCELLED,
        "excused": Look("mute", "ban", _("请假")),
        "lapsed": Look("mute", "ban", _("没排上")),
        "removed": Look("mute", "ban", _("被移出")),
        "called_off": Look("mute", "ban", _("活动取消")),
        "no_show": Look("bad", "ban", _("没有来")),
    },
    "enrolment": {
        "joined": Look("ok", "check", _("已报名")),
        "waiting": Look("wait", "hourglass", _("候补中")),
        "offered": Look("wait", "hourglass", _("等你答复")),
        "left": CANCELLED,
        "lapsed": Look("mute", "ban", _("没排上")),
        "removed": Look("mute", "ban", _("被移出")),
        "called_off": Look("mute", "ban", _("这一场取消")),
        "no_show": Look("bad", "ban", _("没有来")),
    },
    "course": {
        "draft": Look("mute", "pencil", _("草稿")),
        "open": Look("ok", "circle-check", _("开放")),
        "closed": Look("mute", "flag", _("已停办")),
    },
    "session": {
        "open": Look("ok", "circle-check", _("报名中")),
        "full": Look("info", "users", _("已报满")),
        "over": Look("mute", "flag", _("已结束")),
        "called_off": CANCELLED,
    },
    "completion": {
        "holds": Look("ok", "badge-check", _("有效")),
        "ran_out": Look("mute", "flag", _("过了有效期")),
        "voided": Look("mute", "ban", _("已作废")),
    },
    "outside_training": {
        "asked": Look("wait", "hourglass", _("待核对")),
        "recorded": Look("ok", "badge-check", _("已记录")),
        "refused": REFUSED,
    },
    "party": {
        "asked": Look("wait", "hourglass", _("等答复")),
        "agreed": Look("ok", "check", _("同意了")),
        "declined": Look("mute", "ban", _("不去")),
    },
    "attendance": {
        "expected": Look("mute", "clock", _("未到")),
        "came": Look("ok", "check", _("已到")),
        "left": Look("ok", "check", _("已签退")),
        "roll": Look("info", "clipboard-list", _("现场点名")),
        "no_check_out": Look("wait", "triangle-alert", _("没有签退")),
        "missed": Look("mute", "ban", _("没有签到")),
        "excused": Look("mute", "ban", _("请假")),
    },
    "organization": {
        "applied": Look("wait", "hourglass", _("待审核")),
        "returned": RETURNED,
        "approved": PASSED,
        "suspended": Look("bad", "ban", _("已暂停")),
        "closed": Look("mute", "flag", _("已注销")),
    },
    "member": {
        "asked": Look("wait", "hourglass", _("等组织同意")),
        "invited": Look("wait", "hourglass", _("等你同意")),
        "member": Look("ok", "check", _("成员")),
        "refused": Look("bad", "circle-x", _("没有同意")),
        "declined": Look("mute", "ban", _("没有接受")),
        "left": Look("mute", "ban", _("已退出")),
        "removed": Look("mute", "ban", _("已移出")),
        "ended": Look("mute", "flag", _("随组织注销")),
    },
    "guidance": {
        "asked": Look("wait", "hourglass", _("等指导单位确认")),
        "confirmed": Look("ok", "badge-check", _("指导单位已确认")),
        "refused": Look("bad", "circle-x", _("指导单位没有确认")),
    },
    "identity": {
        "pending": Look("wait", "hourglass", _("待核验")),
        "passed": PASSED,
        "refused": REFUSED,
        "correction": Look("wait", "pencil", _("待更正")),
        "handed_over": Look("ok", "check", _("已移交")),
        "voided": Look("mute", "ban", _("已作废")),
        "merged": Look("mute", "flag", _("已并入原来的档案")),
        "left": Look("mute", "ban", _("已注销")),
    },
    "policy": {
        "draft": Look("mute", "pencil", _("草稿")),
        "checking": Look("wait", "hourglass", _("等部门核对")),
        "in_force": Look("ok", "shield-check", _("生效中")),
        "ended": Look("mute", "flag", _("已到期")),
        "withdrawn": Look("mute", "ban", _("已停用")),
    },
    "cover": {
        "consent": Look("wait", "triangle-alert", _("没有生效，等你同意")),
        "eligible": Look("wait", "hourglass", _("没有生效，排着")),
        "waiting": Look("wait", "hourglass", _("没有生效，排着")),
        "sent": Look("wait", "hourglass", _("没有生效，等承保")),
        "later": Look("info", "clock", _("承保了，还没到日子")),
        "accepted": Look("ok", "shield-check", _("生效中")),
        "over": Look("mute", "flag", _("已到期")),
        "refused": Look("bad", "circle-x", _("没有承保")),
        "ended": Look("mute", "ban", _("已终止")),
    },
    "delivery": {
        "made": Look("wait", "hourglass", _("等交出去")),
        "handed_over": Look("info", "check", _("已交出，等答复")),
        "answered": Look("ok", "check", _("已有答复")),
    },
    "claim": {
        "drafted": Look("mute", "pencil", _("还没交")),
        "reported": Look("info", "check", _("已报案")),
        "asked": Look("wait", "triangle-alert", _("等补材料")),
        "with_insurer": Look("info", "hourglass", _("保险公司在办")),
        "settled": Look("ok", "circle-check", _("已赔付")),
        "refused": Look("bad", "circle-x", _("没有赔付")),
        "withdrawn": Look("mute", "ban", _("已撤回")),
    },
    "roster": {
        "choosing": Look("wait", "pencil", _("等你对列")),
        "working": Look("info", "hourglass", _("正在读")),
        "done": Look("ok", "check", _("读完了")),
    },
    "roster_entry": {"unconfirmed": Look("wait", "hourglass", _("还没确认"))},
    "certificate": {
        "pending": Look("wait", "hourglass", _("待审核")),
        "passed": PASSED,
        "refused": REFUSED,
        "run_out": Look("mute", "flag", _("过了有效期")),
    },
    "consent": {
        "awaited": Look("wait", "hourglass", _("等监护人同意")),
        "given": Look("ok", "shield-check", _("监护人已同意")),
        "withdrawn": Look("mute", "ban", _("监护人已撤回")),
    },
    "star": {
        "reached": Look("wait", "hourglass", _("待认定")),
        "recognized": Look("ok", "check", _("已认定")),
    },
    "goal": {
        "met": Look("ok", "check", _("已满")),
        "open": Look("wait", "hourglass", _("还没满")),
        "on_course": Look("ok", "check", _("跟得上")),
        "behind": Look("wait", "hourglass", _("慢了些")),
        "missed": Look("mute", "flag", _("没满")),
        "none": Look("mute", "flag", _("没有目标")),
    },
    "draft": {
        "draft": Look("wait", "pencil", _("草案")),
        "in_force": Look("ok", "check", _("已定")),
        "withdrawn": Look("mute", "ban", _("不用了")),
    },
}


def look_of(family, value):
    """The look of one state. A state nobody gave a look is a mistake of ours: it fails, it does not show raw."""
    return STATUSES[str(family)][str(value)]
