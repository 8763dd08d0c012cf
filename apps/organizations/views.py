"""Organisations as the public sees them, the application, the people who act for them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core import keyset
from apps.core.errors import Refused
from apps.organizations import actions
from apps.organizations.desk import organization_desk
from apps.organizations.forms import ApplicationForm, OrganizationFilter, StaffForm
from apps.organizations.models import Organization, Post
from apps.organizations.permissions import refuse_unless_fit_for_post


def index(request):
    """Organisations that were let in, the newest first."""
    form = OrganizationFilter(request.GET or None)
    wanted = form.wanted()
    organizations = Organization.objects.approved()
    if code := wanted.get("banner") or wanted.get("league"):
        organizations = organizations.filter(region__code__startswith=code)
    if group := wanted.get("group"):
        organizations = organizations.filter(kind__group=group)
    if words := wanted.get("q"):
        organizations = organizations.named(words)
    count, more = keyset.count_up_to(organizations)
    page = keyset.page(
        organizations.select_related("kind", "region__parent"),
        by="decided_at",
        cursor=request.GET.get("cursor", ""),
        descending=True,
    )
    context = {
        "form": form,
        "page": page,
        "count": count,
        "more": more,
        "is_narrowed": bool(wanted),
        "words": wanted.get("q", ""),
    }
    return render(request, "organizations/list.html", context)


def detail(request, pk):
    """The public page. Whom to call is told to those who signed up for something, not to everybody."""
    organizations = Organization.objects.approved().select_related("kind", "region__parent")
    return render(
        request, "organizations/detail.html", {"organization": get_object_or_404(organizations, pk=pk)}
    )


@login_required
def apply(request):
    return application(request, Organization())


@login_required
def apply_again(request, pk):
    """Correct what came back and hand it in again."""
    returned = Organization.objects.applied_by(request.user).filter(state=Organization.State.RETURNED)
    return application(request, get_object_or_404(returned, pk=pk))


def application(request, organization):
    context = {"reason": organization.reason}
    try:
        refuse_unless_fit_for_post(request.user)
    except Refused as refusal:
        return render(request, "organizations/apply.html", {**context, "obstacle": refusal})
    form = ApplicationForm(request.POST or None, instance=organization)
    if form.is_bound and form.is_valid():
        try:
            actions.apply_for_organization(form.organization(), by=request.user)
            messages.success(request, _("交上去了，审核完给你消息。"))
            return redirect("portal:desks")
        except Refused as refusal:
            form.add_error("credit_code" if refusal.code == "credit_code_taken" else None, str(refusal))
    return render(request, "organizations/apply.html", {**context, "form": form})


@login_required
def staff(request, pk):
    return show_staff(request, organization_desk(request.user, pk), StaffForm())


@require_POST
@login_required
def add_staff(request, pk):
    desk = organization_desk(request.user, pk)
    form = StaffForm(request.POST)
    if form.is_valid():
        try:
            post = actions.add_staff(desk.place, **form.cleaned_data, by=request.user)
            messages.success(request, _("%(who)s可以一起管理了，也收到了消息。") % {"who": post.user})
            return redirect("organizations:staff", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show_staff(request, desk, form)


@require_POST
@login_required
def end_post(request, pk, post):
    organization_desk(request.user, pk)
    mine = Post.objects.endable_by(request.user).in_force().filter(organization=pk)
    post = actions.end_post(get_object_or_404(mine, pk=post), by=request.user)
    if post.user_id == request.user.pk:
        messages.success(request, _("你退出了，谢谢你做过的。"))
        return redirect("portal:desks")
    messages.success(request, _("移除了，马上生效。"))
    return redirect("organizations:staff", pk)


def show_staff(request, desk, form):
    posts = Post.objects.in_force().of_organization(desk.place).select_related("user").order_by("role", "pk")
    held = list(posts[:200])
    context = {
        "desk": desk,
        "posts": held,
        "is_owner": any(post.user_id == request.user.pk and post.role == Post.Role.OWNER for post in held),
        "form": form,
    }
    return render(request, "organizations/staff.html", context)
