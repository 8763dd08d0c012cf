"""Objections at a desk: the organisation may mend, those above decide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.core import days, keyset
from apps.core.errors import Refused
from apps.hours.actions import dismiss_appeal, mend_appeal, pass_on_appeal, uphold_appeal
from apps.hours.models import Appeal
from apps.hours.paper_forms import AnswerForm, VerdictForm
from apps.hours.rooms import room_of

AT_ONCE = 30


def appeals_of(room):
    """The objections one sees from a desk."""
    if room.is_office:
        mine = Q(region__code__startswith=room.key)
    else:
        mine = Q(organization=room.key) | Q(organization__parent=room.key)
    return Appeal.objects.filter(mine).select_related(
        "volunteer__user",
        "organization",
        "decided_by",
        "record__basis",
        "record__organization",
        "record__signup__shift__position__activity",
        "signup__shift__position__activity",
    )


@require_GET
@login_required
def appeals(request, **place):
    """What waits for an answer, the most urgent first."""
    room = room_of(request.user, **place)
    page = keyset.page(
        appeals_of(room).waiting(), by="due_on", cursor=request.GET.get("cursor", ""), size=AT_ONCE
    )
    context = {
        "desk": room.desk,
        "room": room,
        "page": page,
        "waiting": room.waiting(),
        "today": days.today(),
    }
    return render(request, "hours/appeals.html", context)


@login_required
def appeal(request, appeal, **place):
    """One objection: mend it or pass it on as the organisation, decide it from outside."""
    room = room_of(request.user, **place)
    row = get_object_or_404(appeals_of(room), pk=appeal)
    decides = Appeal.objects.decidable_by(request.user).filter(pk=row.pk).exists()
    mends = not decides and Appeal.objects.mendable_by(request.user).filter(pk=row.pk).exists()
    form = _form(request, row, decides, mends)
    if request.method == "POST" and (decides or mends):
        if mends and request.POST.get("do") == "pass":
            return _pass_on(request, room, row)
        if form.is_valid() and _settle(request, row, form):
            return redirect(room.url("appeals"))
    context = {
        "desk": room.desk,
        "room": room,
        "appeal": row,
        "files": list(row.proofs.all()),
        "form": form,
        "decides": decides,
        "mends": mends,
        "may_pass_on": mends and row.outside_from > days.today(),
    }
    return render(request, "hours/appeal.html", context)


def _form(request, row, decides, mends):
    if decides:
        return VerdictForm(request.POST or None, appeal=row, window=window_of(row))
    return AnswerForm(request.POST or None) if mends else None


def window_of(appeal):
    """From when to when the service can have lasted at the most."""
    signup = appeal.signup or (appeal.record.signup if appeal.record_id else None)
    if signup:
        return signup.shift.starts_at, signup.shift.ends_at
    return appeal.record.during.lower, appeal.record.during.upper


def _pass_on(request, room, row):
    try:
        pass_on_appeal(row, by=request.user)
        messages.success(request, _("转给上级处理了。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(room.url("appeals"))


def _settle(request, row, form):
    data = form.cleaned_data
    try:
        if "verdict" not in data:
            mend_appeal(row, by=request.user, answer=data["answer"])
        elif data["verdict"] == "uphold":
            uphold_appeal(row, by=request.user, answer=data["answer"], stretch=form.stretch())
        else:
            dismiss_appeal(row, by=request.user, answer=data["answer"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("处理好了，结果已告诉本人。"))
    return True
