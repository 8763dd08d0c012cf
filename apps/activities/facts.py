"""What a notice says, as pairs of a word and its content: for the workbench, for reviewers, and for what changes."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Beneficiary, Protection
from apps.core.display import hours_minutes
from apps.core.templatetags.ui import clock, day_words
from apps.insurance.models import Policy
from apps.regions.models import Region
from apps.registration.models import ServiceField, Skill

LISTS = {
    "service_fields": ServiceField,
    "beneficiaries": Beneficiary,
    "protections": Protection,
    "required_skills": Skill,
}


def moment(at):
    """12月5日 周六 18:00"""
    return f"{day_words(at)} {clock(at)}"


SAID = {
    "policy_id": lambda pk: Policy.objects.get(pk=pk).name,
    "residents_of_id": lambda code: Region.objects.get(pk=code).name,
    "minutes_before": hours_minutes,
    "minimum_age": lambda age: _("%(age)s岁") % {"age": age},
    "maximum_age": lambda age: _("%(age)s岁") % {"age": age},
    "cancel_hours": lambda hours: _("%(hours)d小时") % {"hours": hours},
    "opens_at": moment,
    "closes_at": moment,
}


def words_of():
    """What each field is called."""
    return {
        "title": _("标题"),
        "description": _("要做什么"),
        "service_fields": _("服务领域"),
        "beneficiaries": _("帮到谁"),
        "requirements": _("希望来的人"),
        "minimum_age": _("最小年龄"),
        "maximum_age": _("最大年龄"),
        "required_skills": _("一定要会的"),
        "minutes_before": _("要先服务满"),
        "residents_of_id": _("只招哪里的人"),
        "members_only": _("只招成员"),
        "risks": _("可能的风险"),
        "is_hazardous": _("可能有人身危险"),
        "policy_id": _("自己的保险"),
        "protections": _("给志愿者的保障"),
        "opens_at": _("开始报名"),
        "closes_at": _("报名截止"),
        "cancel_hours": _("最晚提前几小时取消"),
    }


def said(name, value):
    """One value in words; empty where there is nothing to say."""
    if name in LISTS:
        return "、".join(names(LISTS[name], value))
    if value in (None, "", 0, False):
        return ""
    if value is True:
        return _("是")
    return SAID.get(name, str)(value)


def window_of(activity):
    """From when to when one may sign up, where the notice says so and it is still of use."""
    opens, closes = activity.opens_at, activity.closes_at
    if opens and opens > timezone.now():
        words = _("%(opens)s开始，%(closes)s截止") if closes else _("%(opens)s开始")
        return words % {"opens": moment(opens), "closes": closes and moment(closes)}
    return _("%(closes)s截止") % {"closes": moment(closes)} if closes else ""


def names(model, codes):
    rows = model.objects.in_bulk(codes)
    return [rows[code].name for code in codes if code in rows]


def facts_of(activity):
    """Everything but title, description and place, which stand by themselves; what was not asked for is left out."""
    for name, word in words_of().items():
        if name not in {"title", "description"} and (words := said(name, getattr(activity, name))):
            yield word, words
    if activity.latitude is not None:
        point = {"east": f"{activity.longitude:g}", "north": f"{activity.latitude:g}"}
        yield _("地图上的位置"), _("经度%(east)s，纬度%(north)s") % point
