"""What whoever leads a shift works with: the code on their screen, the roll, and the roll in the field.

The people of the organisation reach it from their workbench, a leader appointed for one shift from their own pages.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.activities import attendance
from apps.activities.attendance_forms import MarkForm
from apps.activities.models import Shift, Signup
from apps.booking import codes
from apps.booking.window import policy_on, window_of
from apps.core import keyset
from apps.core.errors import Refused
from apps.organizations.desk import Desk, organization_desk

TAB = "activities:manage"  # of the desk: shifts belong to the activities
AT_ONCE = 50
IN_THE_FIELD = 500
LATEST = 30


@dataclass(frozen=True)
class Stand:
    """A shift and from where one leads it: the organisation's workbench, or one's own pages where there is no post."""

    shift: Shift
    desk: Desk | None

    def url(self, name):
        if self.desk:
            return reverse(f"activities:{name}", args=[self.desk.place.pk, self.shift.pk])
        return reverse(f"activities:my_{name}", args=[self.shift.pk])

    @property
    def code_url(self):
        return self.url("code")

    @property
    def roll_url(self):
        return self.url("roll")

    @property
    def field_url(self):
        return self.url("field")

    @property
    def back_url(self):
        if self.desk and "manage" in self.desk.powers:
            return reverse(
                "activities:manage_one", args=[self.desk.place.pk, self.shift.position.activity_id]
            )
        return reverse("activities:my_shifts")

    @property
    def context(self):
        base = "base_desk.html" if self.desk else "base.html"
        return {"base": base, "desk": self.desk, "stand": self, "shift": self.shift, "tab": TAB}


def stand_of(request, shift, pk=None):
    """The shift, for somebody who may lead it; 404 for everybody else."""
    without = ["position__activity__contact_phone", "position__activity__description"]
    shifts = attendance.shifts_led_by(request.user).select_related("position__activity").defer(*without)
    if pk is None:
        return Stand(get_object_or_404(shifts, pk=shift), None)
    desk = organization_desk(request.user, pk, may="lead")
    return Stand(get_object_or_404(shifts.filter(position__activity__organization=pk), pk=shift), desk)


@require_GET
@login_required
def code(request, shift, pk=None):
    """The code on the leader's screen, which fetches itself anew (`part`) before it runs out. It is shown while it
    is good for something: from the moment one may check in until one may no longer check out."""
    stand = stand_of(request, shift, pk)
    shift, now = stand.shift, timezone.now()
    default = codes.OUT if now >= shift.ends_at else codes.IN
    direction = request.GET["d"] if request.GET.get("d") in {codes.IN, codes.OUT} else default
    window = window_of(shift)
    context = {
        **stand.context,
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
def roll(request, shift, pk=None):
    """The list of a shift with times to note: several people at once, saved together or not at all."""
    stand = stand_of(request, shift, pk)
    shift = stand.shift
    page = keyset.page(
        Signup.objects.on_the_list()
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
        **stand.context,
        "window": window,
        "is_early": now < window.opens,
        "is_over": now >= window.ends,
        "page": page,
        "rows": rows,
        "can_note": any("form" in row for row in rows),
    }
    return render(request, "activities/roll.html", context)


@require_GET
@login_required
def field(request, shift, pk=None):
    """The roll in the field: a tap for each who comes or leaves. Opened beforehand it works without a network; what
    is tapped stays on the phone and is sent when there is one."""
    stand = stand_of(request, shift, pk)
    shift, now = stand.shift, timezone.now()
    held = (
        Signup.objects.on_the_list()
        .filter(shift=shift)
        .select_related("volunteer__user")
        .defer("volunteer__document_number")
        .prefetch_related("presences")
        .order_by("volunteer__name", "pk")
    )
    people = [
        (signup, list(signup.presences.all()), signup.volunteer.user_id == request.user.pk)
        for signup in held[:IN_THE_FIELD]
    ]
    context = {
        **stand.context,
        "window": window_of(shift),
        "now": now,
        "people": people,
        "most": IN_THE_FIELD,
        "is_cut": shift.taken > IN_THE_FIELD,
    }
    return render(request, "activities/field.html", context)


@require_GET
def field_worker(request):
    """What keeps the page of the roll in the field on the phone. It lies at the top to watch over that page."""
    script = Path(finders.find("dist/field-worker.js")).read_bytes()
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _who_came(shift):
    """How many of those signed up came, and the latest of them."""
    came = (
        Signup.objects.active()
        .filter(shift=shift)
        .annotate(last_came=Max("presences__came_at"))
        .filter(last_came__isnull=False)
    )
    latest = (
        came.select_related("volunteer")
        .defer("volunteer__document_number")
        .prefetch_related("presences__whereabouts")
    )
    accurate = policy_on(shift)["accuracy_metres"]
    people = [
        (
            signup,
            last := list(signup.presences.all())[-1],
            attendance.distance_words(last, shift.position.activity, accurate),
        )
        for signup in latest.order_by("-last_came", "pk")[:LATEST]
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
