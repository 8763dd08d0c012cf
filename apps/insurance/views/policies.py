"""Policies at the workbench of a region's office or of an organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core import keyset, uploads
from apps.core.errors import Refused
from apps.insurance import actions, renewal
from apps.insurance.forms import BenefitForm, ContactForm, InsurerForm, PolicyForm, ReasonForm
from apps.insurance.models import Delivery, Insurer, Policy
from apps.insurance.places import place_of
from apps.insurance.views.checking import correction_url, named

State = Policy.State


@login_required
@require_safe
def index(request, code=None, pk=None):
    """The policies kept here, the latest first; for an office also what organisations handed in, and what covers the
    region from above."""
    at = place_of(request.user, code=code, pk=pk)
    page = keyset.page(at.policies, by="pk", cursor=request.GET.get("cursor", ""), descending=True)
    for policy in page:
        policy.url = at.url("policy", policy.pk)
    ending = renewal.running_out(page)
    home = code or at.desk.place.region_id
    above = Policy.objects.in_force().above(home).exclude(region=code or "").select_related("insurer")
    theirs = Policy.objects.overseen_by(request.user).select_related("organization")
    theirs = theirs.filter(organization__region__code__startswith=code or "-")
    context = {
        **at.context,
        "claims_url": reverse(f"claims:{at.kind}", args=[at.desk.place.pk]),
        "page": page,
        "ending": ending,
        "above": above.order_by("ends_on", "pk")[:20],
        "to_check": theirs.filter(state=State.CHECKING).order_by("pk")[:50] if code else [],
        "theirs": theirs.claimed_from(renewal.claims_since()).order_by("-ends_on", "-pk")[:50]
        if code
        else [],
    }
    return render(request, "insurance/policies.html", context)


@login_required
def insurer(request, code=None, pk=None):
    """One more insurance company."""
    at = place_of(request.user, code=code, pk=pk)
    form = InsurerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_insurer(form.save(commit=False), by=request.user)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("登记好了，接着登记它的保单。"))
            return redirect(at.new_url)
    return render(request, "insurance/insurer.html", {**at.context, "form": form})


@login_required
def insurer_edit(request, code, insurer):
    """What is wrong about a company is put right, by an office."""
    at = place_of(request.user, code=code)
    held = get_object_or_404(Insurer.objects.corrected_by(request.user), pk=insurer)
    form = InsurerForm(request.POST or None, instance=held)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_insurer(form.save(commit=False), by=request.user)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("改好了，志愿者马上看得到。"))
            return redirect(at.index_url)
    return render(request, "insurance/insurer.html", {**at.context, "form": form})


@login_required
def new(request, code=None, pk=None):
    at = place_of(request.user, code=code, pk=pk)
    return write(request, at, at.new_policy())


@login_required
def edit(request, policy, code=None, pk=None):
    at = place_of(request.user, code=code, pk=pk)
    held = at.policy(policy)
    if not held.is_editable:
        raise Http404
    return write(request, at, held)


def write(request, at, policy):
    sent = [request.POST, request.FILES] if request.method == "POST" else []
    form = PolicyForm(*sent, instance=policy, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_policy(
                form.save(commit=False), proof=form.cleaned_data["proof"], by=request.user
            )
        except Refused as refusal:
            form.add_error("number" if refusal.code == "number_taken" else None, str(refusal))
        else:
            messages.success(request, _("存好了。接着写每一项保障。"))
            return redirect(at.url("policy", saved.pk))
    return render(request, "insurance/policy_form.html", {**at.context, "form": form, "policy": policy})


@login_required
@require_safe
def policy(request, policy, code=None, pk=None):
    at = place_of(request.user, code=code, pk=pk)
    return show(request, at, at.policy(policy))


def show(request, at, policy, **forms):
    """One policy: what it says, its people, its lists, and what can be done with it now."""
    deliveries = Delivery.objects.filter(policy=policy)
    page = keyset.page(deliveries, by="pk", cursor=request.GET.get("cursor", ""), descending=True)
    for delivery in page:
        delivery.url = at.url("list", policy.pk, delivery.pk)
    contacts = list(policy.contacts.standing().select_related("user"))
    for contact in contacts:
        contact.end_url = at.url("contact_end", policy.pk, contact.pk)
    benefits = list(policy.benefits.all())
    for benefit in benefits:
        benefit.remove_url = at.url("benefit_remove", policy.pk, benefit.pk)
    names = ["edit", "withdraw", "benefit", "proof", "start" if at.is_region else "hand_in"]
    context = {
        **at.context,
        "policy": policy,
        "urls": {name: at.url(name, policy.pk) for name in names},
        "benefits": benefits,
        "people": renewal.people_of(policy),
        "left": next((one.left for one in renewal.running_out([policy])), None),
        "insurer_url": correction_url(request.user, at.desk, policy) if at.is_region else "",
        "page": page,
        "contacts": contacts,
        "may_name": at.is_region and policy.started_at,
        "contact_url": at.url("contact", policy.pk) if at.is_region else "",
        "benefit_form": BenefitForm(),
        "contact_form": ContactForm(),
        "withdraw_form": ReasonForm(),
        **forms,
    }
    return render(request, "insurance/policy.html", context)


@login_required
@require_safe
def proof(request, policy, code=None, pk=None):
    held = place_of(request.user, code=code, pk=pk).policy(policy)
    if held.proof is None:
        raise Http404
    return uploads.answer(held.proof)


@login_required
@require_POST
def benefit(request, policy, code=None, pk=None):
    at = place_of(request.user, code=code, pk=pk)
    held, form = at.policy(policy), BenefitForm(request.POST)
    if form.is_valid():
        try:
            actions.add_benefit(held, **form.values(), by=request.user)
        except Refused as refusal:
            form.add_error("name" if refusal.code == "benefit_there" else None, str(refusal))
        else:
            return redirect(at.url("policy", policy))
    return show(request, at, held, benefit_form=form)


@login_required
@require_POST
def benefit_remove(request, policy, benefit, code=None, pk=None):
    at = place_of(request.user, code=code, pk=pk)
    actions.remove_benefit(get_object_or_404(at.policy(policy).benefits, pk=benefit), by=request.user)
    return redirect(at.url("policy", policy))


@login_required
@require_POST
def start(request, policy, code=None, pk=None):
    at = place_of(request.user, code=code, pk=pk)
    actions.start_policy(at.policy(policy), by=request.user)
    messages.success(request, _("生效了。该有这份保险的人正在一批一批排上。"))
    return redirect(at.url("policy", policy))


@login_required
@require_POST
def hand_in(request, policy, code=None, pk=None):
    at = place_of(request.user, code=code, pk=pk)
    actions.hand_in_policy(at.policy(policy), by=request.user)
    messages.success(request, _("交上去了，部门核对过就生效。"))
    return redirect(at.url("policy", policy))


@login_required
@require_POST
def withdraw(request, policy, code=None, pk=None):
    at = place_of(request.user, code=code, pk=pk)
    held, form = at.policy(policy), ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, at, held, withdraw_form=form)
    actions.withdraw_policy(held, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("停用了。管着的人会收到消息，今天还算数。"))
    return redirect(at.url("policy", policy))


@login_required
@require_POST
def contact(request, policy, code):
    at = place_of(request.user, code=code)
    held, form = at.policy(policy), ContactForm(request.POST)
    if named(request, held, form):
        return redirect(at.url("policy", policy))
    return show(request, at, held, contact_form=form)


@login_required
@require_POST
def contact_end(request, policy, contact, code=None, pk=None):
    at = place_of(request.user, code=code, pk=pk)
    standing = at.policy(policy).contacts.standing()
    actions.end_contact(get_object_or_404(standing, pk=contact), by=request.user)
    messages.success(request, _("去掉了，马上看不到了。"))
    return redirect(at.url("policy", policy))
