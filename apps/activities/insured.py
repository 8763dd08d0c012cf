"""Whoever comes to what may hurt people is insured at that moment (志愿服务条例第十七条): asked at the code, at the roll and
at the roll in the field, held by the database."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from apps.activities.models import Activity, Shift, Signup
from apps.core import days
from apps.core.errors import Refused
from apps.insurance import covers, ending, enrolling
from apps.insurance.covers import Lack
from apps.insurance.models import Cover, Policy
from apps.registration.models import Volunteer


def uncovered(shift: Shift, people: Iterable[Volunteer], moments: Iterable[datetime.datetime]) -> set[int]:
    """Those of these volunteers who are not insured on the days of these moments and on the day the shift begins; nobody
    where nothing is dangerous."""
    activity = shift.position.activity
    ids = {volunteer.pk for volunteer in people}
    if not activity.is_hazardous or not ids:
        return set()
    asked = {days.day_of(moment) for moment in (shift.starts_at, *moments)}
    return ids - covers.covered(ids, asked, activity.policies())


def lack_at(shift: Shift, volunteer: Volunteer, moment: datetime.datetime) -> Lack | None:
    """What keeps somebody from a hazardous shift at a moment, and what to do about it."""
    if not uncovered(shift, [volunteer], [moment]):
        return None
    return covers.lack_of(volunteer, days.day_of(moment), shift.position.activity.policies())


def refuse_uncovered(shift: Shift, volunteer: Volunteer, moment: datetime.datetime) -> None:
    if lack := lack_at(shift, volunteer, moment):
        raise Refused(lack.words, code=lack.code)


def lack_before(activity: Activity, volunteer: Volunteer | None) -> Lack | None:
    """What insurance is missing for something hazardous, told to whoever looks at it, in time to see to it."""
    if not activity.is_hazardous or volunteer is None or not volunteer.is_passed:
        return None
    day, policies = max(days.today(), days.day_of(activity.starts_at)), activity.policies()
    if covers.covered([volunteer.pk], [day], policies):
        return None
    own = policies.in_force().filter(pk=activity.policy_id).first() if activity.policy_id else None
    if own and own.admits(volunteer.age_on(day)) and not covers.is_on_the_way(volunteer, own):
        return covers.lack_until_signed_up(volunteer, own)
    return covers.lack_of(volunteer, day, policies)


def insure(signups: Iterable[Signup]) -> None:
    """Whoever gets a place at an activity with a policy of its own is put on the way into that policy."""
    chosen = {}
    for signup in signups:
        if policy := signup.shift.position.activity.policy_id:
            chosen.setdefault(policy, []).append(signup.volunteer_id)
    for policy, volunteers in chosen.items():
        enrolling.enrol_for(policy, volunteers)


def insure_whoever_comes(activity: Activity | None = None) -> int:
    """Whoever holds a place to come is on the way into the activity's own policy: also where the policy was chosen after
    they signed up, or a night was missed. How many covers began."""
    coming = Signup.objects.coming().filter(shift__position__activity__policy__isnull=False)
    if activity:
        coming = coming.filter(shift__position__activity=activity)
    pairs = coming.values_list("shift__position__activity__policy", "volunteer").order_by().distinct()
    people = {}
    for policy, volunteer in pairs:
        people.setdefault(policy, []).append(volunteer)
    return sum(enrolling.enrol_for(policy, people[policy]) for policy in sorted(people))


def let_go(signups: Iterable[Signup]) -> None:
    """Whoever gave their place back, and comes to nothing else under that policy, is not reported to the insurer."""
    gone = {}
    for signup in signups:
        if policy := signup.shift.position.activity.policy_id:
            gone.setdefault(policy, []).append(signup.volunteer_id)
    for policy, volunteers in gone.items():
        end_unneeded(Cover.objects.filter(policy=policy, volunteer__in=volunteers))


def end_unneeded(chosen: QuerySet[Cover] | None = None) -> int:
    """Of these covers, those that came about by a sign-up and that the insurer has not heard of end when nothing is left
    to come to. How many."""
    coming = Signup.objects.coming().filter(
        shift__position__activity__policy=OuterRef("policy"), volunteer=OuterRef("volunteer")
    )
    waiting = Cover.objects.all() if chosen is None else chosen
    waiting = waiting.filter(
        ~Exists(coming), state=Cover.State.ELIGIBLE, policy__serves=Policy.Serves.ACTIVITY
    )
    ids = list(waiting.values_list("pk", flat=True))
    if ids:
        ending.end_chosen(ids, _("报的班取消了，不用再报给保险公司"))
    return len(ids)
