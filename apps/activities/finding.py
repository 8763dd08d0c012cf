"""Which activities the public list shows for what someone looks for: the page, the map and the API ask here."""

import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractHour, Left

from apps.activities.models import Activity, Shift
from apps.activities.places import near
from apps.activities.search_forms import Part, Sort, When
from apps.core import days
from apps.core.search import search

HOURS = {Part.MORNING: (0, 12), Part.AFTERNOON: (12, 18), Part.EVENING: (18, 24)}
ORDERS = {  # by which column, and whether the largest comes first
    Sort.SOONEST: ("next_at", False),
    Sort.NEWEST: ("decided_at", True),
    Sort.NEAREST: ("metres", False),
}


def found(wanted: dict):
    """Published activities with a shift to come, narrowed to what is wanted: a place by its column, a time by the
    shifts. Words are looked for in what an activity says, not in who offers it: teams have a search of their own."""
    activities = Activity.objects.listed()
    if code := wanted.get("banner") or wanted.get("league"):
        activities = activities.in_region(code)
    activities = at_times(activities, wanted)
    if fields := wanted.get("field"):
        activities = activities.filter(service_fields__overlap=fields)
    if helped := wanted.get("helped"):
        activities = activities.filter(beneficiaries__overlap=helped)
    if wanted.get("minors"):
        activities = activities.open_to_minors()
    if wanted.get("places"):
        activities = activities.with_places()
    if words := wanted.get("q"):
        described = Left("description", Activity.SEARCHED)
        activities = search(activities, words, within=["title", "place", described])
    if point := wanted.get("point"):
        activities = near(activities, point, wanted["km"])
    return activities


def order_of(wanted: dict):
    """(column, largest first) of the list."""
    return ORDERS[Sort(wanted.get("sort") or "")]


def at_times(activities, wanted):
    """With one shift to come that fits: the days, and the part of the day in which it begins."""
    span, parts = wanted.get("span") or days_of(wanted), wanted.get("part")
    if not span and not parts:
        return activities
    shifts = Shift.objects.of_activity(OuterRef("pk")).ahead()
    if span:
        shifts = shifts.filter(starts_at__gte=span[0], starts_at__lt=span[1])
    if parts:
        hours = [Q(hour__gte=HOURS[part][0], hour__lt=HOURS[part][1]) for part in parts]
        shifts = shifts.annotate(hour=ExtractHour("starts_at", tzinfo=days.SHANGHAI)).filter(
            reduce(or_, hours)
        )
    return activities.filter(Exists(shifts))


def days_of(wanted):
    """From the beginning of the first day to the end of the last; a day named wins over a stretch."""
    if day := wanted.get("day"):
        return days.start_of(day), days.start_of(day + datetime.timedelta(days=1))
    return span_of(wanted.get("when"))


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
