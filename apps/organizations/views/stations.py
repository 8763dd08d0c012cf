"""Stations at the workbench."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from apps.core import keyset
from apps.core.errors import Refused
from apps.organizations import actions
from apps.organizations.desk import organization_desk
from apps.organizations.forms.stations import StationForm
from apps.organizations.models import Station


@login_required
def index(request, pk):
    desk = organization_desk(request.user, pk, may="see")
    held = Station.objects.of(desk.place).select_related("kind", "region__parent")
    page = keyset.page(held, by="pk", cursor=request.GET.get("cursor", ""))
    return render(request, "organizations/stations.html", {"desk": desk, "page": page})


@login_required
def add(request, pk):
    desk = organization_desk(request.user, pk)
    return edit_station(request, desk, Station(organization=desk.place))


@login_required
def edit(request, pk, station):
    desk = organization_desk(request.user, pk)
    held = Station.objects.of(desk.place).select_related("organization")
    return edit_station(request, desk, get_object_or_404(held, pk=station))


def edit_station(request, desk, station):
    form = StationForm(request.POST or None, instance=station)
    if form.is_bound and form.is_valid():
        try:
            actions.save_station(form.save(commit=False), by=request.user)
            messages.success(request, _("站点存好了。"))
            return redirect("organizations:stations", desk.place.pk)
        except Refused as refusal:
            form.add_error("name" if refusal.code == "name_taken" else None, str(refusal))
    context = {"desk": desk, "tab": "organizations:stations", "form": form}
    return render(request, "organizations/station.html", context)
