"""Who is insured on a day, and what is missing where somebody is not. Activities ask here before they let people in."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.templatetags.ui import day_words
from apps.insurance.agreeing import has_agreed
from apps.insurance.models import Cover, Policy
from apps.registration.models import Volunteer


def covered(
    volunteer_ids: Iterable[int], days: Iterable[datetime.date], policies: QuerySet[Policy]
) -> set[int]:
    """Those of these people who are insured by one of these policies on each of these days."""
    asked, ids = set(days), list(volunteer_ids)
    covers = Cover.objects.filter(volunteer__in=ids, policy__in=policies, state__in=Cover.COUNTS)
    found = {}
    for volunteer, during in covers.values_list("volunteer", "during"):
        found.setdefault(volunteer, set()).update(day for day in asked if day in during)
    return {volunteer for volunteer, held in found.items() if held == asked}


@dataclass(frozen=True)
class Lack:
    """Why somebody is not insured, and what to do about it."""

    code: str
    words: str
    action: str = ""
    url: str = ""


def lack_of(volunteer: Volunteer, day: datetime.date, policies: QuerySet[Policy]) -> Lack:
    """What keeps a person from being insured by one of these policies on a day, the nearest thing to do first. Free
    policies of other regions are nobody's but theirs who live there."""
    fitting = list(policies.in_force().on(day).within_reach_of(volunteer.region_id))
    if not fitting:
        words = _(
            "这一天没有管到你的保单，现在不能参加有危险的活动。请告诉办活动的组织，由组织或者部门续上保险。"
        )
        return Lack("no_policy", words)
    if not any(policy.admits(volunteer.age_on(day)) for policy in fitting):
        return Lack("age_outside_policy", _("年龄不在保单的范围里，不能参加有危险的活动。请换别的活动。"))
    covers = list(Cover.objects.of(volunteer).filter(policy__in=fitting).order_by("pk"))
    states = {cover.state for cover in covers}
    if Cover.State.ELIGIBLE in states and not has_agreed(volunteer):
        words = _("还没有保险：先同意把名单交给保险公司，保险公司承保以后才能参加。")
        return Lack("insurer_consent_missing", words, _("去同意"), reverse("accounts:consents"))
    return _lack_with(states, covers)


def is_on_the_way(volunteer: Volunteer, policy: Policy) -> bool:
    """Whether the person is in the policy, or was put up for it and refused."""
    return Cover.objects.of(volunteer).filter(policy=policy).exclude(state=Cover.State.ENDED).exists()


def lack_until_signed_up(volunteer: Volunteer, policy: Policy) -> Lack | None:
    """What is missing where one comes into an activity's own policy by signing up."""
    if not policy.is_named:
        return None
    if has_agreed(volunteer):
        words = _("报上名就排进这个活动的保险“%(name)s”，保险公司承保以后才能签到。")
        return Lack("not_accepted_yet", words % {"name": policy.name})
    words = _("报上名就排进这个活动的保险“%(name)s”。先同意把名单交给保险公司，保险公司承保以后才能签到。")
    return Lack(
        "insurer_consent_missing", words % {"name": policy.name}, _("去同意"), reverse("accounts:consents")
    )


def _lack_with(states, covers):
    """What is missing where a cover is on its way, or is none."""
    mine = _("看我的保险"), reverse("insurance:mine")
    if Cover.State.ACCEPTED in states:
        first = min(cover.first_day for cover in covers if cover.state == Cover.State.ACCEPTED)
        words = _("保险从%(day)s起才生效，生效以前不能参加有危险的活动。请换那天以后的班。")
        return Lack("not_covered_yet", words % {"day": day_words(first)}, *mine)
    if states & {Cover.State.ELIGIBLE, Cover.State.SENT}:
        words = _("名单已经排上，保险公司还没有承保，承保以前不能参加有危险的活动。等收到承保的消息再来。")
        return Lack("not_accepted_yet", words, *mine)
    if Cover.State.REFUSED in states:
        words = _(
            "保险公司没有承保，不能参加有危险的活动。原因在“我的保险”里；改好了，请办保险的部门或者组织再报一次。"
        )
        return Lack("refused_by_insurer", words, *mine)
    words = _(
        "这一天没有保险，不能参加有危险的活动。每天夜里会补排保险，明天再看“我的保险”；还没有，就告诉办活动的组织。"
    )
    return Lack("not_covered", words, *mine)
