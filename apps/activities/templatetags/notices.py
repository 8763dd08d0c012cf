"""Times of shifts, and activities on pages of lower apps."""

from django import template

from apps.activities.cards import cards, shown
from apps.activities.models import Activity
from apps.core.templatetags.ui import clock, day_words

register = template.Library()


@register.filter
def until(start, end):
    """8:30–11:30; an end on another day says which: 20:00–11月30日 周一 4:00."""
    day = "" if day_words(start) == day_words(end) else f"{day_words(end)} "
    return f"{clock(start)}–{day}{clock(end)}"


@register.inclusion_tag("activities/coming.html")
def coming_activities(organization):
    """The next ten activities of an organisation."""
    activities = Activity.objects.open().filter(organization=organization).order_by("starts_at", "pk")
    return {"cards": cards(shown(activities)[:10])}
