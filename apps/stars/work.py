"""What waits at the desk of an association besides stars to be put on notice."""

from django.utils.translation import gettext_lazy as _

from apps.core import days
from apps.stars.models import StarNotice, StarObjection, StarStanding


def work_at(organization):
    """[(rows, words, the page where they wait)]: nothing at other organisations."""
    if not organization.kind.recognizes_stars:
        return []
    notices = StarNotice.objects.open().filter(organization=organization)
    objections = StarObjection.objects.open().filter(candidate__notice__organization=organization)
    return [
        (notices.filter(until__lt=days.today()), _("次星级公示期满，可以认定"), "stars:notices"),
        (objections, _("条星级异议等答复"), "stars:notices"),
        (StarStanding.objects.fallen_at(organization), _("人认定过、时长不够了"), "stars:fallen"),
    ]
