"""Goals of the demo region: a unit that asks for thirty hours, a school that counts by school years, people who were reminded,
and a draft of another policy."""

import datetime

from apps.core import days, outbox
from apps.core.models import OutboxItem, PolicyRow
from apps.quotas.actions import count_drafts, draft_policy
from apps.quotas.actions.drafts import numbers_in_force
from apps.quotas.by_night import remind
from apps.quotas.models import GoalRow, YearStanding
from apps.regions.models import Region

REMINDED = 5


def ask_for_more(region):
    """Both were set before they began, as the action demands."""
    year = days.this_year()
    for place, identity, hours, period, since in (
        (region.unit, "employee", 30, "calendar", datetime.date(year, 1, 1)),
        (region.school, "pupil", 25, "school", datetime.date(year - 1, 9, 1)),
    ):
        GoalRow.objects.create(
            organization=place,
            identity=identity,
            minutes=hours * 60,
            period=period,
            valid_from=since,
            set_by=place.applied_by,
            set_at=days.start_of(since) - datetime.timedelta(days=20),
        )


def remind_some(region):
    """Some of the unit were behind in the last month of reminding; where the year has had none yet, they are today."""
    today = days.today()
    months = PolicyRow.objects.values_of("goal_reminder_month")
    named = [datetime.date(today.year, int(month), 28) for month, is_on in months.items() if is_on]
    day = max((one for one in named if one <= today), default=today)
    people = YearStanding.objects.in_year(today.year).at(region.unit).filter(goal__gt=0)
    remind(list(people.select_related("affiliation", "volunteer").order_by("minutes", "pk")[:REMINDED]), day)
    for item in OutboxItem.objects.filter(kind="goal.behind").order_by("pk"):
        outbox.perform(item)


def imagine_another_policy(region):
    """The region's office has counted what eighty hours for the first star would change."""
    numbers = numbers_in_force() | {("star_minutes", "1"): 4800, ("goal_minutes", "pupil"): 900}
    there = Region.objects.get(pk="15")
    draft_policy(there, name="一星80小时、中小学生15小时", numbers=numbers, by=region.cast["region"])
    count_drafts()
