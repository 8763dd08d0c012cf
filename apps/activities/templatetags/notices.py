"""Activities on pages of lower apps."""

from django import template

from apps.activities.cards import cards, shown
from apps.activities.models import Activity

register = template.Library()


@register.inclusion_tag("activities/coming.html")
def coming_activities(organization):
    """The next ten activities of an organisation."""
    activities = Activity.objects.listed().filter(organization=organization).order_by("next_at", "pk")
    return {"cards": cards(shown(activities)[:10])}
