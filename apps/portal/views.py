"""Pages that show several apps together. They read; what is decided has its page in the app it belongs to."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.activities.attendance import shifts_led_lately_by
from apps.activities.cards import most_wanted, shown
from apps.activities.models import Activity
from apps.core import keyset
from apps.insurance.models import PolicyContact
from apps.organizations.desk import organization_desk, region_desk
from apps.organizations.models import Organization, Post, StaffInvitation
from apps.organizations.second_factor import to_second_factor
from apps.portal import dashboard, mine, overview
from apps.portal.forms import FindForm
from apps.registration.draft import is_begun
from apps.reports.figure_forms import MapForm
from apps.reports.models import RegionFigures

SOON = 4
LOOKED_AT = 40


@require_safe
def home(request):
    """What is needed in the next days, and what the whole region has done."""
    coming = Activity.objects.listed().with_places()
    soonest = keyset.page(coming, by="next_at", size=LOOKED_AT, shown=shown)
    return render(
        request,
        "portal/home.html",
        {
            "form": FindForm(),
            "cards": most_wanted(soonest, SOON),
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
        Post.objects.of(request.user)
        .select_related("organization__kind", "organization__region", "office__region", "office__kind")
        .order_by("since", "pk")
    )
    return render(
        request,
        "portal/desks.html",
        {
            "organizations": [post for post in posts if post.organization_id],
            "offices": [post for post in posts if post.office_id],
            "applications": Organization.objects.unsettled_of(request.user),
            "invitations": StaffInvitation.objects.addressed_to(request.user).open().count(),
            "insurer": insurer_desk(request.user),
            "leads": shifts_led_lately_by(request.user, timezone.now()).exists(),
        },
    )


def insurer_desk(user):
    """The way to the claims an insurer's contact follows, through the second factor where it was not shown."""
    if not PolicyContact.objects.standing().filter(user=user).exists():
        return None
    claims = reverse("claims:insurer")
    return {"url": to_second_factor(user, claims) if user.lacks_second_factor else claims}


@login_required
@require_safe
def organization(request, pk):
    """What an organisation's staff look at first: the next shifts, and what waits for them."""
    desk = organization_desk(request.user, pk, may="see")
    return render(request, "portal/organization.html", {"desk": desk, **overview.page_of(desk, request.user)})


@login_required
@require_safe
def region(request, code):
    """The dashboard of an office: kept figures, the regions below, and the queues of the desk."""
    desk = region_desk(request.user, code)
    form = MapForm(request.GET)
    page = dashboard.page_of(desk, request.user, form.measure)
    return render(request, "portal/region.html", {"desk": desk, "map_form": form, **page})
