"""Every kind of message there is: what it is called, and how far it goes. A message of a new kind needs its line here."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """What people choose channels for, and what they narrow their inbox to."""

    SIGNUP = "signup", _("报名和班次")
    ACTIVITY = "activity", _("活动")
    TRAINING = "training", _("培训")
    HOURS = "hours", _("时长和星级")
    IDENTITY = "identity", _("核验和监护")
    INSURANCE = "insurance", _("保险")
    TEAM = "team", _("队伍")
    ACCOUNT = "account", _("账号")


@dataclass(frozen=True)
class Kind:
    """`important`: sent outside too, unless the person said otherwise. `at_once`: quiet hours do not hold it back.
    `open_title`: the title of the message names no person and nothing private, so it may be read on a locked phone;
    otherwise the name of the kind goes out in its place."""

    name: Any
    group: Group
    important: bool = False
    at_once: bool = False
    open_title: bool = False


KINDS = {
    "evaluation": Kind(_("评价有消息"), Group.HOURS, open_title=True),
    "evaluation.open": Kind(_("一班结束了，可以评价"), Group.HOURS, open_title=True),
    "evaluation.due": Kind(_("有人等你们评价"), Group.HOURS, open_title=True),
    "commendation": Kind(_("表彰有消息"), Group.HOURS, open_title=True),
    "complaint": Kind(_("你的投诉有消息"), Group.ACCOUNT, important=True),
    "complaint.lodged": Kind(_("有投诉要办"), Group.ACTIVITY, important=True),
    "complaint.told": Kind(_("部门就一件投诉有话说"), Group.TEAM, important=True),
    "complaint.overdue": Kind(_("有投诉过了期限"), Group.ACTIVITY, important=True),
    "signup": Kind(_("报名有消息"), Group.SIGNUP, open_title=True),
    "signup.offered": Kind(_("候补轮到你了"), Group.SIGNUP, important=True, at_once=True, open_title=True),
    "signup.lapsed": Kind(_("候补没排上"), Group.SIGNUP, open_title=True),
    "signup.left": Kind(_("有报名取消了"), Group.SIGNUP, important=True, open_title=True),
    "signup.removed": Kind(_("你的名额被取消了"), Group.SIGNUP, important=True, open_title=True),
    "signup.changed": Kind(_("时间地点有变化"), Group.SIGNUP, important=True, at_once=True, open_title=True),
    "signup.reminder": Kind(_("明天有你的班"), Group.SIGNUP, important=True, open_title=True),
    "signup.missed": Kind(_("记了你没有来"), Group.SIGNUP, important=True, open_title=True),
    "signup.excused": Kind(_("改记为请假"), Group.SIGNUP, open_title=True),
    "signup.explained": Kind(_("有人说明了没来的原因"), Group.ACTIVITY, open_title=True),
    "signup.invited": Kind(_("有组织邀请你参加"), Group.SIGNUP, open_title=True),
    "signup.party": Kind(_("一起报名有消息"), Group.SIGNUP, open_title=True),
    "signup.uninsured": Kind(
        _("报的活动现在没有保险"), Group.SIGNUP, important=True, at_once=True, open_title=True
    ),
    "signup.untrained": Kind(_("报的班要的培训作废了"), Group.SIGNUP, important=True, open_title=True),
    "attendance.roll": Kind(_("队长点名记下了你"), Group.SIGNUP, open_title=True),
    "attendance.leader": Kind(_("请你当这一班的队长"), Group.SIGNUP, important=True, open_title=True),
    "activity_cancelled": Kind(_("活动取消了"), Group.SIGNUP, important=True, at_once=True, open_title=True),
    "activity.emergency": Kind(_("应急召集"), Group.ACTIVITY, important=True, at_once=True, open_title=True),
    "activity.uninsured": Kind(
        _("有危险的活动没有保险了"), Group.ACTIVITY, important=True, at_once=True, open_title=True
    ),
    "activity.untrained": Kind(_("报名的人缺培训"), Group.ACTIVITY, important=True, open_title=True),
    "activity.found": Kind(_("有你在找的活动"), Group.ACTIVITY, open_title=True),
    "activity.followed": Kind(_("关注的组织有新活动"), Group.ACTIVITY, open_title=True),
    "activity_decided": Kind(_("活动审核有结果了"), Group.ACTIVITY, important=True, open_title=True),
    "training": Kind(_("培训报名有消息"), Group.TRAINING, open_title=True),
    "training.offered": Kind(
        _("培训候补轮到你了"), Group.TRAINING, important=True, at_once=True, open_title=True
    ),
    "training.lapsed": Kind(_("培训没排上"), Group.TRAINING, open_title=True),
    "training.left": Kind(_("有培训报名取消了"), Group.TRAINING, important=True, open_title=True),
    "training.called_off": Kind(
        _("培训取消了"), Group.TRAINING, important=True, at_once=True, open_title=True
    ),
    "training.stopped": Kind(
        _("报了名的培训停了"), Group.TRAINING, important=True, at_once=True, open_title=True
    ),
    "training.changed": Kind(_("培训有变化"), Group.TRAINING, important=True, at_once=True, open_title=True),
    "training.reminder": Kind(_("明天上课"), Group.TRAINING, important=True, open_title=True),
    "training.missed": Kind(_("培训没有来"), Group.TRAINING, open_title=True),
    "training.test": Kind(_("有个小测验等你做"), Group.TRAINING, open_title=True),
    "training.completed": Kind(_("培训结业了"), Group.TRAINING, open_title=True),
    "training.voided": Kind(_("有结业作废了"), Group.TRAINING, important=True, open_title=True),
    "training.leader": Kind(_("请你带一场培训"), Group.TRAINING, important=True, open_title=True),
    "training.outside": Kind(_("登记的培训没有通过"), Group.TRAINING, open_title=True),
    "training.running_out": Kind(_("培训快到期了"), Group.TRAINING, important=True, open_title=True),
    "training.basic": Kind(_("基础培训该上了"), Group.TRAINING, open_title=True),
    "training.backbone": Kind(_("骨干培训该上了"), Group.TRAINING, open_title=True),
    "training.certificate": Kind(_("证书快到期了"), Group.TRAINING, important=True, open_title=True),
    "hours.confirmed": Kind(_("时长记上了"), Group.HOURS, open_title=True),
    "hours.rejected": Kind(_("有时长被退回"), Group.HOURS, important=True, open_title=True),
    "hours.too_short": Kind(_("有一次没有记时长"), Group.HOURS, open_title=True),
    "hours.urged": Kind(_("有志愿者等着确认时长"), Group.HOURS, open_title=True),
    "hours.overdue": Kind(_("有时长过了确认期限"), Group.HOURS, open_title=True),
    "hours.appeal_filed": Kind(_("有志愿者对时长有异议"), Group.HOURS, open_title=True),
    "hours.appeal_settled": Kind(_("时长申诉有结果了"), Group.HOURS, important=True, open_title=True),
    "hours.appeal_answered": Kind(_("时长申诉有结果了"), Group.HOURS, open_title=True),
    "hours.voided": Kind(_("有时长作废了"), Group.HOURS, important=True, open_title=True),
    "goal.behind": Kind(_("年度目标的进度"), Group.HOURS),
    "star_reached": Kind(_("达到了新的星级"), Group.HOURS, open_title=True),
    "star_noticed": Kind(_("星级在公示"), Group.HOURS, open_title=True),
    "star_recognized": Kind(_("星级认定了"), Group.HOURS, open_title=True),
    "star_less": Kind(_("时长不够一颗星了"), Group.HOURS, important=True),
    "star_held": Kind(_("星级认定有变化"), Group.HOURS, important=True),
    "star_withdrawn": Kind(_("有星级取消了"), Group.HOURS, important=True),
    "star_objection": Kind(_("有人对公示的星级提了异议"), Group.TEAM, important=True, open_title=True),
    "star_objection_answered": Kind(_("你提的异议有答复了"), Group.HOURS, important=True, open_title=True),
    "insurance.answered": Kind(_("保险有结果了"), Group.INSURANCE, important=True, open_title=True),
    "insurance.ended": Kind(_("有一份保险终止了"), Group.INSURANCE, important=True, open_title=True),
    "insurance.ends": Kind(_("有保单快到期了"), Group.INSURANCE, important=True, open_title=True),
    "insurance.policy": Kind(_("保单核对有结果了"), Group.INSURANCE, important=True, open_title=True),
    "insurance.paused": Kind(_("有保单的名单停交了"), Group.INSURANCE, important=True, open_title=True),
    "insurance.contact": Kind(_("请你跟进保单的报案"), Group.INSURANCE, important=True, open_title=True),
    "claim.moved": Kind(_("报案有进展了"), Group.INSURANCE, important=True),
    "claim.reported": Kind(_("有人报案了"), Group.INSURANCE, important=True, at_once=True),
    "paper.revoked": Kind(_("有证明撤销了"), Group.HOURS, important=True, open_title=True),
    "paper.stated": Kind(_("学校、单位给你开了情况说明"), Group.HOURS, open_title=True),
    "paper.thanks": Kind(_("收到一份感谢状"), Group.HOURS, open_title=True),
    "seal_decided": Kind(_("印章审核有结果了"), Group.TEAM, open_title=True),
    "export": Kind(_("要的文件有消息"), Group.TEAM, important=True, open_title=True),
    "export.asked": Kind(_("有一份导出等你同意"), Group.TEAM, important=True, open_title=True),
    "promotion": Kind(_("新学年升级了"), Group.IDENTITY),
    "roster": Kind(_("有学校、单位说你在那里"), Group.IDENTITY, important=True),
    "birthday": Kind(_("到年龄了，规则变了"), Group.IDENTITY, important=True),
    "identity": Kind(_("身份核验有结果了"), Group.IDENTITY, important=True, open_title=True),
    "identity_handed_over": Kind(_("档案移到了新手机号"), Group.ACCOUNT, important=True, open_title=True),
    "certificate": Kind(_("资格证书审核有结果了"), Group.IDENTITY, important=True, open_title=True),
    "guardian": Kind(_("监护人的同意有变化"), Group.IDENTITY, important=True),
    "organization_decided": Kind(_("组织审核有结果了"), Group.TEAM, important=True, open_title=True),
    "guidance_asked": Kind(_("有队伍请你们指导"), Group.TEAM, important=True, open_title=True),
    "guidance": Kind(_("指导单位有答复了"), Group.TEAM, important=True, open_title=True),
    "parent_asked": Kind(_("有组织想归到你们下面"), Group.TEAM, important=True, open_title=True),
    "parent_answered": Kind(_("上下级关系有变化"), Group.TEAM, open_title=True),
    "membership": Kind(_("加入组织有消息"), Group.TEAM, open_title=True),
    "organization_message": Kind(_("你的组织发来消息"), Group.TEAM),
    "organization_stopped": Kind(
        _("报了名的活动停了"), Group.SIGNUP, important=True, at_once=True, open_title=True
    ),
    "post_offered": Kind(_("有组织请你担任职务"), Group.TEAM, important=True),
    "post_answered": Kind(_("职务邀请有回音了"), Group.TEAM),
    "post_given": Kind(_("你有了新的职务"), Group.TEAM, important=True),
    "post_ended": Kind(_("你的职务到期了"), Group.TEAM, important=True),
}


def kind_named(name):
    """A kind by the name it is told with. One that is not here is a mistake of the code that tells it."""
    try:
        return KINDS[name]
    except KeyError:
        raise LookupError(f"No kind of message is named {name!r}: give it a line in {__name__}.") from None


def names_in(group):
    return [name for name, kind in KINDS.items() if kind.group == group]
