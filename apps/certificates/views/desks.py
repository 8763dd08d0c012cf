"""Certificates at the workbenches: batches and the seal at an organisation, seals to look at in an office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.recent import needs_recent_sign_in
from apps.certificates.actions import (
    ask_for_seal,
    begin_batch,
    decide_seal,
    plan_batch,
    resume_batch,
    withdraw_seal,
)
from apps.certificates.archives import hand_out, print_out
from apps.certificates.forms import BatchForm, RefusalForm, SealForm
from apps.certificates.models import Batch, Seal
from apps.core import keyset, uploads
from apps.core.errors import Refused
from apps.organizations.desk import organization_desk, region_desk

POWER = "reviews_organizations"
TAB = "certificates:batches"
SHOWN = 100  # people without a certificate that the page names
NO_MORE = 286  # htmx: no need to ask again


@login_required
@require_safe
def batches(request, pk):
    """The batches that were made, the latest first, and the seal that stands on them."""
    desk = organization_desk(request.user, pk)
    rows = Batch.objects.filter(organization=desk.place).select_related("activity")
    context = {
        "desk": desk,
        "page": keyset.page(
            rows, by="made_at", cursor=request.GET.get("cursor", ""), size=20, descending=True
        ),
        "seal": Seal.objects.in_use().filter(organization=desk.place).first(),
        "seal_waits": Seal.objects.waiting().filter(organization=desk.place).exists(),
    }
    return render(request, "certificates/batches.html", context)


@login_required
def create(request, pk):
    """First what would be made and for how many, then `sure` has it made; `change` leads back to what was typed."""
    desk = organization_desk(request.user, pk)
    form = BatchForm(request.POST or None, organization=desk.place)
    context = {"desk": desk, "tab": TAB, "form": form}
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        try:
            if "sure" in request.POST:
                return redirect(
                    "certificates:batch", pk, begin_batch(desk.place, by=request.user, **form.wanted()).pk
                )
            context["plan"] = plan_batch(desk.place, **form.wanted())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "certificates/batch_sure.html", context)
    return render(request, "certificates/batch_new.html", context)


@never_cache
@login_required
@require_safe
def batch(request, pk, batch):
    """How far it has come, then the file, and who got none and why."""
    desk = organization_desk(request.user, pk)
    row = get_object_or_404(Batch.objects.select_related("activity"), organization=pk, pk=batch)
    without = row.lines.exclude(problem="").select_related("volunteer").order_by("pk")
    context = {"desk": desk, "tab": TAB, "batch": row, "without": without[:SHOWN]}
    if request.GET.get("part") == "progress":
        return render(
            request, "certificates/_progress.html", context, status=200 if row.is_working else NO_MORE
        )
    return render(request, "certificates/batch.html", context)


@login_required
@require_POST
def resume(request, pk, batch):
    """Go on with one that stopped."""
    desk = organization_desk(request.user, pk)
    row = get_object_or_404(Batch, organization=desk.place, pk=batch)
    try:
        resume_batch(row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("certificates:batch", pk, batch)


@login_required
@require_POST
@needs_recent_sign_in(resumes=False)
def archive(request, pk, batch):
    """All of them as one ZIP; who took it is written down."""
    desk = organization_desk(request.user, pk)
    return hand_out(
        get_object_or_404(Batch.objects.ended(), organization=desk.place, pk=batch), by=request.user
    )


@login_required
@require_POST
@needs_recent_sign_in(resumes=False)
def printed(request, pk, batch):
    """All of them as one PDF to print; of so many as one class or department has."""
    desk = organization_desk(request.user, pk)
    row = get_object_or_404(Batch.objects.printable(), organization=desk.place, pk=batch)
    return print_out(row, by=request.user)


@login_required
def seal(request, pk):
    """The seal in use and those that were handed in. Handing one in is for owners."""
    desk = organization_desk(request.user, pk)
    is_owner = "own" in desk.powers
    form = SealForm(request.POST or None, request.FILES or None, by=request.user) if is_owner else None
    if request.method == "POST" and is_owner and form.is_valid():
        try:
            ask_for_seal(desk.place, picture=form.cleaned_data["picture"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("交上去了，部门看过以后会告诉你。"))
            return redirect("certificates:seal", pk)
    rows = Seal.objects.filter(organization=desk.place).order_by("-pk")[:10]
    context = {"desk": desk, "tab": TAB, "form": form, "rows": rows, "is_owner": is_owner}
    return render(request, "certificates/seal.html", context)


@login_required
@require_safe
def seal_picture(request, pk, seal):
    desk = organization_desk(request.user, pk)
    row = get_object_or_404(Seal.objects.select_related("picture"), organization=desk.place, pk=seal)
    return uploads.answer(row.picture)


@login_required
@require_POST
def withdraw(request, pk, seal):
    desk = organization_desk(request.user, pk, "own")
    withdraw_seal(get_object_or_404(Seal, organization=desk.place, pk=seal), by=request.user)
    messages.success(request, _("以后开的证明不再盖这枚印章。"))
    return redirect("certificates:seal", pk)


def _waiting(user, code):
    rows = Seal.objects.decidable_by(user).filter(organization__region__code__startswith=code)
    return rows.select_related("organization__region", "picture")


@login_required
@require_safe
def seals(request, code):
    """Seals that wait for a word of the office, the longest first."""
    desk = region_desk(request.user, code, POWER)
    page = keyset.page(
        _waiting(request.user, code), by="asked_at", cursor=request.GET.get("cursor", ""), size=20
    )
    return render(request, "certificates/seals.html", {"desk": desk, "page": page, "form": RefusalForm()})


@login_required
@require_safe
def waiting_picture(request, code, seal):
    region_desk(request.user, code, POWER)
    return uploads.answer(get_object_or_404(_waiting(request.user, code), pk=seal).picture)


@login_required
@require_POST
def approve(request, code, seal):
    region_desk(request.user, code, POWER)
    row = get_object_or_404(_waiting(request.user, code), pk=seal)
    decide_seal(row, state=Seal.State.APPROVED, by=request.user)
    messages.success(request, _("“%(name)s”的印章通过了。") % {"name": row.organization.name})
    return redirect("certificates:seals", code)


@login_required
@require_POST
def refuse(request, code, seal):
    desk = region_desk(request.user, code, POWER)
    row, form = get_object_or_404(_waiting(request.user, code), pk=seal), RefusalForm(request.POST)
    if form.is_valid():
        decide_seal(row, state=Seal.State.REFUSED, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("告诉他们了。"))
        return redirect("certificates:seals", code)
    page = keyset.page(_waiting(request.user, code), by="asked_at", size=20)
    context = {"desk": desk, "page": page, "form": form, "asked": row.pk}
    return render(request, "certificates/seals.html", context)
