"""The application of an organisation, and the same once more when it came back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.organizations import actions
from apps.organizations.forms.applications import ApplicationForm, kind_choices
from apps.organizations.models import Organization, OrganizationKind
from apps.organizations.permissions import refuse_unless_fit_for_post


@login_required
def apply(request):
    return application(request, Organization())


@login_required
def apply_again(request, pk):
    """Correct what came back and hand it in again."""
    returned = Organization.objects.applied_by(request.user).filter(state=Organization.State.RETURNED)
    return application(request, get_object_or_404(returned.select_related("kind"), pk=pk))


def application(request, organization):
    """First which kind it is, then what this kind is asked for."""
    context = {"reason": organization.reason}
    try:
        refuse_unless_fit_for_post(request.user)
    except Refused as refusal:
        return render(request, "organizations/apply.html", {**context, "obstacle": refusal})
    kind = kind_of(request, organization)
    if kind is None and request.method != "POST":
        return render(request, "organizations/apply.html", {**context, "kinds": kind_choices()})
    form = ApplicationForm(
        request.POST or None, request.FILES or None, instance=organization, kind=kind, by=request.user
    )
    if form.is_bound and form.is_valid() and hand_in(request, form):
        return redirect("portal:desks")
    return render(request, "organizations/apply.html", {**context, "form": form, "kind": kind})


def kind_of(request, organization):
    asked = request.POST.get("kind") or request.GET.get("kind")
    if asked is None and organization.pk:
        return organization.kind
    return next((kind for kind in OrganizationKind.objects.all() if kind.pk == asked), None)


def hand_in(request, form):
    try:
        organization = actions.apply_for_organization(form.organization(), by=request.user)
    except Refused as refusal:
        form.add_error("credit_code" if refusal.code == "credit_code_taken" else None, str(refusal))
        return False
    if organization.guidance == Organization.Guidance.ASKED:
        unit = organization.guiding_organization.name
        messages.success(request, _("交上去了。先由“%(unit)s”确认，再由部门审核。") % {"unit": unit})
    else:
        messages.success(request, _("交上去了，审核完给你消息。"))
    return True
