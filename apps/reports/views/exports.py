"""Files at the workbench of a school, unit or office: asked for, waited for, agreed to, fetched."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.recent import needs_recent_sign_in
from apps.core import days, keyset
from apps.core.errors import Refused
from apps.organizations.desk import organization_desk, region_desk
from apps.reports.actions import (
    agree_to_export,
    ask_for_places,
    ask_for_report,
    hand_out,
    refuse_export,
)
from apps.reports.forms import RefusalForm, ReportFilter
from apps.reports.models import Export
from apps.reports.periods import Period
from apps.reports.selection import GROUPS, kinds_reporting

NO_MORE = 286  # htmx: no need to ask again


def exports_desk(request, pk=None, code=None):
    """The workbench of a school or unit, or of an office; 404 for everybody else."""
    if code:
        return region_desk(request.user, code)
    desk = organization_desk(request.user, pk)
    if desk.place.kind.group not in GROUPS:
        raise Http404
    return desk


def here(desk, code):
    """The exports of this workbench itself."""
    return Export.objects.filter(**{"region" if code else "organization": desk.place}).defer("ids", "sums")


def waiting_here(request, desk, code):
    """What waits for this person's word here: at an office also what its schools and units ask for."""
    rows = Export.objects.agreeable_by(request.user).defer("ids", "sums")
    if code:
        return rows.filter(organization__region__code__startswith=code) | rows.filter(
            region__code__startswith=code
        )
    return rows.filter(organization=desk.place)


def back_to(pk, code):
    return redirect("reports:region_exports", code) if code else redirect("reports:exports", pk)


@never_cache
@login_required
@require_safe
def exports(request, pk=None, code=None):
    """One's own files and how far they are, and those that wait for one's word."""
    desk = exports_desk(request, pk, code)
    return render_exports(request, desk, code)


def render_exports(request, desk, code, form=None, refused=None):
    own = here(desk, code).filter(asked_by=request.user).select_related("organization", "region")
    page = keyset.page(own, by="pk", cursor=request.GET.get("cursor", ""), size=20, descending=True)
    waiting = waiting_here(request, desk, code).select_related("organization", "region", "asked_by")
    waiting = waiting.order_by("asked_at", "pk")[:50]
    name_kinds([*page, *waiting])
    context = {
        "desk": desk,
        "tab": "reports:region" if code else "reports:roster",
        "back": reverse("reports:region", args=[code])
        if code
        else reverse("reports:roster", args=[desk.place.pk]),
        "is_region": bool(code),
        "page": page,
        "is_going": any(one.state == Export.State.RUNNING for one in page),
        "waiting": waiting,
        "form": form or RefusalForm(),
        "refused": refused,
    }
    if request.GET.get("part") == "list":
        status = 200 if context["is_going"] else NO_MORE
        return render(request, "reports/_exports.html", context, status=status)
    return render(request, "reports/exports.html", context)


def name_kinds(exports):
    """Of a region's files which kind of schools and units are in them, where it is one."""
    kinds = kinds_reporting()
    for one in exports:
        one.kind_words = kinds.get(one.group, "") if one.region_id else ""


@login_required
@require_POST
@needs_recent_sign_in(resumes=False)
def download(request, pk=None, code=None):
    """What the filter shows as a file: at once where that is quick, else it is waited for on the page of the files."""
    desk = exports_desk(request, pk, code)
    kind = Export.Format.CSV if request.POST.get("format") == Export.Format.CSV else Export.Format.XLSX
    try:
        if code:
            which = {"year": year_of(request), "kind": request.POST.get("kind", "")}
            export = ask_for_places(desk.place, by=request.user, file_format=kind, **which)
        else:
            selection = ReportFilter(request.POST, organization=desk.place).selection
            is_masked = request.POST.get("masked") == "1"
            export = ask_for_report(selection, by=request.user, file_format=kind, is_masked=is_masked)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(pk, code)
    if export.is_there:
        return hand_out(export, by=request.user)
    if export.state == Export.State.ASKED:
        messages.info(request, _("人数多，要另一个人同意了才做。做好会告诉你。"))
    else:
        messages.info(request, _("正在做，做好会告诉你，不用等在这里。"))
    return back_to(pk, code)


def year_of(request):
    """The calendar year an office looks at, any that has begun; this year where none is named."""
    period = Period.of(request.POST.get("period") or str(days.this_year()))
    if period is None or period.is_school:
        raise Refused(_("没有这样的一年。"), code="no_such_period")
    return period.year


@login_required
@require_POST
@needs_recent_sign_in(resumes=False)
def take(request, export, pk=None, code=None):
    """One's own file once more, as long as it is there."""
    desk = exports_desk(request, pk, code)
    mine = Export.objects.asked_by(request.user).filter(pk__in=here(desk, code).values("pk"))
    try:
        return hand_out(get_object_or_404(mine, pk=export), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(pk, code)


@login_required
@require_POST
def agree(request, export, pk=None, code=None):
    desk = exports_desk(request, pk, code)
    agree_to_export(get_object_or_404(waiting_here(request, desk, code), pk=export), by=request.user)
    messages.success(request, _("同意了，做好会告诉要文件的人。"))
    return back_to(pk, code)


@login_required
@require_POST
def refuse(request, export, pk=None, code=None):
    desk = exports_desk(request, pk, code)
    row, form = get_object_or_404(waiting_here(request, desk, code), pk=export), RefusalForm(request.POST)
    if not form.is_valid():
        return render_exports(request, desk, code, form, row.pk)
    refuse_export(row, by=request.user, why=form.cleaned_data["why"])
    messages.success(request, _("告诉要文件的人了。"))
    return back_to(pk, code)
