"""The report of a school or unit, and the list of those an office looks at."""

from django.contrib.auth.decorators import login_required
from django.db.models import CharField, Value
from django.db.models.functions import Collate, Concat
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import days, keyset
from apps.organizations.desk import organization_desk, region_desk
from apps.organizations.models import Organization
from apps.reports.forms import By, FindForm, ReportFilter
from apps.reports.models import goal_share
from apps.reports.roster import NOBODY, sums_of
from apps.reports.selection import GROUPS, reporting

TAB = "reports:roster"


@never_cache
@login_required
@require_safe
def roster(request, pk):
    """Hours of a period by person, class, grade, source and field: for the school's or unit's own staff with names, for
    the offices above it the sums only."""
    own = reporting().managed_by(request.user).filter(pk=pk).first()
    if own:
        organization, desk = own, organization_desk(request.user, pk)
    else:
        organization = get_object_or_404(reporting().approved().governed_by(request.user), pk=pk)
        desk = office_desk(request, organization)
    form = ReportFilter(request.GET, organization=organization)
    selection = form.selection
    page = people = None
    if own:
        cursor = request.GET.get("cursor", "")
        page = keyset.page(selection.people, by="place", cursor=cursor, size=50)
        people = selection.lines_of(page)
    context = {
        "desk": desk,
        "organization": organization,
        "form": form,
        "by": form.by,
        "period": selection.period,
        "words": selection.words,
        "summary": selection.summary,
        "rows": selection.summary.grades if form.by == By.GRADE else selection.summary.classes,
        "parts": parts_of(selection.summary, form.by),
        "page": page,
        "people": people,
        "has_groups": any(line.class_words for line in people or ()),
        "has_numbers": any(line.student_number for line in people or ()),
        "is_own": bool(own),
        "tab": TAB if own else "reports:region",
        "back": None if own else back_to_list(desk, selection.period),
    }
    return render(request, "reports/roster.html", context)


def back_to_list(desk, period):
    """The list an office came from, in the year it looked at."""
    address = reverse("reports:region", args=[desk.place.pk])
    is_now = period.is_school or period.year == days.this_year()
    return address if is_now else f"{address}?period={period.key}"


def office_desk(request, organization):
    """The workbench from whose list one came, of a region around the school or unit; else that of its own region."""
    came = request.GET.get("region", "")
    is_around = came and organization.region_id.startswith(came)
    return region_desk(request.user, came if is_around else organization.region_id)


def parts_of(summary, by):
    """The sums by source or by field that hold something, the largest first."""
    parts = {By.SOURCE: summary.sources, By.FIELD: summary.fields}.get(by, [])
    return sorted([part for part in parts if part[1]], key=lambda part: -part[1])


@login_required
@require_safe
def region(request, code):
    """The schools and units of an office's region, each with what its people served in a year and how far they came, and
    the way to its report."""
    desk = region_desk(request.user, code)
    form = FindForm(request.GET)
    reporting = Organization.objects.filter(kind__group__in=GROUPS)
    found = reporting.named(form.wanted) if form.wanted else reporting
    if form.chosen_kind:
        found = found.filter(kind=form.chosen_kind)
    page = keyset.page(
        found.approved()
        .filter(region__code__startswith=desk.place.code)
        .annotate(place=Collate(Concat("region_id", Value(" "), "name", output_field=CharField()), "C"))
        .select_related("kind", "region__parent"),
        by="place",
        cursor=request.GET.get("cursor", ""),
    )
    sums = sums_of([organization.pk for organization in page], form.period.year)
    for organization in page:
        row = sums.get(organization.pk, NOBODY)
        organization.sums = row | {"share": goal_share(row["met"], row["with_goal"])}
    context = {"desk": desk, "form": form, "page": page, "period": form.period}
    return render(request, "reports/region.html", context)
