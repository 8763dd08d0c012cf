"""The tags of teams that an office adds for its region: the “N” of “8+N”."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import Refused
from apps.organizations import actions
from apps.organizations.desk import region_desk
from apps.organizations.forms.reviews import TagForm
from apps.organizations.models import TeamTag

POWER = "reviews_organizations"


@login_required
def index(request, code):
    desk = region_desk(request.user, code, POWER)
    form = TagForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_tag(desk.place, name=form.cleaned_data["name"], by=request.user)
            messages.success(request, _("加上了，这个地区的队伍可以选它。"))
            return redirect("organizations:tags", code)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    tags = TeamTag.objects.for_region(code).select_related("region")
    context = {"desk": desk, "tab": "organizations:applications", "tags": tags[:200], "form": form}
    return render(request, "organizations/tags.html", context)


@require_POST
@login_required
def remove(request, code, tag):
    region_desk(request.user, code, POWER)
    actions.remove_tag(get_object_or_404(TeamTag.objects.added_in(code), pk=tag), by=request.user)
    messages.success(request, _("去掉了，选过它的队伍也不再带着它。"))
    return redirect("organizations:tags", code)
