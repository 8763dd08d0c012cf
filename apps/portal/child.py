"""What a guardian sees of a child: where it has signed up, its hours and stars."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.activities.models import Signup
from apps.core import days, keyset
from apps.hours.models import HourRecord
from apps.quotas.models import YearStanding
from apps.registration.models import Guardianship
from apps.stars.line import Stars


@never_cache
@login_required
@require_safe
def child(request, pk):
    """A fixed number of queries; the hours page by page."""
    mine = Guardianship.objects.standing().filter(guardian__user=request.user)
    guardianship = get_object_or_404(mine.select_related("child"), pk=pk)
    volunteer = guardianship.child
    coming = Signup.objects.of(volunteer).live().filter(shift__ends_at__gt=days.start_of(days.today()))
    records = HourRecord.objects.of(volunteer).select_related(
        "organization", "basis", "signup__shift__position__activity"
    )
    context = {
        "guardianship": guardianship,
        "volunteer": volunteer,
        "coming": coming.select_related("shift__position__activity__organization").order_by(
            "shift__starts_at"
        )[:50],
        "year": days.this_year(),
        "goal": YearStanding.objects.of(volunteer, days.this_year()),
        "stars": Stars(volunteer),
        "page": keyset.page(
            records, by="served_on", cursor=request.GET.get("cursor", ""), size=20, descending=True
        ),
    }
    return render(request, "portal/child.html", context)
