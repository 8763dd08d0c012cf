"""The officer's queue of applications, the oldest first."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core import keyset
from apps.organizations import actions
from apps.organizations.desk import region_desk
from apps.organizations.forms import ReturnForm
from apps.organizations.models import Organization

POWER = "reviews_organizations"


def queue(user, code):
    applications = Organization.objects.decidable_by(user).filter(region__code__startswith=code)
    return applications.select_related("kind", "region__parent", "applied_by")


@login_required
def index(request, code):
    desk = region_desk(request.user, code, POWER)
    page = keyset.page(
        queue(request.user, code).waiting(), by="applied_at", cursor=request.GET.get("cursor", "")
    )
    return render(request, "organizations/applications.html", {"desk": desk, "page": page})


@login_required
def detail(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    return show(request, desk, get_object_or_404(queue(request.user, code), pk=pk))


@require_POST
@login_required
def show_phone(request, code, pk):
    """The contact's number, on the same page and in no address; that it was seen is noted."""
    desk = region_desk(request.user, code, POWER)
    organization = get_object_or_404(queue(request.user, code), pk=pk)
    return show(request, desk, organization, phone=actions.note_phone_seen(organization, by=request.user))


@require_POST
@login_required
def approve(request, code, pk):
    region_desk(request.user, code, POWER)
    organization = get_object_or_404(queue(request.user, code), pk=pk)
    actions.approve_organization(organization, by=request.user)
    messages.success(request, _("“%(name)s”通过了，申请人成了负责人。") % {"name": organization.name})
    return redirect("organizations:applications", code)


@require_POST
@login_required
def send_back(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    organization, form = get_object_or_404(queue(request.user, code), pk=pk), ReturnForm(request.POST)
    if not form.is_valid():
        return show(request, desk, organization, form=form)
    actions.return_organization(organization, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("退回了“%(name)s”。") % {"name": organization.name})
    return redirect("organizations:applications", code)


def show(request, desk, organization, form=None, phone=""):
    context = {
        "desk": desk,
        "organization": organization,
        "waiting": organization.state == Organization.State.APPLIED,
        "form": form or ReturnForm(),
        "phone": phone,
    }
    return render(request, "organizations/application.html", context)
