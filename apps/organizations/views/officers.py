"""Who serves in the offices of a region: seen, given and ended by officers of the same kind, here or above."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.recent import needs_recent_sign_in
from apps.core.errors import Refused
from apps.organizations import actions
from apps.organizations.desk import region_desk
from apps.organizations.forms.staff import OfficerForm
from apps.organizations.models import Office, Post

AT_MOST = 200


def offices_of(user, code):
    """The offices of the region whose posts the person gives; 404 when there are none."""
    mine = Post.objects.held_by(user).filter(role=Post.Role.OFFICER)
    above = [code[:length] for length in (2, 4, 6) if length <= len(code)]
    kinds = mine.filter(office__region__in=above).values("office__kind")
    offices = Office.objects.filter(region=code, kind__in=kinds).order_by("kind")
    if not offices.exists():
        raise Http404
    return offices


@login_required
def index(request, code):
    desk = region_desk(request.user, code)
    return show(request, desk, offices_of(request.user, code))


@require_POST
@login_required
@needs_recent_sign_in
def add(request, code):
    desk, offices = region_desk(request.user, code), offices_of(request.user, code)
    form = OfficerForm(request.POST, offices=offices)
    if form.is_valid():
        try:
            if actions.appoint_by_office(**form.cleaned_data, by=request.user):
                messages.success(request, _("加上了，对方收到了消息。"))
                return redirect("organizations:officers", code)
            form.add_error(None, _("没有找到手机号和姓名都对得上、实名核验已通过的成年人。请和本人核对。"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return show(request, desk, offices, form)


@require_POST
@login_required
@needs_recent_sign_in
def end(request, code, post):
    region_desk(request.user, code)
    held = Post.objects.in_force().filter(office__in=offices_of(request.user, code))
    post = actions.end_office_post(get_object_or_404(held, pk=post), by=request.user)
    messages.success(request, _("不再任职了，马上生效。"))
    own = post.user_id == request.user.pk
    return redirect("portal:desks") if own else redirect("organizations:officers", code)


def show(request, desk, offices, form=None):
    posts = Post.objects.in_force().filter(office__in=offices).select_related("user", "office")
    context = {
        "desk": desk,
        "posts": posts.order_by("office", "role", "pk")[:AT_MOST],
        "form": form or OfficerForm(offices=offices),
    }
    return render(request, "organizations/officers.html", context)
