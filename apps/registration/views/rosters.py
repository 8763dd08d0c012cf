"""Rosters at the workbench of a school or unit, and who has not confirmed yet."""

import json
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.recent import needs_recent_sign_in
from apps.core import audit, keyset, pdf
from apps.core.errors import Refused
from apps.core.tables import write_xlsx
from apps.organizations.desk import organization_desk
from apps.registration.actions import begin_roster, hand_in_roster, take_off_roster
from apps.registration.actions.rosters import GROUPS
from apps.registration.invitation_sheets import sheets_of
from apps.registration.models import Roster, RosterEntry
from apps.registration.roster_columns import columns_of
from apps.registration.roster_forms import RosterColumnsForm, RosterFileForm

TAB = "reports:roster"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100  # rows with a problem on the page; the file has all


def roster_desk(request, pk):
    desk = organization_desk(request.user, pk)
    if desk.place.kind.group not in GROUPS:
        raise Http404
    return desk


@login_required
def rosters(request, pk):
    """The tables that were handed in, and the way to hand in one more."""
    desk = roster_desk(request, pk)
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        roster = hand_in_roster(desk.place, table=form.cleaned_data["table"], by=request.user)
        return redirect("registration:roster", pk, roster.pk)
    rows = Roster.objects.filter(organization=desk.place).defer("sheet")
    cursor = request.GET.get("cursor", "")
    context = {
        "desk": desk,
        "tab": TAB,
        "form": form,
        "page": keyset.page(rows, by="handed_in_at", cursor=cursor, size=20, descending=True),
        "unconfirmed": keyset.count_in_words(unconfirmed(desk.place)),
    }
    return render(request, "registration/rosters.html", context)


def unconfirmed(organization):
    return RosterEntry.objects.unconfirmed().filter(organization=organization)


@login_required
@require_safe
def template(request, pk):
    """An empty table with the headings that are understood; its cells are text, so that no number loses its end."""
    desk = roster_desk(request, pk)
    columns = columns_of(desk.place)
    file = write_xlsx(
        [[str(column.label) for column in columns]], title=_("名单"), widths=[20] * len(columns), as_text=True
    )
    return FileResponse(file, as_attachment=True, filename=_("名单模板.xlsx"), content_type=XLSX)


@never_cache
@login_required
def roster(request, pk, roster):
    """First what the columns hold, then how far the reading has come, then what could not be read."""
    desk = roster_desk(request, pk)
    roster = get_object_or_404(
        Roster.objects.select_related("organization__kind"), organization=pk, pk=roster
    )
    if roster.state == Roster.State.CHOOSING:
        return choosing(request, desk, roster)
    problems = list(roster.problems.order_by("line")[: SHOWN + 1])
    context = {
        "desk": desk,
        "tab": TAB,
        "roster": roster,
        "problems": problems[:SHOWN],
        "more_problems": len(problems) > SHOWN,
    }
    part = "_roster_progress" if request.GET.get("part") == "progress" else "roster"
    return render(request, f"registration/{part}.html", context)


def choosing(request, desk, roster):
    header = json.loads(roster.sheet)["header"]
    form = RosterColumnsForm(request.POST or None, roster=roster, header=header)
    if request.method == "POST" and form.is_valid():
        try:
            begin_roster(
                roster, columns=form.chosen, has_declared=form.cleaned_data["declared"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("registration:roster", desk.place.pk, roster.pk)
    context = {"desk": desk, "tab": TAB, "roster": roster, "form": form}
    return render(request, "registration/roster_columns.html", context)


@login_required
@require_POST
@needs_recent_sign_in(resumes=False)
def problems(request, pk, roster):
    """The rows that could not be read, as they stood, with the reason and the line: to be mended and sent again."""
    desk = roster_desk(request, pk)
    roster = get_object_or_404(Roster, organization=desk.place, pk=roster, state=Roster.State.DONE)
    labels = {
        at: str(c.label) for c in columns_of(desk.place) if (at := roster.columns.get(c.name)) is not None
    }
    rows = roster.problems.order_by("line")
    audit.note("roster.problems_exported", [roster], by=request.user, rows=roster.wrong)

    def lines():
        cells = [json.loads(one.cells) for one in rows]
        width = max(map(len, cells), default=0)
        yield [*(labels.get(at, "") for at in range(width)), _("第几行"), _("为什么")]
        for one, row in zip(rows, cells, strict=True):
            yield [*row, *[""] * (width - len(row)), str(one.line), one.reason]

    return FileResponse(
        write_xlsx(lines(), as_text=True), as_attachment=True, filename=_("要改的行.xlsx"), content_type=XLSX
    )


@never_cache
@login_required
@require_safe
def people(request, pk):
    """Who has not confirmed yet. Whether they are here, have said no or have not seen it, it never says."""
    desk = roster_desk(request, pk)
    rows = unconfirmed(desk.place).defer("phone")
    wanted = request.GET.get("class", "")[:60]
    groups = groups_of(desk.place)
    if wanted in dict(groups):
        rows = rows.filter(group=wanted)
    context = {
        "desk": desk,
        "tab": TAB,
        "groups": groups,
        "wanted": wanted,
        "page": keyset.page(rows, by="group", cursor=request.GET.get("cursor", ""), size=50),
    }
    return render(request, "registration/roster_people.html", context)


def groups_of(organization):
    """The classes or departments in which somebody has not confirmed: (what it is sorted by, what it is called)."""
    rows = unconfirmed(organization).order_by("group").distinct("group")
    only = rows.only("group", "stage", "grade", "class_name")
    return [(one.group, one.class_words or _("没有填部门")) for one in only]


@login_required
@require_POST
@needs_recent_sign_in(resumes=False)
def sheets(request, pk):
    """Invitations to hand out, a class a page: how to sign up with one's own phone."""
    desk = roster_desk(request, pk)
    rows = unconfirmed(desk.place).defer("phone", "document_number").order_by("group", "pk")
    wanted = request.POST.get("class", "")[:60]
    if wanted:
        rows = rows.filter(group=wanted)
    classes = [list(members) for _group, members in groupby(rows[:2000], key=lambda one: one.group)]
    if not classes:
        messages.error(request, _("没有还没确认的人，不用打印。"))
        return redirect("registration:roster_people", pk)
    audit.note("roster.sheets_printed", [desk.place], by=request.user, people=sum(map(len, classes)))
    return pdf.pdf_answer(sheets_of(desk.place, classes), _("邀请单.pdf"))


@login_required
@require_POST
def take_off(request, pk, entry):
    """Somebody was put on it by mistake."""
    desk = roster_desk(request, pk)
    take_off_roster(get_object_or_404(unconfirmed(desk.place), pk=entry), by=request.user)
    messages.success(request, _("从名单里去掉了。"))
    return redirect("registration:roster_people", pk)
