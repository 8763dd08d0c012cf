"""A person's own hours."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.core import days, keyset
from apps.hours.models import HourRecord, YearTotal
from apps.hours.rooms import UNREAD
from apps.registration.models import Volunteer


@require_GET
@login_required
def ledger(request):
    """Every record of the person signed in, whatever was decided about it (67号令 §12: one may look up one's own)."""
    volunteer = Volunteer.objects.defer("document_number").filter(user=request.user).first()
    if not volunteer:
        return render(request, "hours/no_ledger.html")
    totals = dict(YearTotal.objects.of(volunteer).order_by("-year").values_list("year", "minutes"))
    year = _year(request.GET.get("year", ""), totals)
    records = HourRecord.objects.of(volunteer)
    if year:
        records = records.filter(served_on__year=year)
    page = keyset.page(
        records.select_related("organization", "basis", "signup__shift__position__activity").defer(*UNREAD),
        by="served_on",
        cursor=request.GET.get("cursor", ""),
        descending=True,
    )
    context = {"volunteer": volunteer, "page": page, "totals": totals, "year": year}
    return render(
        request,
        "hours/ledger.html",
        context | {"minutes": totals.get(year, 0) if year else sum(totals.values())},
    )


def _year(asked, totals):
    """The year asked for, if there is anything in it to ask about."""
    known = {str(year): year for year in [*totals, days.this_year()]}
    return known.get(asked)
