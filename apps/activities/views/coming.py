"""Checking oneself in and out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Consent
from apps.activities import attendance, turns
from apps.activities.attendance_forms import CodeForm
from apps.activities.models import Shift
from apps.booking import codes
from apps.core import device
from apps.core.errors import Refused
from apps.training.attendance import lessons_of


@login_required
def check_in(request):
    """Today's shifts of the person signed in. From the QR code one arrives with the code and presses one button."""
    sent = CodeForm(request.POST, auto_id="sent_%s") if request.method == "POST" else None
    if sent and sent.is_valid() and _come_or_leave(request, sent):
        return device.remember(request, redirect("activities:check_in"))
    mine = turns.turns_of(request.user, timezone.now())
    scanned = CodeForm(
        {"shift": request.GET.get("s"), "direction": request.GET.get("d"), "code": request.GET.get("c")}
    )
    arrived = scanned.cleaned_data if "s" in request.GET and scanned.is_valid() else None
    cards = [(turn, *_form_of(turn, sent, arrived)) for turn in mine]
    context = {
        "cards": cards,
        "elsewhere": arrived and arrived["shift"] not in {turn.shift.pk for turn in mine},
        "lost": sent if sent and all(form is not sent for _turn, form, _came_along in cards) else None,
        "lessons": lessons_of(request.user, timezone.now()),
        "may_note_place": Consent.objects.covers(request.user, Consent.Purpose.LOCATION),
    }
    return device.remember(request, render(request, "activities/check_in.html", context))


def _come_or_leave(request, form):
    """Whether it went through; what was refused stands beside the code that was typed."""
    shift = get_object_or_404(Shift, pk=form.cleaned_data["shift"])
    entered = {
        "by": request.user,
        "code": form.cleaned_data["code"],
        "device": attendance.device_of(device.name_of(request)),
        "place": form.place() if Consent.objects.covers(request.user, Consent.Purpose.LOCATION) else None,
    }
    try:
        if form.cleaned_data["direction"] == codes.IN:
            attendance.check_in(shift, **entered)
            messages.success(request, _("签到了。走的时候记得签退，不然没有时长。"))
        else:
            attendance.check_out(shift, **entered)
            messages.success(request, _("签退了。时长等队长确认，确认后会告诉你。"))
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return False
    return True


def _form_of(turn, sent, arrived):
    """The form of one shift and whether its code came along from the QR code."""
    if turn.next not in {turns.COME, turns.LEAVE}:
        return None, False
    here = (turn.shift.pk, turn.next)
    if sent and (sent.cleaned_data.get("shift"), sent.cleaned_data.get("direction")) == here:
        return sent, False
    first = {"shift": turn.shift.pk, "direction": turn.next}
    came_along = bool(arrived) and (arrived["shift"], arrived["direction"]) == here
    if came_along:
        first["code"] = arrived["code"]
    return CodeForm(initial=first, auto_id=f"s{turn.shift.pk}_%s"), came_along
