"""Pages that show several apps together. They read; what is decided has its page in the app it belongs to."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.activities.cards import most_wanted, shown
from apps.activities.models import Activity
from apps.organizations.desk import organization_desk, region_desk
from apps.organizations.models import Organization, Post
from apps.portal import dashboard, mine, overview
from apps.portal.forms import FindForm
from apps.registration.draft import is_begun
from apps.reports.models import RegionFigures

SOON = 4
LOOKED_AT = 40


@require_safe
def home(request):
    """What is needed in the next days, and what the whole region has done."""
    soonest = shown(Activity.objects.listed().with_places()).order_by("next_at", "pk")
    return render(
        request,
        "portal/home.html",
        {
            "form": FindForm(),
            "cards": most_wanted(soonest[:LOOKED_AT], SOON),
            "figures": RegionFigures.objects.filter(pk=RegionFigures.TOP).first(),
        },
    )


@login_required
@require_safe
def me(request):
    """What waits at the person's desks, then the next shift, the goal of the year, the stars, the latest records: a
    fixed small number of queries."""
    page = {**mine.page_of(request.user), "registration_begun": is_begun(request.session)}
    return render(request, "portal/me.html", page)


@login_required
@require_safe
def desks(request):
    """Where the person works: organisations and offices, and the organisations they applied for."""
    posts = list(
        Post.objects.held_by(request.user)
        .select_related("organization__kind", "organization__region", "office__region", "office__kind")
        .order_by("since", "pk")
    )
    applications = Organization.objects.filter(
        applied_by=request.user, state__in=[Organization.State.APPLIED, Organization.State.RETURNED]
    ).select_related("kind", "region")
    return render(
        request,
        "portal/desks.html",
        {
            "organizations": [post for post in posts if post.organization_id],
            "offices": [post for post in posts if post.office_id],
            "applications": applications.order_by("pk"),
        },
    )


@login_required
@require_safe
def organization(request, pk):
    """What an organisation's staff look at first: the next shifts, and what waits for them."""
    desk = organization_desk(request.user, pk)
    return render(request, "portal/organization.html", {"desk": desk, **overview.page_of(desk, request.user)})


@login_required
@require_safe
def region(request, code):
    """The dashboard of an office: kept figures, the regions below, and the queues of the desk."""
    desk = region_desk(request.user, code)
    return render(request, "portal/region.html", {"desk": desk, **dashboard.page_of(desk, request.user)})
