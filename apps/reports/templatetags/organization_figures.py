"""What an organisation has done, on its public page."""

from django import template
from django.core.cache import cache
from django.db.models import Sum

from apps.activities.models import Activity
from apps.core.days import today
from apps.hours.deadlines import latest_overdue, working_days_to_confirm
from apps.hours.models import HourRecord, Punctuality
from apps.organizations.models import Follow

register = template.Library()
SECONDS = 600


@register.inclusion_tag("reports/organization_figures.html")
def organization_figures(organization, members):
    """Members, followers, activities and confirmed hours. The counts are at most ten minutes old."""
    kept = cache.get_or_set(f"organization:{organization.pk}:figures", lambda: counted(organization), SECONDS)
    return {"members": members, **kept}


@register.inclusion_tag("reports/trust_basis.html")
def trust_basis(organization):
    """What an office looks at before it trusts an organisation with more hours: how long it is here, what it has
    done, how much of what waits for its word is overdue, and how much of late came only when it was."""
    waiting = HourRecord.objects.filter(organization=organization).pending()
    late = waiting.filter(served_on__lte=latest_overdue(today(), working_days_to_confirm())).count()
    return {
        "organization": organization,
        "waiting": waiting.count(),
        "late": late,
        "punctuality": Punctuality.objects.filter(organization=organization, due__gt=0).first(),
        **counted(organization),
    }


def counted(organization):
    done = [Activity.State.PUBLISHED, Activity.State.CLOSED]
    shown = Activity.objects.filter(organization=organization, state__in=done)
    confirmed = HourRecord.objects.filter(organization=organization, state=HourRecord.State.CONFIRMED)
    return {
        "followers": Follow.objects.of(organization).count(),
        "activities": shown.count(),
        "hours": (confirmed.aggregate(total=Sum("counted"))["total"] or 0) // 60,
    }
