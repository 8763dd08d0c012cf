"""The reconciliation of everybody's totals, stars and goals: started, watched, and what it found."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core import keyset
from apps.core.errors import Refused
from apps.organizations.desk import region_desk
from apps.quotas import actions
from apps.quotas.forms import RecomputeForm
from apps.quotas.models import Recompute
from apps.quotas.views.asking import POWER
from apps.regions.models import Region

TAB = "quotas:region"
NO_MORE = 286  # htmx: asked no further


def whole_region_desk(user, code):
    """It goes through everybody of the autonomous region, so only the region's own offices have this page."""
    desk = region_desk(user, code, POWER)
    if desk.place.level != Region.Level.REGION:
        raise Http404
    return desk


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recomputes(request, code):
    """How far the one under way is, and those before, the latest first; POST starts one."""
    desk = whole_region_desk(request.user, code)
    form = RecomputeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.start_recompute(by=request.user, what=form.cleaned_data["what"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("开始算了，不用等在这里。"))
        return redirect("quotas:recomputes", code)
    runs = Recompute.objects.with_results()
    context = {"desk": desk, "tab": TAB, "form": form, "running": runs.running().first()}
    if request.GET.get("part") == "progress":
        status = 200 if context["running"] else NO_MORE
        return render(request, "quotas/_recompute_progress.html", context, status=status)
    ended = runs.exclude(state=Recompute.State.RUNNING)
    context["page"] = keyset.page(ended, by="pk", cursor=request.GET.get("cursor", ""), descending=True)
    return render(request, "quotas/recomputes.html", context)
