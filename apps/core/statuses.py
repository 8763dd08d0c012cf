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
    },
    "activity": {
        "draft": Look("mute", "pencil", _("草稿")),
        "in_review": IN_REVIEW,
        "returned": RETURNED,
        "published": Look("ok", "circle-check", _("招募中")),
        "full": Look("info", "users", _("已招满")),
        "under_way": Look("info", "clock", _("进行中")),
        "ended": Look("mute", "flag", _("已结束")),
        "cancelled": CANCELLED,
    },
    "signup": {
        "joined": Look("ok", "check", _("已报名")),
        "left": CANCELLED,
        "called_off": Look("mute", "ban", _("活动取消")),
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
    "identity": {
        "pending": Look("wait", "hourglass", _("待核验")),
        "passed": PASSED,
        "refused": REFUSED,
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
    },
}


def look_of(family, value):
    """The look of one state. A state nobody gave a look is a mistake of ours: it fails, it does not show raw."""
    return STATUSES[str(family)][str(value)]
