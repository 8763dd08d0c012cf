"""Who is behind with the year hears of it in some months: a reminder and a way to what is near, nothing more. Safe to run
twice, to be killed and to miss a night."""

import datetime

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Mod
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import days, outbox
from apps.core.display import hours_minutes
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.quotas.course import Span, State
from apps.quotas.mine import fitting_near
from apps.quotas.models import GoalReminder, GoalRow, YearStanding
from apps.quotas.school_years import courses, period_of_school
from apps.registration.models import Volunteer

AT_ONCE = 1000
NO_HURRY = datetime.timedelta(hours=2)  # over which those of a chunk are told
NAMED = 3  # activities in a message
SPREAD = 28  # days of a month over which people are written to, each on a day of their own or later


def remind_behind(day: datetime.date | None = None) -> int:
    """In the months the policy names, whoever is behind for the date is reminded: once a month, at most so many times a
    year. Says how many were."""
    today = day or days.today()
    most = PolicyRow.objects.value("goal_rule", "reminders_a_year", today)
    if not most or not PolicyRow.objects.values_of("goal_reminder_month", today).get(str(today.month)):
        return 0
    rows, last, count = to_look_at(today, most), 0, 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = chunk[-1].pk
        count += remind(chunk, today)
    return count


def to_look_at(today, most):
    """Whose turn in the month has come, not reminded yet this month nor too often this year, and behind by the calendar
    year, or at a school that counts by school years."""
    span = Span.of_year(today.year)
    earlier = GoalReminder.objects.filter(volunteer=OuterRef("volunteer"), year=today.year)
    times = earlier.order_by().values("volunteer").annotate(times=Count("pk")).values("times")
    behind = Q(scaled__lte=F("goal") * span.gone(today), minutes__lt=F("goal"))
    return (
        YearStanding.objects.in_year(today.year)
        .filter(goal__gt=0, volunteer__identity_state=Volunteer.IdentityState.PASSED)
        .alias(
            turn=Mod(F("volunteer_id"), SPREAD),
            scaled=(F("minutes") + 1) * len(span),
            times=Coalesce(Subquery(times), 0),
            period=period_of_school(today),
        )
        .filter(behind | Q(period=GoalRow.Period.SCHOOL))
        .filter(turn__lt=today.day, times__lt=most)
        .exclude(Exists(earlier.filter(month=today.month)))
        .select_related("affiliation", "volunteer")
        .defer("volunteer__document_number")
    )


@transaction.atomic
def remind(standings, today):
    """Those of them who are behind for the date, once a month. Says how many."""
    course_of = courses(standings, today)
    behind = [one for one in standings if course_of[one.volunteer_id].state == State.BEHIND]
    GoalReminder.objects.bulk_create(
        [
            GoalReminder(volunteer_id=one.volunteer_id, year=today.year, month=today.month, reminded_on=today)
            for one in behind
        ],
        ignore_conflicts=True,
    )
    items = {}
    for one in behind:
        missing = course_of[one.volunteer_id].missing
        payload = {"volunteer": one.volunteer_id, "month": f"{today:%Y-%m}", "missing": missing}
        items[f"goal.behind:{one.volunteer_id}:{today:%Y-%m}"] = payload
    outbox.put("goal.behind", items, over=NO_HURRY)
    return len(behind)


@outbox.handles("goal.behind")
def tell_who_is_behind(payload, *, key):
    """What fits is asked for each person alone, by the same conditions as when they sign up, so it is done outside the
    job of the night. Whoever has left meanwhile is told nothing."""
    passed = Volunteer.objects.filter(identity_state=Volunteer.IdentityState.PASSED).select_related("user")
    volunteer = passed.filter(pk=payload["volunteer"]).first()
    if volunteer is None:
        return
    fitting = fitting_near(volunteer, by=volunteer.user)[:NAMED]
    news = News(
        recipient_id=volunteer.user_id,
        key=f"goal:{payload['month']}",
        title=_("年度目标还差%(missing)s") % {"missing": hours_minutes(payload["missing"])},
        body=words_of(fitting),
        url=reverse("quotas:mine"),
    )
    tell("goal.behind", [news])


def words_of(fitting):
    """Names of what one may sign up to nearby, the way to which is the page behind the message. Never an assignment."""
    if not fitting:
        return _("看看附近有哪些能报的活动。只提醒，不强求，做多少、做什么都由你定。")
    names = _("、").join(_("“%(title)s”") % {"title": activity.title} for activity in fitting)
    return _("附近你能报的有%(names)s。只提醒，不强求，做多少、做什么都由你定。") % {"names": names}
