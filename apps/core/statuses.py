"""How a state looks, once for the whole site: the same state has the same word, icon and colour on every page.

Families are named after what has the state; values are those of the model's choices. Tones: ok, wait, bad, info, mute.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Look(NamedTuple):
    tone: str
    icon: str
    word: str


DRAFT = Look("mute", "pencil", _("草稿"))
IN_REVIEW = Look("wait", "hourglass", _("待审核"))
TO_VERIFY = Look("wait", "hourglass", _("待核验"))
VERIFIED = Look("ok", "badge-check", _("已核验"))
RETURNED = Look("bad", "circle-x", _("已退回"))
CANCELLED = Look("mute", "ban", _("已取消"))
ENDED = Look("mute", "flag", _("已结束"))

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
        "draft": DRAFT,
        "submitted": IN_REVIEW,
        "returned": RETURNED,
        "published": Look("ok", "circle-check", _("招募中")),
        "full": Look("info", "users", _("已招满")),
        "under_way": Look("info", "clock", _("进行中")),
        "ended": ENDED,
        "cancelled": CANCELLED,
    },
    "signup": {
        "active": Look("ok", "check", _("已报名")),
        "cancelled": CANCELLED,
    },
    "attendance": {
        "expected": Look("mute", "clock", _("未到")),
        "present": Look("ok", "check", _("已到")),
        "left": Look("ok", "check", _("已签退")),
        "roll": Look("info", "clipboard-list", _("队长代签")),
        "no_check_out": Look("wait", "triangle-alert", _("没有签退")),
        "excused": Look("mute", "ban", _("请假")),
        "absent": Look("mute", "clock", _("未到")),
    },
    "organization": {
        "pending": TO_VERIFY,
        "verified": VERIFIED,
        "rejected": RETURNED,
        "suspended": Look("bad", "ban", _("已暂停")),
        "closed": ENDED,
    },
    "identity": {
        "pending": TO_VERIFY,
        "verified": VERIFIED,
        "rejected": RETURNED,
    },
    "member": {
        "pending": Look("wait", "hourglass", _("待同意")),
        "active": Look("ok", "check", _("在队")),
        "rejected": RETURNED,
        "left": Look("mute", "log-out", _("已离队")),
    },
    "consent": {
        "pending": Look("wait", "hourglass", _("待监护人同意")),
        "given": Look("ok", "shield-check", _("监护人已同意")),
        "withdrawn": Look("mute", "ban", _("监护人已撤回")),
    },
    "star": {
        "reached": Look("wait", "hourglass", _("待认定")),
        "announced": Look("info", "megaphone", _("公示中")),
        "recognized": Look("ok", "check", _("已认定")),
        "fallen": Look("mute", "ban", _("已退回")),
    },
    "goal": {
        "met": Look("ok", "check", _("已满")),
        "open": Look("wait", "hourglass", _("还差一些")),
        "none": Look("mute", "minus", _("没有目标")),
    },
}


def look_of(family, value):
    """The look of one state. A state nobody gave a look is a mistake of ours: it fails, it does not show raw."""
    return STATUSES[str(family)][str(value)]
