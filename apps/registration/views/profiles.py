"""What people keep up to date in their own file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import days, uploads
from apps.core.errors import Refused
from apps.registration.actions import ask_for_change, hand_in_certificate, move_home, tell_about_oneself
from apps.registration.forms import NOTHING_SPECIAL, HomeForm
from apps.registration.models import IdentityCase, Qualification, Volunteer
from apps.registration.person_forms import typed_of
from apps.registration.profile_forms import (
    AboutForm,
    ChangeForm,
    QualificationForm,
    ServiceForm,
    TimesForm,
)


def own(request):
    """The person's entry; 404 for whoever has none."""
    return get_object_or_404(Volunteer.objects.select_related("region"), user=request.user)


def told_page(request, form_class, template):
    """One page of the profile: what is there, and what it shall be."""
    volunteer = own(request)
    sent = request.POST if request.method == "POST" else None
    form = form_class(sent, initial={name: getattr(volunteer, name) for name in form_class.base_fields})
    if form_class is ServiceForm and not volunteer.skill_codes:
        form.initial["skill_codes"] = [NOTHING_SPECIAL]
    if request.method == "POST" and form.is_valid():
        tell_about_oneself(volunteer, by=request.user, **form.cleaned_data)
        messages.success(request, _("改好了。"))
        return redirect("registration:file")
    return render(request, template, {"form": form, "volunteer": volunteer})


@never_cache
@login_required
def about(request):
    return told_page(request, AboutForm, "registration/profile_about.html")


@login_required
def service(request):
    return told_page(request, ServiceForm, "registration/profile_service.html")


@login_required
def times(request):
    return told_page(request, TimesForm, "registration/profile_times.html")


@login_required
def home(request):
    """Another banner from today on."""
    volunteer = own(request)
    code = volunteer.region_id
    form = HomeForm(request.POST or None, initial={"league": code[:4], "banner": code[:6]})
    if request.method == "POST" and form.is_valid():
        move_home(volunteer, region=form.cleaned_data["region"], by=request.user)
        messages.success(request, _("住处改好了。以前的时长还记在原来的旗县。"))
        return redirect("registration:file")
    return render(request, "registration/profile_home.html", {"form": form})


@never_cache
@login_required
def identity(request):
    """Another name or document than the one that passed: asked for here, looked at by a reviewer."""
    volunteer = own(request)
    if not volunteer.is_passed:
        return redirect("registration:file")
    waiting = IdentityCase.objects.open().filter(volunteer=volunteer).first()
    initial = {name: values[-1] for name, values in typed_of(volunteer).items()}
    form = ChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            ask_for_change(volunteer, identity=said["identity"], story=said["story"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("交上去了。通过以前，档案还是现在的样子。"))
            return redirect("registration:file")
    page = {"form": form, "volunteer": volunteer, "waiting": waiting}
    return render(request, "registration/profile_identity.html", page)


@never_cache
@login_required
def qualifications(request):
    """One's certificates, and a place to hand in another."""
    volunteer = own(request)
    form = QualificationForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            hand_in_certificate(volunteer, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("交上去了。审核完会在消息里告诉你。"))
            return redirect("registration:qualifications")
    page = {"form": form, "rows": certificates_of(volunteer)}
    return render(request, "registration/qualifications.html", page)


def certificates_of(volunteer):
    """The newest first, each with how it stands today."""
    rows = list(
        Qualification.objects.filter(volunteer=volunteer)
        .select_related("skill")
        .order_by("-submitted_at", "-pk")
    )
    today = days.today()
    for row in rows:
        ran_out = row.state == Qualification.State.PASSED and row.has_run_out_on(today)
        row.standing = "run_out" if ran_out else row.state
    return rows


@login_required
def proof(request, pk):
    """The file of one's own certificate."""
    rows = Qualification.objects.filter(volunteer__user=request.user).select_related("proof")
    return uploads.answer(get_object_or_404(rows, pk=pk).proof)
