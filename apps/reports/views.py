from django.contrib.auth.decorators import login_required
from django.db.models import CharField, Value
from django.db.models.functions import Collate, Concat
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from apps.core import audit, days, keyset
from apps.organizations.desk import organization_desk, region_desk
from apps.organizations.models import Organization, OrganizationKind
from apps.reports import exports
from apps.reports.forms import FindForm, RosterFilter
from apps.reports.models import percentage
from apps.reports.roster import sums_of

GROUPS = [OrganizationKind.Group.SCHOOL, OrganizationKind.Group.UNIT]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@login_required
@require_safe
def roster(request, pk):
    """Yearly goals by class or department: for the school's or unit's own staff with names, for the offices above it
    the sums only."""
    reporting = Organization.objects.filter(kind__group__in=GROUPS).select_related("kind", "region")
    own = reporting.managed_by(request.user).filter(pk=pk).first()
    if own:
        organization, desk = own, organization_desk(request.user, pk)
    else:
        organization = get_object_or_404(reporting.approved().governed_by(request.user), pk=pk)
        desk = region_desk(request.user, organization.region_id)
    form = RosterFilter(request.GET, organization=organization)
    classes, total = form.summary()
    page = (
        keyset.page(form.rows(), by="place", cursor=request.GET.get("cursor", ""), size=50) if own else None
    )
    return render(
        request,
        "reports/roster.html",
        {
            "desk": desk,
            "organization": organization,
            "form": form,
            "classes": classes,
            "total": total,
            "page": page,
            "has_groups": any(row["label"] for row in classes),
            "has_numbers": any(row.affiliation.student_number for row in page or ()),
            "is_own": bool(own),
            "tab": "reports:roster" if own else "reports:region",
        },
    )


@login_required
@require_safe
def region(request, code):
    """The schools and units of an office's region, each with how far its people are this year, and the way to its
    report."""
    desk = region_desk(request.user, code)
    form = FindForm(request.GET)
    reporting = Organization.objects.filter(kind__group__in=GROUPS)
    found = reporting.named(form.wanted) if form.wanted else reporting
    page = keyset.page(
        found.approved()
        .filter(region__code__startswith=desk.place.code)
        .annotate(place=Collate(Concat("region_id", Value(" "), "name", output_field=CharField()), "C"))
        .select_related("kind", "region__parent"),
        by="place",
        cursor=request.GET.get("cursor", ""),
    )
    year = days.this_year()
    sums = sums_of([organization.pk for organization in page], year)
    for organization in page:
        row = sums.get(organization.pk, {"people": 0, "met": 0})
        organization.people, organization.met = row["people"], row["met"]
        organization.share = percentage(row["met"], row["people"])
    return render(request, "reports/region.html", {"desk": desk, "form": form, "page": page, "year": year})


@login_required
@require_POST
def download(request, pk):
    """The rows of the filter as a file, written down: who took which rows."""
    organization = organization_desk(request.user, pk).place
    if organization.kind.group not in GROUPS:
        raise Http404
    form = RosterFilter(request.POST, organization=organization)
    kind = "csv" if request.POST.get("format") == "csv" else "xlsx"
    rows = form.rows()
    audit.note(
        "report.exported",
        [organization],
        by=request.user,
        format=kind,
        year=form.shown_year,
        group=form.class_words,
        rows=rows.count(),
    )
    name = f"{organization.name}-{form.shown_year}-{form.class_words}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(exports.csv_lines(rows, form.words), content_type=CSV)
        response.headers["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=name
        )
        return response
    return FileResponse(
        exports.xlsx_file(rows, form.words, str(form.shown_year)),
        as_attachment=True,
        filename=name,
        content_type=XLSX,
    )
