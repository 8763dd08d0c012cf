"""A region, a school or a unit asks its people for more than the policy does: more, never less."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.display import hours_minutes
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.organizations.models import Organization, OrganizationKind
from apps.quotas.models import GOAL_IDENTITIES, GoalRow
from apps.regions.models import Region
from apps.registration.models import Affiliation

Group = OrganizationKind.Group
ONCE = {
    "quotas_goalrow_one_a_day_in_an_organization": "goal_twice",
    "quotas_goalrow_one_a_day_in_a_region": "goal_twice",
}


def identities_at(place: Organization | Region) -> list[str]:
    """Whose goal a place may set: a region everybody's who has one, a school its students', a unit its employees'."""
    if isinstance(place, Region):
        return list(GOAL_IDENTITIES)
    if place.kind.group == Group.UNIT:
        return [Affiliation.Identity.EMPLOYEE]
    if place.kind.group == Group.SCHOOL:
        university = place.kind_id == "university"
        return [Affiliation.Identity.UNIVERSITY if university else Affiliation.Identity.PUPIL]
    return []


def standing_on(place: Organization | Region, identity: str, day: datetime.date) -> int:
    """What would hold on a day without the place's own row: the policy, or a region above that asks for more."""
    policy = PolicyRow.objects.values_of("goal_minutes", day).get(identity, 0)
    above = GoalRow.objects.above(place).filter(identity=identity).in_force(day)
    return max([policy, *(row.minutes for row in above)])


@transaction.atomic
def ask_for_more(
    place: Organization | Region,
    *,
    identity: str,
    minutes: int,
    valid_from: datetime.date,
    period: str = GoalRow.Period.CALENDAR,
    by: User,
) -> GoalRow:
    """From a day to come on the people of a place are asked for so many minutes a year. The years that are over, and the
    days until then, stay as they were; the goal counts and reminds, it obliges nobody (条例 §25)."""
    if identity not in identities_at(place):
        raise Refused(_("这里不能给这个身份定目标。"), code="other_identity")
    if valid_from <= days.today():
        raise Refused(_("最早从明天起。"), code="goal_from_the_past")
    least = standing_on(place, identity, valid_from)
    if minutes < least:
        raise Refused(
            _("不能比上面定的少，至少%(least)s。") % {"least": hours_minutes(least)}, code="goal_too_low"
        )
    most = PolicyRow.objects.value("goal_rule", "most_minutes")
    if minutes > most:
        raise Refused(_("最多定%(most)s。") % {"most": hours_minutes(most)}, code="goal_too_high")
    students = not isinstance(place, Region) and place.kind.group == Group.SCHOOL
    if period == GoalRow.Period.SCHOOL and not students:
        raise Refused(_("只有学校给学生定目标时才能按学年算。"), code="no_school_years")
    owner = {"region" if isinstance(place, Region) else "organization": place}
    with refusing(GoalRow, ONCE):
        row = GoalRow.objects.create(
            **owner, identity=identity, minutes=minutes, period=period, valid_from=valid_from, set_by=by
        )
    audit.note("goal.set", [row], by=by, identity=identity, minutes=minutes, valid_from=str(valid_from))
    return row


@transaction.atomic
def take_back(row: GoalRow, *, by: User) -> None:
    """A goal that is not in force yet is withdrawn. One in force ends by another one from a later day."""
    held = GoalRow.objects.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise Refused(_("已经撤掉了。"), code="already_taken_back")
    if not held.is_to_come:
        raise Refused(_("已经开始算了，不能撤；要改就从以后的一天起另定。"), code="goal_in_force")
    audit.note("goal.taken_back", [held], by=by, identity=held.identity, minutes=held.minutes)
    held.delete()
