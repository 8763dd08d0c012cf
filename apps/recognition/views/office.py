"""An office's side: awards to check and to give, words to read before anyone does, whole files with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.recent import needs_recent_sign_in
from apps.core import keyset, pdf, uploads
from apps.core.errors import Refused
from apps.organizations.desk import region_desk
from apps.organizations.models import Office, Organization, Post
from apps.recognition.actions import (
    look_at_file,
    note_file_exported,
    note_proof_seen,
    record_commendation,
    refuse_commendation,
)
from apps.recognition.files import PRINTED, as_pdf, organization_file, volunteer_file
from apps.recognition.forms import LookForm, organizations_under
from apps.recognition.models import Commendation, Look
from apps.recognition.views.organization import give_form, given, voided
from apps.registration.forms import ReasonForm

POWER, TAB = "checks_awards", "recognition:region_awards"


def within(rows, code):
    return rows.filter(region__code__startswith=code)


@login_required
@require_safe
def awards(request, code):
    """Awards from elsewhere that somebody asked to be recorded, those that came first in front."""
    desk = region_desk(request.user, code, POWER)
    rows = within(Commendation.objects.decidable_by(request.user), code)
    page = keyset.page(
        rows.select_related("volunteer", "organization", "region"),
        by="made_at",
        cursor=request.GET.get("cursor", ""),
    )
    return render(request, "recognition/region_awards.html", {"desk": desk, "tab": TAB, "page": page})


@never_cache
@login_required
def award(request, code, pk):
    """One of them: record it, or send it back with the reason."""
    desk = region_desk(request.user, code, POWER)
    rows = within(Commendation.objects.decidable_by(request.user), code)
    row = get_object_or_404(rows.select_related("volunteer", "organization", "region", "proof"), pk=pk)
    form = ReasonForm(request.POST if request.POST.get("do") == "refuse" else None)
    if request.method == "POST":
        try:
            if request.POST.get("do") != "refuse":
                record_commendation(row, by=request.user)
                messages.success(request, _("记下了，也告诉了对方。"))
                return redirect("recognition:region_awards", code)
            if form.is_valid():
                refuse_commendation(row, by=request.user, reason=form.cleaned_data["reason"])
                messages.success(request, _("退回去了，原因也告诉了对方。"))
                return redirect("recognition:region_awards", code)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("recognition:region_awards", code)
    context = {"desk": desk, "tab": TAB, "row": row, "form": form}
    return render(request, "recognition/region_award.html", context)


@login_required
@require_safe
def proof(request, code, pk):
    """The document, for whoever has to look at it. Each look leaves a record."""
    region_desk(request.user, code, POWER)
    rows = within(Commendation.objects.governed_by(request.user), code).exclude(proof=None)
    row = get_object_or_404(rows.select_related("proof"), pk=pk)
    note_proof_seen(row, by=request.user)
    return uploads.answer(row.proof)


@login_required
@require_safe
def recorded(request, code):
    """Awards on record of people and organisations of the region."""
    desk = region_desk(request.user, code, POWER)
    rows = within(Commendation.objects.governed_by(request.user), code).exclude(
        state=Commendation.State.ASKED
    )
    page = keyset.page(
        rows.select_related("volunteer", "organization"),
        by="pk",
        cursor=request.GET.get("cursor", ""),
        descending=True,
    )
    voidable = Commendation.objects.voidable_by(request.user).filter(pk__in=[row.pk for row in page])
    context = {
        "desk": desk,
        "tab": TAB,
        "page": page,
        "voidable": set(voidable.values_list("pk", flat=True)),
        "reason_form": ReasonForm(),
    }
    return render(request, "recognition/region_recorded.html", context)


@require_POST
@login_required
def void(request, code, pk):
    """Take back an award of somebody in the region."""
    region_desk(request.user, code, POWER)
    row = get_object_or_404(within(Commendation.objects.voidable_by(request.user), code), pk=pk)
    return voided(request, row, ReasonForm(request.POST), "recognition:region_recorded", code)


def own_office(user, code):
    """The office in whose name the person gives an award here: theirs, of this very region or the nearest above it."""
    posts = Post.objects.held_by(user).filter(role=Post.Role.OFFICER, office__kind__checks_awards=True)
    offices = Office.objects.filter(pk__in=posts.values("office")).select_related("region")
    mine = [one for one in offices if code.startswith(one.region_id)]
    if not mine:
        raise Http404
    return max(mine, key=lambda one: len(one.region_id))


@login_required
def give(request, code, to):
    """Record an award of people who live in the region, or of one of its organisations."""
    desk = region_desk(request.user, code, POWER)
    form, giver = (
        give_form(request, to, organizations_under(code), code),
        own_office(request.user, code),
    )
    if request.method == "POST" and form.is_valid() and given(request, form, to, giver):
        return redirect("recognition:region_recorded", code)
    return render(
        request,
        "recognition/region_give.html",
        {"desk": desk, "tab": TAB, "form": form, "to": to, "giver": giver},
    )


@login_required
def files(request, code):
    """Open the whole file of somebody who lives here: by number, with the reason."""
    desk = region_desk(request.user, code, "searches_people")
    form = LookForm(request.POST or None, code=code)
    if request.method == "POST" and form.is_valid():
        try:
            look = look_at_file(form.cleaned_data["number"], by=request.user, why=form.cleaned_data["why"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("recognition:region_file", code, look.pk)
    lately = Look.objects.filter(by=request.user).select_related("volunteer").order_by("-at")[:10]
    context = {"desk": desk, "tab": TAB, "form": form, "lately": lately}
    return render(request, "recognition/region_files.html", context)


def looked_at(request, code, pk):
    """The look, as long as it holds and the person still lives in the region."""
    looks = Look.objects.open_to(request.user).select_related("volunteer__user", "volunteer__region__parent")
    return get_object_or_404(looks.filter(volunteer__region__code__startswith=code), pk=pk)


@never_cache
@login_required
@require_safe
def file(request, code, pk):
    desk = region_desk(request.user, code, "searches_people")
    look = looked_at(request, code, pk)
    context = {"desk": desk, "tab": TAB, "look": look, "until": look.open_until}
    context["sections"] = volunteer_file(look.volunteer)
    return render(request, "recognition/region_file.html", context)


@never_cache
@require_POST
@login_required
@needs_recent_sign_in(resumes=False)
def file_pdf(request, code, pk):
    """The file leaves the platform: only shortly after signing in, and on record by itself."""
    region_desk(request.user, code, "searches_people")
    look, title = looked_at(request, code, pk), _("志愿者档案")
    note_file_exported(look, by=request.user)
    return pdf.pdf_answer(as_pdf(title, volunteer_file(look.volunteer, PRINTED)), f"{title}.pdf")


@never_cache
@login_required
@require_safe
def organization(request, code, pk):
    """The whole file of an organisation of the region, for the office that looks after organisations."""
    desk = region_desk(request.user, code, "reviews_organizations")
    place = organization_of(code, pk)
    context = {
        "desk": desk,
        "tab": "organizations:applications",
        "place": place,
        "sections": organization_file(place),
    }
    return render(request, "recognition/region_organization.html", context)


@never_cache
@login_required
@require_safe
def organization_pdf(request, code, pk):
    region_desk(request.user, code, "reviews_organizations")
    place = organization_of(code, pk)
    title = _("%(name)s的档案") % {"name": place.name}
    return pdf.pdf_answer(as_pdf(title, organization_file(place, PRINTED)), f"{title}.pdf")


def organization_of(code, pk):
    rows = Organization.objects.filter(region__code__startswith=code)
    return get_object_or_404(rows.select_related("kind", "region__parent", "trust", "parent"), pk=pk)
