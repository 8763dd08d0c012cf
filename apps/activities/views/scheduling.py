"""The shifts of a notice on the workbench: one, many by a rule, another time, more places."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities import actions
from apps.activities.forms import CapacityForm
from apps.activities.schedule_forms import MoveForm, RepeatForm, ShiftForm
from apps.activities.views.manage import find, find_shift, show
from apps.core.errors import Refused


@require_POST
@login_required
def add_shift(request, pk, activity):
    desk, activity = find(request, pk, activity)
    form = ShiftForm(request.POST, activity=activity)
    if form.is_valid():
        starts_at, ends_at = form.times()
        try:
            actions.add_shift(
                form.cleaned_data["position"],
                starts_at=starts_at,
                ends_at=ends_at,
                capacity=form.cleaned_data["capacity"],
                break_minutes=form.cleaned_data["break_minutes"],
                by=request.user,
            )
            return redirect("activities:manage_one", pk, activity.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show(request, desk, activity, shift_form=form)


@login_required
def repeat(request, pk, activity):
    """Shifts by a rule: first the days are shown, each can be left out, then they are made, all or none."""
    desk, activity = find(request, pk, activity)
    activity.refuse_unless_editable()
    form = RepeatForm(request.POST or None, activity=activity)
    if form.is_bound and form.is_valid() and "make" in request.POST:
        try:
            made = actions.add_shifts(
                form.cleaned_data["position"],
                times=form.times(),
                capacity=form.cleaned_data["capacity"],
                break_minutes=form.cleaned_data["break_minutes"],
                by=request.user,
            )
            messages.success(request, _("排好了%(count)d班。") % {"count": len(made)})
            return redirect("activities:manage_one", pk, activity.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "activities/repeat.html", {"desk": desk, "activity": activity, "form": form})


@require_POST
@login_required
def remove_shift(request, pk, shift):
    _desk, shift = find_shift(request, pk, shift)
    actions.remove_shift(shift, by=request.user)
    return redirect("activities:manage_one", pk, shift.position.activity_id)


@login_required
def move_shift(request, pk, shift):
    """Another time after publication; whoever signed up is told."""
    desk, shift = find_shift(request, pk, shift)
    form = MoveForm(request.POST or None, shift=shift)
    if form.is_bound and form.is_valid():
        starts_at, ends_at = form.times()
        try:
            actions.move_shift(shift, starts_at=starts_at, ends_at=ends_at, by=request.user)
            messages.success(request, _("时间改好了，报了名的人都收到了消息。"))
            return redirect("activities:manage_one", pk, shift.position.activity_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "activities/move.html", {"desk": desk, "shift": shift, "form": form})


@require_POST
@login_required
def change_capacity(request, pk, shift):
    _desk, shift = find_shift(request, pk, shift)
    form = CapacityForm(request.POST)
    if not form.is_valid():
        raise Refused(_("名额写1到10,000之间的数。"), code="bad_capacity")
    actions.change_capacity(shift, capacity=form.cleaned_data["capacity"], by=request.user)
    messages.success(request, _("名额改好了。"))
    return redirect("activities:manage_one", pk, shift.position.activity_id)
