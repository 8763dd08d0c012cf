"""Kept figures beside each other: regions, a region and its own past; as a workbook and on one page; and what offices
enter themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core import days, keyset, pdf
from apps.core.books import book_answer
from apps.core.errors import Refused
from apps.organizations.desk import region_desk
from apps.reports import actions, book, sheet
from apps.reports.comparing import Days, compared, neighbours_of, then_and_now
from apps.reports.figure_forms import CompareForm, EnterForm, PastForm
from apps.reports.models import EnteredFigure, RegionFigures
from apps.reports.models.entered import POWER

TAB = "portal:region"
FIELDS = {
    "not_of_this_level": "kind",
    "wrong_year": "year",
    "wrong_number": "value",
    "entered_twice": "year",
    "source_missing": "source",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entered(request, code):
    """What this office has entered of its region, the last first; POST enters a number."""
    desk = region_desk(request.user, code, POWER)
    form = EnterForm(request.POST or None, region=desk.place)
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter_figure(desk.place, by=request.user, **form.entered())
        except Refused as refusal:
            form.add_error(FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("记下了，几分钟后看板上就是新的。"))
            return redirect("reports:entered", code)
    rows = EnteredFigure.objects.of(desk.place).select_related("entered_by__volunteer")
    page = keyset.page(rows, by="pk", cursor=request.GET.get("cursor", ""), descending=True)
    return render(request, "reports/entered.html", {"desk": desk, "tab": TAB, "form": form, "page": page})


@login_required
@require_POST
def withdraw(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    row = get_object_or_404(EnteredFigure.objects.of(desk.place), pk=pk)
    try:
        actions.withdraw_figure(row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("撤下了。"))
    return redirect("reports:entered", code)


@login_required
@require_safe
def compare(request, code):
    """Up to six regions side by side, among those around this one that the person may see."""
    desk = region_desk(request.user, code)
    form, columns = chosen_regions(request, desk)
    context = {"desk": desk, "tab": TAB, "form": form, "columns": columns, "lines": compared(columns)}
    return render(request, "reports/compare.html", context)


@login_required
@require_safe
def compare_workbook(request, code):
    """The comparison as XLSX. What cannot be compared is told on the page."""
    desk = region_desk(request.user, code)
    form, columns = chosen_regions(request, desk)
    if form.errors:
        return redirect(f"{reverse('reports:compare', args=[code])}?{request.GET.urlencode()}")
    name = _("%(name)s和别的地区比-%(day)s.xlsx") % {"name": desk.place.name, "day": days.today()}
    return book_answer(book.compared_sheets(columns, compared(columns)), name)


def chosen_regions(request, desk):
    """The form and the regions it names; the region itself where it names none."""
    regions = neighbours_of(desk.place, request.user)
    form = CompareForm(request.GET if "region" in request.GET else None, regions=regions)
    chosen = form.cleaned_data["region"] if form.is_bound and form.is_valid() else [desk.place.pk]
    by_code = {region.pk: region for region in [desk.place, *regions]}
    return form, [by_code[code] for code in chosen]


@login_required
@require_safe
def past(request, code):
    """A region beside itself on a day gone by, and one figure over all days that are kept."""
    desk = region_desk(request.user, code)
    form = PastForm(request.GET)
    context = {"desk": desk, "tab": TAB, "form": form, "wanted": form.chosen("day", None)}
    return render(request, "reports/past.html", {**context, **gone_by(desk.place, form)})


@login_required
@require_safe
def past_workbook(request, code):
    """The region and its own past as XLSX. Before there is one the page says so."""
    desk = region_desk(request.user, code)
    found = gone_by(desk.place, PastForm(request.GET))
    if not found["lines"]:
        return redirect("reports:past", code)
    name = _("%(name)s和%(then)s比-%(day)s.xlsx") % {
        "name": desk.place.name,
        "then": found["then"].day,
        "day": days.today(),
    }
    return book_answer(book.past_sheets(found["then"], found["lines"], found["measure"], found["line"]), name)


def gone_by(region, form):
    """What page and workbook show of a day gone by."""
    kept = Days(region)
    then = kept.nearest(form.chosen("day", None))
    now = RegionFigures.objects.filter(pk=region.pk).first()
    return {
        "then": then,
        "now": now,
        "lines": then_and_now(then, now) if then and now else [],
        "measure": form.measure,
        "line": kept.line_of(form.measure, now),
    }


@login_required
@require_safe
def workbook(request, code):
    """Everything the dashboard shows, and what lies below, as XLSX."""
    desk = region_desk(request.user, code)
    return book_answer(book.sheets_of(desk.place), f"{desk.place.name}-{days.today()}.xlsx")


@login_required
@require_safe
def one_page(request, code):
    """The region on one page, for a meeting."""
    desk = region_desk(request.user, code)
    row = RegionFigures.objects.filter(pk=desk.place.pk).select_related("region").first()
    if row is None:
        raise Http404
    return pdf.pdf_answer(sheet.one_page(row), f"{desk.place.name}-{days.today()}.pdf")
