"""The people who act for an organisation, and the invitations one has received."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.recent import needs_recent_sign_in
from apps.core.errors import Refused
from apps.organizations import actions
from apps.organizations.desk import organization_desk
from apps.organizations.forms.staff import RoleForm, StaffForm
from apps.organizations.models import Post, StaffInvitation

AT_MOST = 200


@login_required
def staff(request, pk):
    return show_staff(request, organization_desk(request.user, pk, may="see"))


@require_POST
@login_required
@needs_recent_sign_in
def add_staff(request, pk):
    desk = organization_desk(request.user, pk)
    form = StaffForm(request.POST, roles=desk.gives)
    if form.is_valid():
        try:
            actions.invite_staff(desk.place, **form.cleaned_data, by=request.user)
            messages.success(request, _("邀请发出去了。对方登录后在“我的工作台”里同意就行。"))
            return redirect("organizations:staff", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show_staff(request, desk, form)


@require_POST
@login_required
@needs_recent_sign_in
def change_role(request, pk, post):
    desk = organization_desk(request.user, pk)
    others = Post.objects.endable_by(request.user).in_force().exclude(user=request.user)
    post = get_object_or_404(others.of_organization(desk.place), pk=post)
    form = RoleForm(request.POST, roles=desk.gives)
    if form.is_valid():
        actions.change_role(post, role=form.cleaned_data["role"], by=request.user)
        messages.success(request, _("改好了，马上生效。"))
    else:
        messages.error(request, _("选一个你能给的角色。"))
    return redirect("organizations:staff", pk)


@require_POST
@login_required
@needs_recent_sign_in
def end_post(request, pk, post):
    organization_desk(request.user, pk, may="see")
    mine = Post.objects.endable_by(request.user).in_force().filter(organization=pk)
    post = actions.end_post(get_object_or_404(mine, pk=post), by=request.user)
    if post.user_id == request.user.pk:
        messages.success(request, _("你退出了，谢谢你做过的。"))
        return redirect("portal:desks")
    messages.success(request, _("移除了，马上生效。"))
    return redirect("organizations:staff", pk)


@require_POST
@login_required
def withdraw_invitation(request, pk, invitation):
    desk = organization_desk(request.user, pk)
    waiting = StaffInvitation.objects.waiting().of_organization(desk.place).filter(role__in=desk.gives)
    actions.withdraw_invitation(get_object_or_404(waiting, pk=invitation), by=request.user)
    messages.success(request, _("邀请收回了。"))
    return redirect("organizations:staff", pk)


def show_staff(request, desk, form=None):
    posts = Post.objects.in_force().of_organization(desk.place).select_related("user").order_by("role", "pk")
    endable = set(
        Post.objects.endable_by(request.user)
        .in_force()
        .of_organization(desk.place)
        .values_list("pk", flat=True)
    )
    waiting = StaffInvitation.objects.waiting().of_organization(desk.place).order_by("-invited_at")
    rows = [
        (
            post,
            post.pk in endable,
            RoleForm(roles=desk.gives, initial={"role": post.role}, prefix=f"p{post.pk}"),
        )
        for post in posts[:AT_MOST]
    ]
    context = {
        "desk": desk,
        "rows": rows,
        "waiting": waiting[:AT_MOST] if desk.gives else [],
        "now": timezone.now(),
        "gives": desk.gives,
        "form": form or StaffForm(roles=desk.gives),
    }
    return render(request, "organizations/staff.html", context)


@login_required
def invitations(request):
    """What the person has been asked to do for organisations."""
    mine = StaffInvitation.objects.addressed_to(request.user).open()
    context = {
        "invitations": mine.select_related("organization__region", "invited_by").order_by("-invited_at")
    }
    return render(request, "organizations/invitations.html", context)


@require_POST
@login_required
def accept_invitation(request, pk):
    mine = StaffInvitation.objects.addressed_to(request.user)
    post = actions.accept_invitation(get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(request, _("好，你现在是%(role)s了。") % {"role": post.get_role_display()})
    return redirect("portal:organization", post.organization_id)


@require_POST
@login_required
def decline_invitation(request, pk):
    mine = StaffInvitation.objects.addressed_to(request.user)
    actions.decline_invitation(get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(request, _("知道了，会告诉对方。"))
    return redirect("organizations:invitations")
