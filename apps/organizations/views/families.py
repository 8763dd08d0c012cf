"""Parent and children of an organisation, and the teams that name it as their guiding unit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core import keyset
from apps.core.errors import Refused
from apps.organizations import actions
from apps.organizations.desk import organization_desk
from apps.organizations.forms.families import ParentForm, WhyForm
from apps.organizations.models import Organization, ParentRequest


@login_required
def family(request, pk):
    return show_family(request, organization_desk(request.user, pk, may="see"))


@require_POST
@login_required
def ask_parent(request, pk):
    desk = organization_desk(request.user, pk, may="own")
    form = ParentForm(request.POST, organization=desk.place)
    if form.is_valid():
        try:
            actions.ask_parent(desk.place, parent=form.cleaned_data["parent"], by=request.user)
            messages.success(request, _("申请发出去了，等对方负责人同意。"))
            return redirect("organizations:family", pk)
        except Refused as refusal:
            form.add_error("parent", str(refusal))
    return show_family(request, desk, form=form)


@require_POST
@login_required
def answer_child(request, pk, asked):
    """Agree, or refuse with a word on why."""
    desk = organization_desk(request.user, pk, may="own")
    asked = get_object_or_404(
        ParentRequest.objects.waiting().to(desk.place).select_related("child"), pk=asked
    )
    if "agree" in request.POST:
        actions.agree_to_child(asked, by=request.user)
        messages.success(request, _("同意了，“%(name)s”列在你们下面。") % {"name": asked.child.name})
        return redirect("organizations:family", pk)
    form = WhyForm(request.POST, prefix=f"r{asked.pk}")
    if not form.is_valid():
        return show_family(request, desk, refused={asked.pk: form})
    actions.refuse_child(asked, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("告诉“%(name)s”了。") % {"name": asked.child.name})
    return redirect("organizations:family", pk)


@require_POST
@login_required
def withdraw_request(request, pk, asked):
    desk = organization_desk(request.user, pk, may="own")
    asked = get_object_or_404(ParentRequest.objects.waiting().from_child(desk.place), pk=asked)
    actions.withdraw_request(asked, by=request.user)
    messages.success(request, _("申请收回了。"))
    return redirect("organizations:family", pk)


@require_POST
@login_required
def part(request, pk, child):
    """End the tie between a parent and a child, from either side."""
    organization_desk(request.user, pk, may="own")
    tied = Organization.objects.filter(pk=child, parent__isnull=False)
    tied = tied.filter(pk=pk) if child == pk else tied.filter(parent=pk)
    actions.leave_parent(get_object_or_404(tied, pk=child), by=request.user)
    messages.success(request, _("解除了，双方负责人都会收到消息。"))
    return redirect("organizations:family", pk)


def show_family(request, desk, form=None, refused=None):
    asked = ParentRequest.objects.waiting().to(desk.place).select_related("child__region", "child__kind")
    children = Organization.objects.children_of(desk.place).select_related("region", "kind")
    context = {
        "desk": desk,
        "organization": desk.place,
        "mine": ParentRequest.objects.waiting().from_child(desk.place).select_related("parent").first(),
        "asked": [
            (one, (refused or {}).get(one.pk) or WhyForm(prefix=f"r{one.pk}"))
            for one in asked.order_by("asked_at")[:50]
        ],
        "page": keyset.page(children, by="pk", cursor=request.GET.get("cursor", "")),
        "form": form or ParentForm(organization=desk.place),
    }
    return render(request, "organizations/family.html", context)


@login_required
def guided(request, pk):
    """Teams that wait for this unit's word, the oldest first."""
    return show_guided(request, organization_desk(request.user, pk, may="own"))


@require_POST
@login_required
def answer_guided(request, pk, team):
    """Stand by the team, or say why not."""
    desk = organization_desk(request.user, pk, may="own")
    team = get_object_or_404(waiting_for(desk, request.user), pk=team)
    if "confirm" in request.POST:
        actions.confirm_guidance(team, by=request.user)
        messages.success(request, _("确认了“%(name)s”，现在由部门审核。") % {"name": team.name})
        return redirect("organizations:guided", pk)
    form = WhyForm(request.POST, prefix=f"g{team.pk}")
    if not form.is_valid():
        return show_guided(request, desk, refused={team.pk: form})
    actions.refuse_guidance(team, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("申请的人和审核的部门会看到你写的原因。"))
    return redirect("organizations:guided", pk)


def waiting_for(desk, user):
    teams = Organization.objects.guided_by_people_of(user).filter(guiding_organization=desk.place)
    return teams.select_related("region__parent", "applied_by")


def show_guided(request, desk, refused=None):
    page = keyset.page(waiting_for(desk, request.user), by="applied_at", cursor=request.GET.get("cursor", ""))
    rows = [(team, (refused or {}).get(team.pk) or WhyForm(prefix=f"g{team.pk}")) for team in page]
    return render(request, "organizations/guided.html", {"desk": desk, "page": page, "rows": rows})
