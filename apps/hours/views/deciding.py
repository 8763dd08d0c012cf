"""Deciding hours at a desk. The same pages serve an organisation and the offices of a region (see rooms)."""

from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.activities.attendance_forms import MarkForm
from apps.booking.window import window_of
from apps.core import keyset
from apps.core.errors import Refused
from apps.hours.actions import confirm_hours, note_anew, reject_hours, void_hours
from apps.hours.daily import reach_of
from apps.hours.forms import LessForm, ReasonForm
from apps.hours.history import history_of
from apps.hours.models import HourRecord
from apps.hours.models.records import SEEN
from apps.hours.punctual import punctuality_of
from apps.hours.rooms import by_shift, chosen, for_showing, obstacle_of, passed_on, room_of

State = HourRecord.State
AT_ONCE = 50


@require_GET
@login_required
def pending(request, **place):
    """What waits to be confirmed, by shift; what the person may not decide is there too, and says why."""
    room = room_of(request.user, **place)
    page = keyset.page(
        room.seen.pending(),
        by="served_on",
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
        shown=lambda rows: for_showing(rows, request.user),
    )
    return render(
        request,
        "hours/pending.html",
        {
            "desk": room.desk,
            "room": room,
            "page": page,
            "groups": by_shift(page.rows, request.user),
            "waiting": room.waiting(),
            "punctuality": punctuality_of(room),
        },
    )


@require_GET
@login_required
def decided(request, states, template, **place):
    """What was decided, latest first."""
    room = room_of(request.user, **place)
    page = keyset.page(
        room.records.filter(state__in=states),
        by="served_on",
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
        descending=True,
        shown=lambda rows: for_showing(rows, request.user),
    )
    context = {"desk": room.desk, "room": room, "page": page, "waiting": room.waiting()}
    return render(request, template, context)


@require_POST
@login_required
def confirm(request, **place):
    """Confirm the ticked records: all of them the person's to decide, or none."""
    room = room_of(request.user, **place)
    if records := _ticked(request, room):
        _tell_outcome(request, confirm_hours(records, by=request.user))
    return redirect(_back(request, room))


@require_POST
@login_required
def reject(request, **place):
    """Turn the ticked records down. Comes first without a reason, from the list, and asks for it."""
    room = room_of(request.user, **place)
    records = _ticked(request, room)
    if records is None:
        return redirect(_back(request, room))
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        try:
            done = reject_hours(records, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("退回了%(count)d条，原因已告诉本人。") % {"count": len(done)})
        except Refused as refusal:  # there is no page to go back to: this one only answers a POST
            messages.error(request, str(refusal))
        return redirect(_back(request, room))
    rows = list(for_showing(records, request.user).order_by("served_on", "pk"))
    context = {"desk": room.desk, "room": room, "form": form, "rows": rows, "back": _back(request, room)}
    return render(request, "hours/reject.html", context)


@login_required
def record(request, record, **place):
    """One record: while it waits count less of it, or turn it down where its time is taken; once it is confirmed
    take it back; after that note the time anew."""
    room = room_of(request.user, **place)
    row = get_object_or_404(for_showing(room.records, request.user), pk=record)
    if row.state == State.PENDING:
        row.obstacle, row.passed_on = obstacle_of(row, request.user), passed_on(row, reach_of(request.user))
    form = _form_for(row, request.user, request.POST or None)
    if request.method == "POST" and form and form.is_valid() and _decide_one(request, room, row, form):
        return redirect(room.url("returned" if row.state == State.CONFIRMED else "pending"))
    context = {"desk": room.desk, "room": room, "row": row, "form": form, "history": history_of(row)}
    return render(request, "hours/record.html", context)


def _back(request, room):
    """To the list the records were ticked in."""
    return room.url("papers" if request.POST.get("from") == "papers" else "pending")


def _ticked(request, room):
    """The ticked records that the person may decide; None, with a word, when nothing is ticked."""
    ids = request.POST.getlist("record")
    if not ids:
        messages.warning(request, _("先勾选几条，再按按钮。"))
        return None
    return chosen(room.records.decidable_by(request.user), ids)


def _tell_outcome(request, outcome):
    if outcome.confirmed:
        messages.success(request, _("记上了%(count)d条时长。") % {"count": len(outcome.confirmed)})
    if outcome.set_aside or outcome.passed_on or outcome.held:
        for why, names in _set_aside(outcome).items():
            messages.warning(request, _("%(names)s：%(why)s") % {"names": "、".join(names), "why": why})


def _set_aside(outcome):
    """Whose hours were not confirmed: {why: names}."""
    aside, names = [*outcome.set_aside, *outcome.passed_on, *outcome.held], defaultdict(list)
    rows = HourRecord.objects.filter(pk__in=aside).order_by("pk")
    for pk, name in rows.values_list("pk", "volunteer__name"):
        if pk in outcome.held:
            why = _("%(why)s，由旗县部门先查，没有记。") % {"why": outcome.words[pk]}
        elif pk in outcome.passed_on:
            why = _("%(who)s，没有记。") % {"who": outcome.words[pk]}
        else:
            why = _("这段时间已经记过时长，没有再记。")
        names[why].append(name)
    return names


def _form_for(row, user, data):
    """What can be done with a record here and now; None when nothing can."""
    if row.state == State.PENDING and not row.obstacle:
        return LessForm(data, served=row.minutes)
    taken = row.state == State.PENDING and row.obstacle == "overlap"
    if taken or (row.state == State.CONFIRMED and row.is_decidable):
        return ReasonForm(data)
    if row.state in {State.REJECTED, State.VOIDED} and row.beneficiary_id != user.pk and row.source in SEEN:
        return MarkForm(data, signup=row.signup, window=window_of(row.signup.shift), is_over=True)
    return None


def _decide_one(request, room, row, form):
    """Whether it went through; what was refused stands above what was typed."""
    try:
        _decide(request, room, row, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _decide(request, room, row, form):
    if row.state in {State.REJECTED, State.VOIDED}:
        note_anew(row, form.mark(), by=request.user)
        messages.success(request, _("重记好了，等另一位管理员确认。"))
        return
    only = chosen(room.records.decidable_by(request.user), [row.pk])
    reason = form.cleaned_data["reason"]
    if row.state == State.PENDING and row.obstacle:
        reject_hours(only, by=request.user, reason=reason)
        messages.success(request, _("退回了，原因已告诉本人。"))
    elif row.state == State.PENDING:
        minutes = {row.pk: form.cleaned_data["minutes"]}
        _tell_outcome(request, confirm_hours(only, by=request.user, minutes=minutes, reason=reason))
    else:
        void_hours(only.get(), by=request.user, reason=reason)
        messages.success(request, _("作废了，原因已告诉本人。"))
