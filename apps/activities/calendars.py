"""Calendar files: what anybody may know of an activity, and of one's own places. Never a name of somebody else."""

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.cards import where


def calendar(name):
    book = icalendar.Calendar()
    book.add("prodid", "-//volunteer-platform//activities//ZH")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", name)
    book.add("x-wr-timezone", settings.TIME_ZONE)
    return book


def entry(shift, activity, *, key, title, words="", cancelled=False):
    """One shift. The same `key` is the same entry: a calendar that knows it takes over the new time."""
    event = icalendar.Event()
    event.add("uid", f"{key}@{settings.SITE_URL.partition('://')[2]}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("summary", title)
    event.add("location", where(activity))
    event.add("url", f"{settings.SITE_URL}{reverse('activities:detail', args=[activity.pk])}")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if words:
        event.add("description", words)
    if activity.longitude is not None:
        event.add("geo", (activity.latitude, activity.longitude))
    return event


def of_activity(activity, shifts):
    """Every shift of a notice."""
    book = calendar(activity.title)
    for shift in shifts:
        book.add_component(
            entry(
                shift,
                activity,
                key=f"shift-{shift.pk}",
                title=f"{activity.title} · {shift.position.name}",
                cancelled=shift.called_off_at is not None,
            )
        )
    return book.to_ical()


def of_signups(signups, user, name):
    """The places a person holds; those of a child say so without its name."""
    book = calendar(name)
    for signup in signups:
        shift, activity = signup.shift, signup.shift.position.activity
        own = signup.volunteer.user_id == user.pk
        book.add_component(
            entry(
                shift,
                activity,
                key=f"signup-{signup.pk}",
                title=activity.title if own else _("孩子的班：%(title)s") % {"title": activity.title},
                words=shift.position.name,
            )
        )
    return book.to_ical()
