"""Which activities the public list shows for what someone looks for."""

import datetime

from django.db.models.functions import Left

from apps.activities.forms import ActivityFilter
from apps.activities.models import Activity
from apps.core import days
from apps.core.search import search

When = ActivityFilter.When


def found(wanted: dict):
    """Published activities with a shift to come, narrowed to what is wanted: a place by its column, a time by the
    shifts. Words are looked for in what an activity says, not in who offers it: teams have a search of their own."""
    activities = Activity.objects.listed()
    if code := wanted.get("banner") or wanted.get("league"):
        activities = activities.in_region(code)
    if span := span_of(wanted.get("when")):
        activities = activities.between(*span)
    if fields := wanted.get("field"):
        activities = activities.filter(service_fields__overlap=fields)
    if wanted.get("places"):
        activities = activities.with_places()
    if words := wanted.get("q"):
        described = Left("description", Activity.SEARCHED)
        activities = search(activities, words, within=["title", "place", described])
    return activities


def span_of(when, today=None):
    """Today, the coming two weeks, or the weekend: the one under way, else the next."""
    today = today or days.today()
    saturday = today + datetime.timedelta(days=5 - today.weekday())
    spans = {
        When.TODAY: (today, 1),
        When.FORTNIGHT: (today, 14),
        When.WEEKEND: (
            max(saturday, today),
            (saturday + datetime.timedelta(days=2) - max(saturday, today)).days,
        ),
    }
    if when not in spans:
        return None
    first, length = spans[when]
    return days.start_of(first), days.start_of(first + datetime.timedelta(days=length))
