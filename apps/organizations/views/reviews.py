"""The officer's queue of applications, the oldest first, and the organisations that were let in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.accounts.recent import needs_recent_sign_in
from apps.core import keyset, uploads
from apps.core.errors import Refused
from apps.organizations import actions
from apps.organizations.actions import standing
from apps.organizations.desk import region_desk
from apps.organizations.forms.reviews import (
    ClosingForm,
    ReinstatingForm,
    ReturnForm,
    StandingForm,
    TrustForm,
)
from apps.organizations.models import Organization, Step
from apps.organizations.register import service_fields

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
    return show(request, desk, found(request, code, pk))


def found(request, code, pk):
    rows = queue(request.user, code).select_related(
        "kind",
        "region__parent",
        "applied_by",
        "parent",
        "guiding_organization",
        "trust",
        "successor",
        "proof",
    )
    return get_object_or_404(rows, pk=pk)


@require_POST
@login_required
@needs_recent_sign_in
def show_phone(request, code, pk):
    """The contact's number, on the same page and in no address; that it was seen is noted."""
    desk = region_desk(request.user, code, POWER)
    organization = found(request, code, pk)
    return show(request, desk, organization, phone=actions.note_phone_seen(organization, by=request.user))


@login_required
def proof(request, code, pk):
    """The paper that was handed in with the application."""
    region_desk(request.user, code, POWER)
    held = queue(request.user, code).exclude(proof=None).select_related("proof")
    return uploads.answer(get_object_or_404(held, pk=pk).proof)


@require_POST
@login_required
def approve(request, code, pk):
    region_desk(request.user, code, POWER)
    organization = found(request, code, pk)
    actions.approve_organization(organization, by=request.user)
    messages.success(request, _("“%(name)s”通过了，申请人成了负责人。") % {"name": organization.name})
    return redirect("organizations:applications", code)


@require_POST
@login_required
def send_back(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    organization, form = found(request, code, pk), ReturnForm(request.POST)
    if not form.is_valid():
        return show(request, desk, organization, form=form)
    actions.return_organization(organization, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("退回了“%(name)s”。") % {"name": organization.name})
    return redirect("organizations:applications", code)


@require_POST
@login_required
def suspend(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    organization, form = found(request, code, pk), StandingForm(request.POST, auto_id="suspend_%s")
    if not form.is_valid():
        return show(request, desk, organization, suspend_form=form)
    standing.suspend_organization(organization, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("“%(name)s”暂停了，马上生效。") % {"name": organization.name})
    return redirect("organizations:application", code, pk)


@require_POST
@login_required
def reinstate(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    organization, form = found(request, code, pk), ReinstatingForm(request.POST, auto_id="reinstate_%s")
    if not form.is_valid():
        return show(request, desk, organization, reinstate_form=form)
    standing.reinstate_organization(organization, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("“%(name)s”恢复了。") % {"name": organization.name})
    return redirect("organizations:application", code, pk)


@require_POST
@login_required
def close(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    organization = found(request, code, pk)
    form = ClosingForm(request.POST, auto_id="close_%s", organization=organization)
    if form.is_valid():
        try:
            standing.close_organization(organization, by=request.user, **form.cleaned_data)
            messages.success(request, _("“%(name)s”注销了。") % {"name": organization.name})
            return redirect("organizations:application", code, pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show(request, desk, organization, close_form=form)


@require_POST
@login_required
def change_trust(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    organization, form = found(request, code, pk), TrustForm(request.POST, auto_id="trust_%s")
    if form.is_valid():
        try:
            standing.change_trust(organization, by=request.user, **form.cleaned_data)
            messages.success(request, _("信任等级改好了，负责人会收到消息。"))
            return redirect("organizations:application", code, pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show(request, desk, organization, trust_form=form)


def show(request, desk, organization, form=None, phone="", **forms):
    """The application or the organisation, with what a reviewer weighs: the word of the guiding unit, names that look
    alike, what happened before."""
    names = service_fields()
    context = {
        "desk": desk,
        "organization": organization,
        "fields": [names[code] for code in organization.service_fields if code in names],
        "alike": Organization.objects.looking_like(organization),
        "steps": Step.objects.of(organization)[:20],
        "waiting": organization.state == Organization.State.APPLIED,
        "guided": organization.guidance not in {Organization.Guidance.ASKED, Organization.Guidance.REFUSED},
        "approved": organization.state == State.APPROVED,
        "suspendable": State.SUSPENDED in organization.next_states,
        "suspended": organization.state == State.SUSPENDED,
        "closable": State.CLOSED in organization.next_states,
        "form": form or ReturnForm(),
        "suspend_form": StandingForm(auto_id="suspend_%s"),
        "reinstate_form": ReinstatingForm(auto_id="reinstate_%s"),
        "close_form": ClosingForm(auto_id="close_%s", organization=organization),
        "trust_form": TrustForm(auto_id="trust_%s", initial={"level": organization.trust_id}),
        **forms,
        "phone": phone,
    }
    return render(request, "organizations/application.html", context)
