"""Papers at a desk: entering by hand, recording afterwards, and looking at what others handed in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.activities.models import Shift, Signup
from apps.core import keyset, uploads
from apps.core.errors import Refused
from apps.hours.actions import backfill as backfill_hours
from apps.hours.actions import enter_by_hand
from apps.hours.daily import reach_of
from apps.hours.models import Appeal, Basis, HourRecord
from apps.hours.paper_forms import BackfillForm, HandForm
from apps.hours.rooms import for_showing, obstacle_of, passed_on, room_of
from apps.organizations.desk import organization_desk

AT_ONCE = 10


@require_GET
@login_required
def papers(request, **place):
    """What waits on paper, each paper with its people: somebody outside the organisation decides."""
    room = room_of(request.user, **place)
    waiting = room.papers.pending().filter(basis=OuterRef("pk"))
    bases = Basis.objects.filter(Exists(waiting)).select_related("organization", "made_by", "shift")
    if room.organizations:
        bases = bases.filter(organization__in=room.organizations)
    page = keyset.page(
        bases,
        by="made_at",
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
    )
    _gather(page.rows, room, request.user)
    context = {"desk": room.desk, "room": room, "page": page, "waiting": room.waiting()}
    return render(request, "hours/papers.html", context)


def _gather(bases, room, user):
    """Give each paper its files and the records that wait on it."""
    reach = reach_of(user)
    found = {basis.pk: basis for basis in bases}
    for basis in bases:
        basis.rows = []
    rows = room.papers.pending().filter(basis__in=found)
    for row in for_showing(rows, user).order_by("pk"):
        row.obstacle = obstacle_of(row, user)
        row.passed_on = passed_on(row, reach)
        found[row.basis_id].rows.append(row)
    files = Basis.proofs.through.objects.filter(basis__in=found).select_related("keptfile").order_by("pk")
    for link in files:
        basis = found[link.basis_id]
        basis.files = [*getattr(basis, "files", []), link.keptfile]


@login_required
def by_hand(request, pk, shift):
    """Enter who was at a shift of this organisation though nobody checked them in."""
    desk = organization_desk(request.user, pk)
    shifts = Shift.objects.select_related("position__activity__organization__region")
    shift = get_object_or_404(shifts, pk=shift, position__activity__organization=desk.place)
    signups = _without_record(shift)
    form = HandForm(
        request.POST or None, request.FILES or None, by=request.user, shift=shift, signups=signups
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            basis = enter_by_hand(
                shift, form.lines(), by=request.user, reason=data["reason"], proofs=data["proofs"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_handed_in(request, basis)
            return redirect("hours:papers", pk)
    return render(
        request, "hours/by_hand.html", {"desk": desk, "shift": shift, "form": form, "tab": "hours:pending"}
    )


def _without_record(shift):
    alive = HourRecord.objects.alive().filter(signup=OuterRef("pk"))
    return list(
        Signup.objects.active()
        .filter(shift=shift)
        .exclude(Exists(alive))
        .select_related("volunteer__user", "volunteer__region")
        .order_by("signed_up_at", "pk")
    )


@login_required
def backfill(request, pk):
    """Record a service of long ago that the site never knew (补录)."""
    desk = organization_desk(request.user, pk)
    form = BackfillForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        names = ["title", "place", "content", "leader", "reason", "proofs", "declared"]
        try:
            basis = backfill_hours(
                desk.place,
                form.lines(),
                by=request.user,
                **{name: form.cleaned_data[name] for name in names},
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_handed_in(request, basis)
            return redirect("hours:papers", pk)
    return render(request, "hours/backfill.html", {"desk": desk, "form": form, "tab": "hours:pending"})


def _say_handed_in(request, basis):
    messages.success(
        request, _("登记了%(count)d人，等组织以外的人看过凭据再确认。") % {"count": basis.people}
    )


@require_GET
@login_required
def proof(request, pk, file):
    """A file of a paper, for whoever handed it in and those who decide."""
    basis = get_object_or_404(Basis.objects.seen_by(request.user).distinct(), pk=pk)
    return _answer(basis, file)


@require_GET
@login_required
def appeal_proof(request, pk, file):
    """A file of an objection, for the person and those who decide."""
    mine = Appeal.objects.cared_for_by(request.user) | Appeal.objects.filter(made_by=request.user)
    visible = mine.filter(pk=pk).first() or Appeal.objects.seen_by(request.user).filter(pk=pk).first()
    if not visible:
        raise Http404
    return _answer(visible, file)


def _answer(row, file: UUID):
    return uploads.answer(get_object_or_404(row.proofs.all(), pk=file))
