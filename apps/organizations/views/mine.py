"""What a person is to organisations: member, invited, follower."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import Refused
from apps.organizations import actions
from apps.organizations.forms.members import CodeForm, JoinForm
from apps.organizations.models import Follow, Member, Organization
from apps.organizations.views.public import show

AT_MOST = 100


@login_required
def index(request):
    """Where one belongs, what one has asked and been asked, what one registers, and whom one follows."""
    mine = (
        Member.objects.about(request.user).live().select_related("organization__region", "organization__kind")
    )
    held = list(mine.order_by("-begun_at")[:AT_MOST])
    followed = Follow.objects.filter(user=request.user).select_related("organization__region")
    context = {
        "invited": [one for one in held if one.state == Member.State.INVITED],
        "asked": [one for one in held if one.state == Member.State.ASKED],
        "members": [one for one in held if one.state == Member.State.MEMBER],
        "applications": Organization.objects.unsettled_of(request.user),
        "followed": followed.order_by("-since")[:AT_MOST],
    }
    return render(request, "organizations/mine.html", context)


@require_POST
@login_required
def join(request, pk):
    """Ask, or come in by the code: whichever this organisation offers."""
    organization = approved(pk)
    by_code = organization.joining == Organization.Joining.CODE
    form = CodeForm(request.POST) if by_code else JoinForm(request.POST)
    if form.is_valid():
        try:
            if by_code:
                actions.join_by_code(organization, **form.cleaned_data, by=request.user)
                messages.success(request, _("加入了“%(name)s”。") % {"name": organization.name})
            else:
                actions.ask_to_join(organization, **form.cleaned_data, by=request.user)
                messages.success(request, _("申请交上去了，等组织同意。"))
            return redirect("organizations:detail", pk)
        except Refused as refusal:
            form.add_error("code" if by_code else None, str(refusal))
    return show(request, pk, join_form=form)


@require_POST
@login_required
def answer(request, pk):
    """Yes to an invitation."""
    invited = Member.objects.about(request.user).filter(state=Member.State.INVITED)
    member = actions.accept_membership(
        get_object_or_404(invited.select_related("organization"), pk=pk), by=request.user
    )
    messages.success(request, _("加入了“%(name)s”。") % {"name": member.organization.name})
    return redirect("organizations:mine")


@require_POST
@login_required
def leave(request, pk):
    """Leave, take a question back, or say no to an invitation."""
    member = get_object_or_404(Member.objects.about(request.user).live(), pk=pk)
    actions.leave_organization(member, by=request.user)
    messages.success(request, _("好，记下了。"))
    return redirect("organizations:mine")


@require_POST
@login_required
def mute(request, pk):
    member = get_object_or_404(Member.objects.about(request.user).belonging(), pk=pk)
    actions.mute_organization(member, is_muted="mute" in request.POST, by=request.user)
    return redirect("organizations:mine")


@require_POST
@login_required
def follow(request, pk):
    actions.follow_organization(approved(pk), by=request.user)
    messages.success(request, _("关注了，有新活动告诉你。"))
    return redirect("organizations:detail", pk)


@require_POST
@login_required
def unfollow(request, pk):
    """Whatever has become of the organisation."""
    actions.unfollow_organization(get_object_or_404(Organization, pk=pk), by=request.user)
    messages.success(request, _("不再关注了。"))
    return redirect("organizations:mine")


def approved(pk):
    return get_object_or_404(Organization.objects.approved(), pk=pk)
