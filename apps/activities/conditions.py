"""What a person has to meet to take a place, each condition once: the page asks before the click, the action under its
lock, lists to say «能报» or why not, the API as well. A condition that fails says what is missing and what to do.

Conditions are functions of what is known (`Facts`) and one shift, registered by the code of their refusal. Apps to the
right of this one add theirs the same way.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Activity, Shift, Signup
from apps.activities.pauses import pause_of
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import clock, day_words
from apps.organizations.models import Member, Organization
from apps.registration.models import Qualification, Skill, Volunteer

POLICIES = ("age", "minors", "no_show")


class About(IntEnum):
    """What a condition looks at; it is asked in this order, so that one hears first what holds for everything."""

    PERSON = 1
    ACTIVITY = 2
    SHIFT = 3


@dataclass(frozen=True)
class Missing:
    """What keeps a person from a place, and the way round it: what to do, and where. `others` is what is missing of the
    same kind besides."""

    code: str
    words: str
    action: str = ""
    url: str = ""
    others: tuple["Missing", ...] = ()

    def refusal(self) -> Refused:
        return Refused(self.words, code=self.code)


class Facts:
    """What is known of one person in view of a set of shifts. Each thing is asked for once, and only when a condition
    needs it, so the number of queries does not grow with the shifts."""

    def __init__(
        self,
        volunteer: Volunteer | None,
        shifts: Iterable[Shift],
        *,
        by: User,
        now: datetime.datetime,
        instead_of: Signup | None = None,
        on_the_spot: bool = False,
    ) -> None:
        """`instead_of`: a sign-up that ends if this one comes about. `on_the_spot`: the person stands there."""
        self.volunteer, self.shifts, self.by, self.now = volunteer, list(shifts), by, now
        self.instead_of, self.on_the_spot = instead_of, on_the_spot
        self._known: dict[str, Any] = {}

    def once(self, name: str, ask: Callable[[], Any]) -> Any:
        if name not in self._known:
            self._known[name] = ask()
        return self._known[name]

    def policy(self, topic: str) -> dict[str, int]:
        return self.once("policies", lambda: PolicyRow.objects.values_of_each(POLICIES))[topic]

    def age_at(self, shift: Shift) -> int:
        """Full years on the day the shift begins."""
        return self.volunteer.age_on(days.day_of(shift.starts_at))

    def is_minor_at(self, shift: Shift) -> bool:
        return self.age_at(shift) < self.policy("age")["adult"]

    @property
    def is_own(self) -> bool:
        return self.volunteer.user_id == self.by.pk


Judge = Callable[[Facts, Shift], Missing | None]
CONDITIONS: dict[About, dict[str, Judge]] = {about: {} for about in About}


def condition(name: str, about: About) -> Callable[[Judge], Judge]:
    """Register what has to be met; asked in the order of registration."""

    def register(judge: Judge) -> Judge:
        if any(name in known for known in CONDITIONS.values()):
            raise ValueError(f"There are two conditions named {name}.")
        CONDITIONS[about][name] = judge
        return judge

    return register


def missing_for(facts: Facts, shift: Shift, abouts: Iterable[About] = About) -> Missing | None:
    """The first condition that is not met, or None."""
    verdicts = (judge(facts, shift) for about in abouts for judge in CONDITIONS[about].values())
    return next((missing for missing in verdicts if missing), None)


def refuse_unless_met(facts: Facts, shift: Shift) -> None:
    if missing := missing_for(facts, shift):
        raise missing.refusal()


def others(activity: Activity) -> str:
    """Where to look instead: what is near by and has places."""
    return f"{reverse('activities:list')}?banner={activity.banner}&places=on"


# --- the person -----------------------------------------------------------------------------------------


@condition("identity", About.PERSON)
def identity_has_passed(facts: Facts, shift: Shift) -> Missing | None:
    if facts.volunteer.is_passed:
        return None
    return Missing("identity_not_passed", _("身份核验通过后才能报名。"), *_file_of(facts))


@condition("consent", About.PERSON)
def guardian_has_consented(facts: Facts, shift: Shift) -> Missing | None:
    """Under 18 a guardian agrees first; under 14 to the keeping of a child's data as well."""
    volunteer = facts.volunteer
    if volunteer.age >= facts.policy("age")["adult"] or facts.once("consent", volunteer.has_guardian_consent):
        return None
    words = (
        _("未满18岁，先请监护人在自己的账号里同意。") if facts.is_own else _("先在“孩子”里同意这个孩子参加。")
    )
    return Missing("guardian_consent_missing", words, *_file_of(facts))


def _file_of(facts):
    if facts.is_own:
        return _("看我的档案"), reverse("registration:file")
    return _("去看孩子的资料"), reverse("registration:children")


@condition("pause", About.PERSON)
def no_shows_do_not_pause(facts: Facts, shift: Shift) -> Missing | None:
    """Whoever did not come several times in a row signs up again after a while."""
    pause = facts.once("pause", lambda: pause_of(facts.volunteer, facts.now, facts.policy("no_show")))
    if pause is None:
        return None
    words = _("连着%(times)d次报了名没来，报名停到%(day)s。确实有原因，可以在“我的报名”里说明。")
    values = {"times": pause.times, "day": day_words(pause.until)}
    return Missing("paused", words % values, _("去说明"), reverse("activities:mine_past"))


# --- the activity ---------------------------------------------------------------------------------------


@condition("open", About.ACTIVITY)
def activity_is_open(facts: Facts, shift: Shift) -> Missing | None:
    """Published, not over, by an organisation in good standing."""
    activity = shift.position.activity
    look = (_("看看别的活动"), others(activity))
    if activity.state == Activity.State.CANCELLED:
        return Missing("not_open", _("这个活动取消了。"), *look)
    if activity.organization.state != Organization.State.APPROVED:
        return Missing("organization_suspended", _("发起的组织现在不招募，这个活动先停报名。"), *look)
    if activity.state != Activity.State.PUBLISHED or activity.ends_at <= facts.now:
        return Missing("not_open", _("这个活动现在不招募。"), *look)
    return None


@condition("opens", About.ACTIVITY)
def signing_up_has_begun(facts: Facts, shift: Shift) -> Missing | None:
    activity = shift.position.activity
    if activity.opens_at is None or activity.opens_at <= facts.now:
        return None
    when = {"day": day_words(activity.opens_at), "time": clock(activity.opens_at)}
    words = _("%(day)s %(time)s开始报名，到时候再来。") % when
    return Missing("not_open_yet", words, _("先看别的活动"), others(activity))


@condition("closes", About.ACTIVITY)
def signing_up_goes_on(facts: Facts, shift: Shift) -> Missing | None:
    """Nobody new after the end of sign-up. Who is on the list already takes the place that was kept for them or changes
    to another shift; whoever stands there while it runs is let in by the leader."""
    activity = shift.position.activity
    if not activity.has_ended_sign_up(facts.now) or facts.instead_of or facts.on_the_spot:
        return None
    when = {"day": day_words(activity.closes_at), "time": clock(activity.closes_at)}
    words = _("招募到%(day)s %(time)s为止，报名已经结束了。")
    return Missing("sign_up_ended", words % when, _("看还在招人的活动"), others(activity))


def refuse_unless_sign_up_goes_on(shift: Shift, *, by: User) -> None:
    """Nobody is gathered or invited either, who could not come any more."""
    if missing := what_stops_everybody(Facts(None, [shift], by=by, now=timezone.now()), shift):
        raise missing.refusal()


def what_stops_everybody(facts: Facts, shift: Shift) -> Missing | None:
    """What keeps people from an activity whoever they are: sign-up has ended, or nothing insures it."""
    verdicts = (CONDITIONS[About.ACTIVITY][name](facts, shift) for name in ("closes", "insured"))
    return next(filter(None, verdicts), None)


@condition("members", About.ACTIVITY)
def members_only(facts: Facts, shift: Shift) -> Missing | None:
    activity = shift.position.activity
    if not activity.members_only or activity.organization_id in facts.once(
        "memberships", lambda: _teams(facts)
    ):
        return None
    words = _("只有“%(name)s”的成员能报，先加入这支队伍。") % {"name": activity.organization.name}
    page = reverse("organizations:detail", args=[activity.organization_id])
    return Missing("members_only", words, _("去加入"), page)


def _teams(facts):
    """Of the organisations in view, those the person belongs to."""
    asked = {shift.position.activity.organization_id for shift in facts.shifts}
    mine = Member.objects.belonging().about(facts.volunteer.user_id).filter(organization__in=asked)
    return set(mine.values_list("organization_id", flat=True))


@condition("residents", About.ACTIVITY)
def residents_only(facts: Facts, shift: Shift) -> Missing | None:
    activity = shift.position.activity
    if activity.residents_of_id is None or facts.volunteer.region_id.startswith(activity.residents_of_id):
        return None
    words = _("只招住在%(region)s的人。搬了家就先改居住地。") % {"region": activity.residents_of.name}
    return Missing("not_a_resident", words, *_file_of(facts))


# --- the shift ------------------------------------------------------------------------------------------


@condition("standing", About.SHIFT)
def shift_is_ahead(facts: Facts, shift: Shift) -> Missing | None:
    look = (_("看别的班次和活动"), others(shift.position.activity))
    if shift.called_off_at:
        return Missing("called_off", _("这一班取消了。"), *look)
    if shift.ends_at <= facts.now:
        return Missing("over", _("这一班已经结束。"), *look)
    if shift.starts_at <= facts.now and not facts.on_the_spot:
        return Missing("started", _("这一班已经开始，不能报名了。"), *look)
    return None


@condition("hazardous", About.SHIFT)
def minors_are_kept_from_danger(facts: Facts, shift: Shift) -> Missing | None:
    activity = shift.position.activity
    if not activity.is_hazardous or not facts.is_minor_at(shift):
        return None
    words = _("可能有人身危险的活动，未满18岁不能参加。")
    return Missing("hazardous_for_minors", words, _("找适合的活动"), others(activity))


@condition("age", About.SHIFT)
def age_is_right(facts: Facts, shift: Shift) -> Missing | None:
    """On the day of the shift."""
    activity, age = shift.position.activity, facts.age_at(shift)
    look = (_("找适合的活动"), others(activity))
    if age < activity.minimum_age:
        words = _("这个活动要年满%(age)d岁才能参加。") % {"age": activity.minimum_age}
        return Missing("too_young", words, *look)
    if activity.maximum_age is not None and age > activity.maximum_age:
        words = _("这个活动只招%(age)d岁以下的人。") % {"age": activity.maximum_age + 1}
        return Missing("too_old", words, *look)
    return None


@condition("night", About.SHIFT)
def minors_sleep_at_night(facts: Facts, shift: Shift) -> Missing | None:
    if not facts.is_minor_at(shift):
        return None
    hours = facts.policy("minors")
    if not touches_night(shift.starts_at, shift.ends_at, hours["night_from"], hours["night_until"]):
        return None
    words = _("未满18岁，晚上%(start)d点到早上%(end)d点之间不安排服务，请选白天的班。")
    values = {"start": hours["night_from"], "end": hours["night_until"]}
    return Missing("night_for_minors", words % values, _("找白天的活动"), others(shift.position.activity))


def touches_night(start: datetime.datetime, end: datetime.datetime, first: int, last: int) -> bool:
    """Whether a stretch of time reaches into a night, from `first` o'clock until `last` o'clock of the next day."""
    day, hour = days.day_of(start) - datetime.timedelta(days=1), datetime.timedelta(hours=1)
    while days.start_of(day) < end:
        tomorrow = day + datetime.timedelta(days=1)
        if start < days.start_of(tomorrow) + last * hour and days.start_of(day) + first * hour < end:
            return True
        day = tomorrow
    return False


@condition("skills", About.SHIFT)
def skills_are_there(facts: Facts, shift: Shift) -> Missing | None:
    """What the activity and the position ask for; where a skill needs a certificate, one that is in force on the day."""
    asked = {*shift.position.activity.required_skills, *shift.position.required_skills}
    if not asked:
        return None
    skills = facts.once("skills", Skill.objects.in_bulk)
    unheld = {code for code in asked if not _holds(facts, skills[code], days.day_of(shift.starts_at))}
    if not unheld:
        return None
    names = "、".join(skills[code].name for code in sorted(unheld))
    if any(skills[code].needs_certificate for code in unheld):
        words = _("这个岗位要有：%(names)s，证书到那天还要有效。先把证书传上来，审核通过再报。")
    else:
        words = _("这个岗位要会：%(names)s。会的话，先在资料里勾上。")
    return Missing("skill_missing", words % {"names": names}, *_file_of(facts))


def _holds(facts, skill, day):
    if skill.needs_certificate:
        until = facts.once("qualifications", lambda: _qualified_until(facts)).get(skill.pk)
        return until is not None and until >= day
    return skill.pk in facts.volunteer.skill_codes


def _qualified_until(facts):
    """{skill: the last day its certificate is good for}; far ahead where it never ends."""
    first = min(days.day_of(shift.starts_at) for shift in facts.shifts)
    held = Qualification.objects.holding(first).filter(volunteer=facts.volunteer)
    until = {}
    for skill, ends in held.values_list("skill_id", "expires_on"):
        until[skill] = max(ends or datetime.date.max, until.get(skill, datetime.date.min))
    return until


@condition("once", About.SHIFT)
def not_signed_up_already(facts: Facts, shift: Shift) -> Missing | None:
    if own := next((signup for signup in own_places(facts) if signup.shift_id == shift.pk), None):
        words = _("你已经报了这一班。") if own.is_joined else _("你已经在候补名单里了。")
        return Missing("already_signed_up", words, _("看我的报名"), reverse("activities:mine"))
    return None


@condition("overlap", About.SHIFT)
def time_is_free(facts: Facts, shift: Shift) -> Missing | None:
    """Nobody is in two places at once; one shift may begin when another ends."""
    for signup in own_places(facts):
        during = signup.during
        if signup.is_joined and during.lower < shift.ends_at and shift.starts_at < during.upper:
            title = signup.shift.position.activity.title
            words = _("和已报的“%(title)s”时间重叠，想换就先取消那一班。") % {"title": title}
            return Missing("overlaps", words, _("看我的报名"), reverse("activities:mine"))
    return None


def own_places(facts: Facts) -> list[Signup]:
    """What the person holds or waits for in the time of these shifts."""
    mine = Signup.objects.live().of(facts.volunteer)
    if facts.instead_of:
        mine = mine.exclude(pk=facts.instead_of.pk)
    return facts.once("own", lambda: list(mine.beside(facts.shifts)))


def hint_for(facts: Facts, shift: Shift) -> str:
    """Nothing that refuses, but good to know: a small child does not come alone."""
    age = facts.policy("age")["accompanied"]
    if facts.age_at(shift) >= age:
        return ""
    return _("不满%(age)d岁的孩子，最好监护人也报这一班，一起来。") % {"age": age}
