from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from apps.core import audit, keyset
from apps.organizations.desk import organization_desk, region_desk
from apps.organizations.models import Organization, OrganizationKind
from apps.reports import exports
from apps.reports.forms import RosterFilter

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
    for row in page or ():
        row.class_label = exports.label_of(row)
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
        },
    )


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
        "report exported",
        [organization],
        by=request.user,
        format=kind,
        year=form.shown_year,
        group=form.class_words,
        rows=rows.count(),
    )
    name = f"{organization.name}-{form.shown_year}-{form.class_words}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(exports.csv_lines(rows), content_type=CSV)
        response.headers["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=name
        )
        return response
    return FileResponse(
        exports.xlsx_file(rows, str(form.shown_year)), as_attachment=True, filename=name, content_type=XLSX
    )
