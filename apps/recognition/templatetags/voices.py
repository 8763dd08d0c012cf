"""What may be read by anyone about an organisation: awards an office gave or checked, and words that were looked at."""

from django import template
from django.db.models import Avg, Count

from apps.recognition.models import Commendation, Evaluation

register = template.Library()
LATELY = 5


@register.inclusion_tag("recognition/voices.html")
def voices(organization):
    """A few queries, however much there is. Nobody who said something is named."""
    shown = Evaluation.objects.heard(organization)
    whole = shown.aggregate(average=Avg("stars"), count=Count("pk"))
    said = shown.exclude(words="").select_related("signup__shift__position__activity")
    awards = Commendation.objects.public().filter(organization=organization)
    return {
        "organization": organization,
        "whole": whole,
        "said": said.order_by("-made_at", "-pk")[:LATELY] if whole["count"] else [],
        "awards": awards.order_by("-given_on", "-pk")[:LATELY],
    }
