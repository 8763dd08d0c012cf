"""What an office looks at besides the ordinary queue: records that are odd, and those drawn for a spot check."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.core import days, keyset
from apps.core.errors import Refused
from apps.hours.actions import reject_hours, release_held
from apps.hours.forms import ReasonForm, ReleaseForm
from apps.hours.paper_forms import SpotForm
from apps.hours.rooms import chosen, for_showing, room_of
from apps.hours.spots import drawn

AT_ONCE, SHOWN = 50, 300


@require_GET
@login_required
def held(request, **place):
    """Records that nobody confirms before this office has looked, with what is odd about them."""
    room = room_of(request.user, **place)
    page = keyset.page(
        room.records.held(),
        by="served_on",
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
        shown=lambda rows: for_showing(rows, request.user),
    )
    mine = set(
        room.records.releasable_by(request.user)
        .filter(pk__in=[row.pk for row in page])
        .values_list("pk", flat=True)
    )
    for row in page:
        row.is_mine = row.pk in mine
    context = {"desk": room.desk, "room": room, "page": page, "waiting": room.waiting()}
    return render(request, "hours/held.html", context)


@require_POST
@login_required
def settle_held(request, **place):
    """Release the ticked ones or turn them down. Comes first without a reason, from the list, and asks for it."""
    room = room_of(request.user, **place)
    ids = request.POST.getlist("record")
    if not ids:
        messages.warning(request, _("先勾选几条，再按按钮。"))
        return redirect(room.url("held"))
    records = chosen(room.records.releasable_by(request.user), ids)
    releases = request.POST.get("do") != "reject"
    kind = ReleaseForm if releases else ReasonForm
    form = kind(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        try:
            _settle(request, records, releases, form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(room.url("held"))
    rows = list(for_showing(records, request.user).order_by("served_on", "pk"))
    context = {"desk": room.desk, "room": room, "form": form, "rows": rows, "releases": releases}
    return render(request, "hours/settle_held.html", context)


def _settle(request, records, releases, reason):
    if releases:
        done = release_held(records, by=request.user, reason=reason)
        messages.success(request, _("放行了%(count)d条，组织可以确认了。") % {"count": len(done)})
    else:
        done = reject_hours(records, by=request.user, reason=reason)
        messages.success(request, _("退回了%(count)d条，原因已告诉本人。") % {"count": len(done)})


@require_GET
@login_required
def spot(request, **place):
    """Records of a month drawn for a spot check: the same word draws the same ones."""
    room = room_of(request.user, **place)
    last = (days.today().replace(day=1) - days.ONE).strftime("%Y-%m")
    form = SpotForm(request.GET if "month" in request.GET else {"month": last, "seed": last})
    rows = []
    if form.is_valid():
        found = drawn(room.key, form.first_day(), form.cleaned_data["seed"])
        rows = list(for_showing(found, request.user)[:SHOWN])
    context = {"desk": room.desk, "room": room, "form": form, "rows": rows, "waiting": room.waiting()}
    return render(request, "hours/spot.html", context)
