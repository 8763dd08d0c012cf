"""Checking in and out, the code on the leader's screen, and the roll."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.activities import attendance, turns
from apps.activities.attendance_forms import CodeForm, MarkForm
from apps.activities.models import Shift, Signup
from apps.activities.window import window_of
from apps.booking import codes
from apps.core import keyset
from apps.core.errors import Refused
from apps.organizations.desk import organization_desk

TAB = "activities:manage"  # of the desk: shifts belong to the activities
AT_ONCE = 50
LATEST = 30


@login_required
def check_in(request):
    """Today's shifts of the person signed in. From the QR code one arrives with the code and presses one button."""
    sent = CodeForm(request.POST, auto_id="sent_%s") if request.method == "POST" else None
    if sent and sent.is_valid() and _come_or_leave(request, sent):
        return redirect("activities:check_in")
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
    }
    return render(request, "activities/check_in.html", context)


@require_GET
@login_required
def code(request, pk, shift):
    """The code on the leader's screen, which fetches itself anew (`part`) before it runs out. It is shown while it
    is good for something: from the moment one may check in until one may no longer check out."""
    desk = organization_desk(request.user, pk)
    shift = _shift_of(desk, shift)
    now = timezone.now()
    default = codes.OUT if now >= shift.ends_at else codes.IN
    direction = request.GET["d"] if request.GET.get("d") in {codes.IN, codes.OUT} else default
    window = window_of(shift)
    context = {
        "desk": desk,
        "tab": TAB,
        "shift": shift,
        "window": window,
        "now": now,
        "direction": direction,
        **(_code_now(shift, direction, now) if window.releases(now) else {}),
        **_who_came(shift),
    }
    part = request.GET.get("part") if request.GET.get("part") in {"box", "came"} else None
    return render(request, f"activities/_code_{part}.html" if part else "activities/code.html", context)


def _code_now(shift, direction, now):
    """The six digits, the address that brings them along, and how long they still hold."""
    step = codes.step_seconds()
    digits = codes.code_at(attendance.KIND, shift.pk, direction, now, step=step)
    return {
        "code": digits,
        "address": f"{settings.SITE_URL}{reverse('activities:check_in')}?s={shift.pk}&d={direction}&c={digits}",
        "seconds": codes.seconds_left(now, step=step),
        "every": step,
    }


@login_required
def roll(request, pk, shift):
    """The list of a shift with times to note: several people at once, saved together or not at all."""
    desk = organization_desk(request.user, pk)
    shift = _shift_of(desk, shift)
    page = keyset.page(
        Signup.objects.active()
        .filter(shift=shift)
        .select_related("volunteer__user")
        .defer("volunteer__document_number")
        .prefetch_related("presences"),
        by="signed_up_at",
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
    )
    ticked = set(request.POST.getlist("here"))
    window, now = window_of(shift), timezone.now()
    rows = [_row(signup, window, now, ticked, request) for signup in page]
    if request.method == "POST" and _call_roll(request, shift, rows, ticked):
        return redirect(request.get_full_path())
    context = {
        "desk": desk,
        "tab": TAB,
        "shift": shift,
        "window": window,
        "is_early": now < window.opens,
        "is_over": now >= window.ends,
        "page": page,
        "rows": rows,
        "can_note": any("form" in row for row in rows),
    }
    return render(request, "activities/roll.html", context)


def _shift_of(desk, pk):
    shifts = Shift.objects.filter(position__activity__organization=desk.place)
    without = ["position__activity__contact_phone", "position__activity__description"]
    return get_object_or_404(shifts.select_related("position__activity").defer(*without), pk=pk)


def _come_or_leave(request, form):
    """Whether it went through; what was refused stands beside the code that was typed."""
    shift = get_object_or_404(Shift, pk=form.cleaned_data["shift"])
    entered = {"by": request.user, "code": form.cleaned_data["code"]}
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


def _who_came(shift):
    """How many of those signed up came, and the latest of them."""
    came = (
        Signup.objects.active()
        .filter(shift=shift)
        .annotate(last_came=Max("presences__came_at"))
        .filter(last_came__isnull=False)
    )
    latest = (
        came.select_related("volunteer").defer("volunteer__document_number").prefetch_related("presences")
    )
    people = [
        (signup, list(signup.presences.all())[-1]) for signup in latest.order_by("-last_came", "pk")[:LATEST]
    ]
    return {"came_count": came.count(), "people": people}


def _row(signup, window, now, ticked, request):
    """One line of the roll: who it is, what is noted already, and the form for what is not, once one may come."""
    presences = list(signup.presences.all())
    open_one = next((presence for presence in presences if presence.is_open), None)
    row = {"signup": signup, "presences": presences, "open": open_one, "ticked": str(signup.pk) in ticked}
    row["is_own"] = signup.volunteer.user_id == request.user.pk
    if now < window.opens or row["is_own"] or (presences and not open_one):
        return row
    data, is_over = request.POST if row["ticked"] else None, now >= window.ends
    return row | {"form": MarkForm(data, signup=signup, window=window, is_over=is_over, presence=open_one)}


def _call_roll(request, shift, rows, ticked):
    """Whether the ticked lines were saved; otherwise they are shown again as they were typed."""
    if not ticked:
        messages.warning(request, _("先勾选到了的人，再按按钮。"))
        return False
    chosen = [row["form"] for row in rows if row["ticked"] and "form" in row]
    if not all(form.is_valid() for form in chosen):
        return False
    try:
        if len(chosen) != len(ticked):
            raise Refused(_("名单变了，看一眼再点名。"), code="not_on_the_list")
        attendance.call_roll(shift, [form.mark() for form in chosen], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("记下了%(count)d人。时长要请另一位管理员确认。") % {"count": len(chosen)})
    return True
