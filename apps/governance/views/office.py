"""The queue of an office: complaints to accept, to look into and to settle."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import days, keyset, uploads
from apps.core.errors import Refused
from apps.governance import actions
from apps.governance.forms import AskForm, PassOnForm, SettleForm
from apps.governance.models import Complaint
from apps.hours.deadlines import Deadline
from apps.organizations.desk import region_desk

POWER, TAB = "handles_complaints", "governance:region_complaints"
State = Complaint.State
LISTS = {
    "": ([State.LODGED], "accept_by", False),
    "accepted": ([State.ACCEPTED], "settle_by", False),
    "done": ([State.PASSED_ON, State.SETTLED, State.WITHDRAWN], "pk", True),
}


def handled(request, code):
    rows = Complaint.objects.handled_by(request.user).filter(region__code__startswith=code)
    return rows.select_related("organization", "activity", "volunteer", "region", "made_by")


@login_required
@require_safe
def complaints(request, code):
    """Those that wait to be accepted, those under way, those that are over; the most urgent first."""
    desk = region_desk(request.user, code, POWER)
    chosen = request.GET.get("show", "")
    states, by, descending = LISTS.get(chosen, LISTS[""])
    rows = handled(request, code)
    page = keyset.page(
        rows.filter(state__in=states), by=by, cursor=request.GET.get("cursor", ""), descending=descending
    )
    context = {
        "desk": desk,
        "tab": TAB,
        "page": page,
        "today": days.today(),
        "counts": {
            "lodged": keyset.count_in_words(rows.filter(state=State.LODGED)),
            "accepted": keyset.count_in_words(rows.filter(state=State.ACCEPTED)),
        },
    }
    return render(request, "governance/region_complaints.html", context)


FORMS = {"pass_on": PassOnForm, "ask": AskForm, "settle": SettleForm}
DONE = {
    "accept": _("受理了，也告诉了投诉的人。"),
    "pass_on": _("告诉了投诉的人归谁管。"),
    "ask": _("问过组织了。"),
    "settle": _("办结了，结果告诉了投诉的人。"),
}


def offered(row):
    """What can be done with it now."""
    if row.state == State.LODGED:
        return ["accept", "pass_on"]
    if row.state == State.ACCEPTED:
        asks = row.organization_id and not row.question
        return ["settle", *(["ask"] if asks else []), "pass_on"]
    return []


@never_cache
@login_required
def complaint(request, code, pk):
    """One complaint: accept it, say who is responsible, ask the organisation, settle it."""
    desk = region_desk(request.user, code, POWER)
    row = get_object_or_404(handled(request, code), pk=pk)
    do = request.POST.get("do", "")
    forms = {
        name: FORMS[name](request.POST if do == name else None) for name in offered(row) if name in FORMS
    }
    if request.method == "POST" and do in offered(row):
        form = forms.get(do)
        if (form is None or form.is_valid()) and done(request, row, do, form):
            return redirect("governance:region_complaint", code, pk)
    context = {
        "desk": desk,
        "tab": TAB,
        "row": row,
        "files": list(row.proofs.all()),
        "forms": forms,
        "accepts": "accept" in offered(row),
        "deadline": deadline_of(row),
    }
    return render(request, "governance/region_complaint.html", context)


def done(request, row, do, form):
    act = {
        "accept": actions.accept,
        "pass_on": actions.pass_on,
        "ask": actions.ask_organization,
        "settle": actions.settle,
    }[do]
    try:
        act(row, by=request.user, **(form.cleaned_data if form else {}))
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return True
        form.add_error(None, str(refusal))
        return False
    messages.success(request, DONE[do])
    return True


def deadline_of(row):
    day = row.due_on
    return day and Deadline(day, days.working_days_until(days.today(), day), days.is_calendar_known(day))


@login_required
@require_safe
def proof(request, code, pk, file):
    """A file of a complaint, for who looks into it. Each look leaves a record."""
    region_desk(request.user, code, POWER)
    row = get_object_or_404(handled(request, code), pk=pk)
    kept = get_object_or_404(row.proofs.all(), pk=file)
    actions.note_proof_seen(row, kept, by=request.user)
    return uploads.answer(kept)
