"""An office looks at the policy of an organisation: nobody vouches for their own. It names who follows its claims at the
insurer, and stops it where the organisation does not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core import uploads
from apps.core.errors import Refused
from apps.insurance import actions
from apps.insurance.forms import ContactForm, ReasonForm
from apps.insurance.models import Insurer, Policy
from apps.insurance.models.policies import POWER
from apps.organizations.desk import region_desk

TAB = "insurance:region"


def waiting(request, code, policy):
    return find(request, code, policy, state=Policy.State.CHECKING)


def find(request, code, policy, **which):
    rows = Policy.objects.overseen_by(request.user).filter(
        organization__region__code__startswith=code, **which
    )
    return get_object_or_404(rows.select_related("insurer", "organization", "proof"), pk=policy)


@login_required
@require_safe
def check(request, code, policy):
    desk = region_desk(request.user, code, POWER)
    return show(request, desk, find(request, code, policy))


def show(request, desk, policy, **forms):
    contacts = list(policy.contacts.standing().select_related("user"))
    for contact in contacts:
        args = [desk.place.code, policy.pk, contact.pk]
        contact.end_url = reverse("insurance:check_contact_end", args=args)
    context = {
        "desk": desk,
        "tab": TAB,
        "policy": policy,
        "benefits": policy.benefits.all(),
        "insurer_url": correction_url(request.user, desk, policy),
        "contacts": contacts,
        "may_name": True,
        "contact_url": reverse("insurance:check_contact", args=[desk.place.code, policy.pk]),
        "return_form": ReasonForm(),
        "contact_form": ContactForm(),
        "withdraw_form": ReasonForm(),
        **forms,
    }
    return render(request, "insurance/check.html", context)


def correction_url(user, desk, policy):
    """The way to what is wrong about the company, for an office that may put it right."""
    if not Insurer.objects.corrected_by(user).filter(pk=policy.insurer_id).exists():
        return ""
    return reverse("insurance:region_insurer_edit", args=[desk.place.code, policy.insurer_id])


@login_required
@require_safe
def paper(request, code, policy):
    region_desk(request.user, code, POWER)
    held = find(request, code, policy)
    if held.proof is None:
        raise Http404
    return uploads.answer(held.proof)


@login_required
@require_POST
def settle(request, code, policy):
    region_desk(request.user, code, POWER)
    actions.pass_policy(waiting(request, code, policy), by=request.user)
    messages.success(request, _("生效了，组织可以选给活动。"))
    return redirect("insurance:region", code)


@login_required
@require_POST
def send_back(request, code, policy):
    desk = region_desk(request.user, code, POWER)
    held, form = waiting(request, code, policy), ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, desk, held, return_form=form)
    actions.return_policy(held, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("退回去了，原因也告诉了组织。"))
    return redirect("insurance:region", code)


@login_required
@require_POST
def withdraw(request, code, policy):
    desk = region_desk(request.user, code, POWER)
    held, form = find(request, code, policy), ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, desk, held, withdraw_form=form)
    actions.withdraw_policy(held, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("停用了，组织和管着的人都会收到消息。"))
    return redirect("insurance:check", code, policy)


@login_required
@require_POST
def contact(request, code, policy):
    desk = region_desk(request.user, code, POWER)
    held, form = find(request, code, policy), ContactForm(request.POST)
    if named(request, held, form):
        return redirect("insurance:check", code, policy)
    return show(request, desk, held, contact_form=form)


def named(request, policy, form):
    """Whether the form named somebody; if not, why stands beside the field."""
    if not form.is_valid():
        return False
    try:
        if actions.name_contact(policy, phone=form.cleaned_data["phone"], by=request.user):
            messages.success(request, _("加上了，对方收到了消息。"))
            return True
        form.add_error("phone", _("没有找到用这个手机号注册、验证过的账号。"))
    except Refused as refusal:
        form.add_error("phone", str(refusal))
    return False


@login_required
@require_POST
def contact_end(request, code, policy, contact):
    region_desk(request.user, code, POWER)
    standing = find(request, code, policy).contacts.standing()
    actions.end_contact(get_object_or_404(standing, pk=contact), by=request.user)
    messages.success(request, _("去掉了，马上看不到了。"))
    return redirect("insurance:check", code, policy)
