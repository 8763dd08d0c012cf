"""A school, a unit or an office sets what it asks its people for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core import days, keyset
from apps.core.errors import Refused
from apps.organizations.desk import organization_desk, region_desk
from apps.quotas import actions
from apps.quotas.actions.asking import identities_at, standing_on
from apps.quotas.forms import GoalForm
from apps.quotas.models import GoalRow
from apps.registration.models import Affiliation

POWER = "sets_goals"
FIELDS = {"goal_twice": "valid_from", "goal_from_the_past": "valid_from", "other_identity": "identity"}


def org_desk(request, pk):
    """Of a school or unit, for its owner; every other organisation has no such page."""
    desk = organization_desk(request.user, pk, "own")
    if not identities_at(desk.place):
        raise Http404
    return desk


@login_required
def organization(request, pk):
    return goals(request, org_desk(request, pk), "quotas:organization")


@login_required
def region(request, code):
    return goals(request, region_desk(request.user, code, POWER), "quotas:region")


def goals(request, desk, tab):
    """What is asked for here and since when; POST asks for more."""
    form = GoalForm(request.POST or None, place=desk.place)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_for_more(desk.place, by=request.user, **form.asked())
        except Refused as refusal:
            form.add_error(FIELDS.get(refusal.code, "hours"), str(refusal))
        else:
            messages.success(request, _("定好了，到那天起算。"))
            return redirect(tab, desk.place.pk)
    rows = GoalRow.objects.of(desk.place).select_related("region", "organization")
    page = keyset.page(rows, by="valid_from", cursor=request.GET.get("cursor", ""), descending=True)
    labels, today = dict(Affiliation.Identity.choices), days.today()
    least = [(labels[one], standing_on(desk.place, one, today)) for one in identities_at(desk.place)]
    context = {"desk": desk, "tab": tab, "form": form, "page": page, "least": least, "today": today}
    return render(request, "quotas/goals.html", context)


@login_required
@require_POST
def organization_take_back(request, pk, goal):
    return take_back(request, org_desk(request, pk), goal, "quotas:organization")


@login_required
@require_POST
def region_take_back(request, code, goal):
    return take_back(request, region_desk(request.user, code, POWER), goal, "quotas:region")


def take_back(request, desk, goal, back):
    row = get_object_or_404(GoalRow.objects.of(desk.place), pk=goal)
    actions.take_back(row, by=request.user)
    messages.success(request, _("撤掉了。"))
    return redirect(back, desk.place.pk)
