from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.core import keyset
from apps.quotas.history import school_years_of
from apps.quotas.mine import goal_of, suggestions
from apps.quotas.models import YearStanding
from apps.quotas.rules import OF_SCHOOL_YEARS
from apps.registration.models import Volunteer


@login_required
@require_safe
def mine(request):
    """One's own goal: this year, who asks for how much, what is near, and the years before."""
    volunteer = get_object_or_404(Volunteer.objects.select_related("region"), user=request.user)
    goal = goal_of(volunteer)
    near = suggestions(goal, volunteer, by=request.user) if volunteer.is_passed else []
    before = YearStanding.objects.of_user(request.user).exclude(year=goal.year)
    page = keyset.page(before, by="year", cursor=request.GET.get("cursor", ""), descending=True)
    for row in page:
        row.how = row.course(goal.course.today).state
    context = {
        "goal": goal,
        "course": goal.course,
        "cards": near,
        "page": page,
        "school_years": school_years_of(volunteer),
        "school_rule": OF_SCHOOL_YEARS,
        "volunteer": volunteer,
    }
    return render(request, "quotas/mine.html", context)
