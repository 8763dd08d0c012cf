"""A person's own side: how shifts were, what was said of them, their awards, their whole file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core import keyset, pdf, uploads
from apps.core.errors import Refused
from apps.recognition.actions import ask_commendation, evaluate_organization
from apps.recognition.evaluable import open_to_person
from apps.recognition.files import PRINTED, as_pdf, volunteer_file
from apps.recognition.forms import AskForm, EvaluateForm
from apps.recognition.models import Commendation, Evaluation, Look
from apps.registration.models import Volunteer
from apps.registration.views.rights import subject


def with_activity(signups):
    return signups.select_related("volunteer", "shift__position__activity__organization")


@login_required
@require_safe
def evaluations(request):
    """Shifts one can still say something about, then what both sides said."""
    said = Evaluation.objects.cared_for_by(request.user).select_related(
        "organization", "volunteer", "signup__shift__position__activity"
    )
    context = {
        "open": with_activity(open_to_person(request.user)).order_by("-pk")[:30],
        "page": keyset.page(said, by="made_at", cursor=request.GET.get("cursor", ""), descending=True),
    }
    return render(request, "recognition/mine.html", context)


@login_required
def evaluate(request, signup):
    """Say how one shift was."""
    row = get_object_or_404(with_activity(open_to_person(request.user)), pk=signup)
    form = EvaluateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            evaluate_organization(row, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("谢谢，审核以后公开，不带名字。"))
            return redirect("recognition:mine")
    return render(request, "recognition/evaluate.html", {"form": form, "signup": row})


@login_required
def awards(request):
    """One's awards, and asking for one from elsewhere to be recorded. A guardian does it for a child."""
    user, guardianship = subject(request)
    volunteer = get_object_or_404(Volunteer.objects.select_related("region"), user=user)
    form = AskForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            ask_commendation(volunteer, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("交上去了，旗县的部门核对以后记上。"))
            child = f"?child={guardianship.pk}" if guardianship else ""
            return redirect(request.path + child)
    rows = Commendation.objects.of(volunteer)
    context = {
        "form": form,
        "volunteer": volunteer,
        "guardianship": guardianship,
        "page": keyset.page(rows, by="given_on", cursor=request.GET.get("cursor", ""), descending=True),
    }
    return render(request, "recognition/awards.html", context)


@login_required
@require_safe
def award_proof(request, pk):
    """The document one handed in oneself."""
    rows = Commendation.objects.cared_for_by(request.user).exclude(proof=None).select_related("proof")
    return uploads.answer(get_object_or_404(rows, pk=pk).proof)


def own_volunteer(request):
    user, guardianship = subject(request)
    rows = Volunteer.objects.select_related("user", "region__parent")
    return get_object_or_404(rows, user=user), guardianship


@never_cache
@login_required
@require_safe
def whole_file(request):
    """The person's whole file, or that of a child they answer for: all five classes."""
    volunteer, guardianship = own_volunteer(request)
    context = {
        "volunteer": volunteer,
        "guardianship": guardianship,
        "sections": volunteer_file(volunteer),
        "looks": Look.objects.told_to(volunteer),
    }
    return render(request, "recognition/file_mine.html", context)


@never_cache
@login_required
@require_safe
def whole_file_pdf(request):
    volunteer, _guardianship = own_volunteer(request)
    title = _("志愿者档案")
    return pdf.pdf_answer(as_pdf(title, volunteer_file(volunteer, PRINTED)), f"{title}.pdf")
