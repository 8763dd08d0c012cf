"""Which activities the public list shows for what someone looks for."""

import datetime

from apps.activities.forms import ActivityFilter
from apps.activities.models import Activity
from apps.core import days
from apps.core.search import search

When = ActivityFilter.When


def found(wanted: dict):
    """Published activities that are not over, narrowed to what is wanted: a place by its column, a time by the shifts."""
    activities = Activity.objects.open()
    if code := wanted.get("banner") or wanted.get("league"):
        activities = activities.in_region(code)
    if span := span_of(wanted.get("when"), days.today()):
        activities = activities.between(*span)
    if fields := wanted.get("field"):
        activities = activities.filter(service_fields__overlap=fields)
    if wanted.get("places"):
        activities = activities.with_places()
    if words := wanted.get("q"):
        activities = search(activities, words, within=["title", "place", "organization__name"])
    return activities


def span_of(when, today):
    """Today, the coming two weeks, or the weekend: the one under way, else the next."""
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
