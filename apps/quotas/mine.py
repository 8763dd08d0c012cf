"""A person's own goal: how far this year is, who asks for how much, the years before, and what is near. Page and API."""

import datetime
from dataclasses import dataclass, field

from apps.accounts.models import User
from apps.activities.cards import Card, cards, shown
from apps.activities.models import Activity
from apps.activities.offers import verdicts_of
from apps.core import days, keyset
from apps.core.models import PolicyRow
from apps.quotas.course import Course, Span, State
from apps.quotas.models import GoalReminder, YearStanding
from apps.quotas.rules import rule_on
from apps.quotas.school_years import courses
from apps.registration.models import Volunteer

LOOKED_AT = 12  # of the banner, of the league and of the rest, the soonest


@dataclass(frozen=True)
class MyGoal:
    """`course` is the year that counts: the school year where the school says so."""

    year: int
    standing: YearStanding | None
    course: Course
    rule: str
    reminded: list[datetime.date] = field(default_factory=list)

    @property
    def asked_by(self):
        """The region, school or unit that asks for more than the policy does."""
        return self.standing and self.standing.asked_by and self.standing.asked_by.owner


def goal_of(volunteer: Volunteer, today: datetime.date | None = None) -> MyGoal:
    today = today or days.today()
    standing = YearStanding.objects.of_user(volunteer.user_id).in_year(today.year).first()
    course = (
        courses([standing], today)[volunteer.pk]
        if standing
        else Course(0, 0, Span.of_year(today.year), today)
    )
    reminders = GoalReminder.objects.filter(volunteer=volunteer, year=today.year).order_by("month")
    reminded = list(reminders.values_list("reminded_on", flat=True))
    return MyGoal(today.year, standing, course, rule_on(today), reminded)


def fitting_near(volunteer: Volunteer, *, by: User) -> list[Activity]:
    """A few activities to come that the person may sign up to, the nearest banner first and the soonest of those: shown,
    never assigned. The same number of queries however many there are."""
    banner, league = volunteer.region_id[:6], volunteer.region_id[:4]
    coming = Activity.objects.listed().with_places()
    rings = [
        coming.filter(banner=banner),
        coming.filter(league=league).exclude(banner=banner),
        coming.exclude(league=league),
    ]
    near = [one for ring in rings for one in keyset.page(ring, by="next_at", size=LOOKED_AT, shown=shown)]
    verdicts = verdicts_of(near, volunteer, by)
    most = PolicyRow.objects.value("goal_rule", "suggestions")
    return [one for one in near if one.pk in verdicts and verdicts[one.pk] is None][:most]


def suggestions(goal: MyGoal, volunteer: Volunteer, *, by: User) -> list[Card]:
    """For whoever has some way to go."""
    if goal.course.state not in {State.BEHIND, State.ON_COURSE}:
        return []
    return cards(fitting_near(volunteer, by=by))
