"""The officer's queue of applications, the oldest first, and the organisations that were let in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.core import keyset
from apps.core.errors import Refused
from apps.organizations import actions, standing
from apps.organizations.desk import region_desk
from apps.organizations.forms import ReturnForm, StandingForm
from apps.organizations.models import Organization

POWER = "reviews_organizations"
State = Organization.State
TABS = {
    "applied": gettext_lazy("等审核的"),
    "approved": gettext_lazy("已入驻的"),
    "suspended": gettext_lazy("已暂停的"),
    "closed": gettext_lazy("已注销的"),
}


def queue(user, code):
    applications = Organization.objects.decidable_by(user).filter(region__code__startswith=code)
    return applications.select_related("kind", "region__parent", "applied_by")


@login_required
def index(request, code):
    desk = region_desk(request.user, code, POWER)
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else "applied"
    organizations, words = queue(request.user, code).filter(state=tab), request.GET.get("q", "").strip()
    page = keyset.page(
        organizations.named(words) if words else organizations,
        by="applied_at",
        cursor=request.GET.get("cursor", ""),
        descending=tab != "applied",
    )
    context = {"desk": desk, "page": page, "tab": tab, "tabs": TABS, "words": words}
    return render(request, "organizations/applications.html", context)


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


@require_POST
@login_required
def suspend(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    organization = get_object_or_404(queue(request.user, code), pk=pk)
    form = StandingForm(request.POST, auto_id="suspend_%s")
    if not form.is_valid():
        return show(request, desk, organization, suspend_form=form)
    standing.suspend_organization(organization, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("“%(name)s”暂停了，马上生效。") % {"name": organization.name})
    return redirect("organizations:application", code, pk)


@require_POST
@login_required
def reinstate(request, code, pk):
    region_desk(request.user, code, POWER)
    organization = get_object_or_404(queue(request.user, code), pk=pk)
    standing.reinstate_organization(organization, by=request.user)
    messages.success(request, _("“%(name)s”恢复了。") % {"name": organization.name})
    return redirect("organizations:application", code, pk)


@require_POST
@login_required
def close(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    organization = get_object_or_404(queue(request.user, code), pk=pk)
    form = StandingForm(request.POST, auto_id="close_%s")
    if form.is_valid():
        try:
            standing.close_organization(organization, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("“%(name)s”注销了。") % {"name": organization.name})
            return redirect("organizations:application", code, pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show(request, desk, organization, close_form=form)


def show(request, desk, organization, form=None, phone="", **forms):
    context = {
        "desk": desk,
        "organization": organization,
        "waiting": organization.state == Organization.State.APPLIED,
        "suspendable": State.SUSPENDED in organization.next_states,
        "suspended": organization.state == State.SUSPENDED,
        "closable": State.CLOSED in organization.next_states,
        "form": form or ReturnForm(),
        "suspend_form": StandingForm(auto_id="suspend_%s"),
        "close_form": StandingForm(auto_id="close_%s"),
        **forms,
        "phone": phone,
    }
    return render(request, "organizations/application.html", context)
