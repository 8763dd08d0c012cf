"""An office starts an emergency; another officer publishes it from the queue."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apps.activities import actions
from apps.activities.actions.emergencies import offices_of
from apps.activities.emergency_forms import EmergencyForm
from apps.activities.views.reviews import POWER
from apps.core.errors import Refused
from apps.organizations.desk import region_desk
from apps.regions.models import Region


@login_required
def start(request, code):
    desk = region_desk(request.user, code, POWER)
    offices = offices_of(request.user, code)
    if not offices:
        raise Http404
    form = EmergencyForm(request.POST or None, offices=offices)
    if form.is_bound and form.is_valid():
        try:
            actions.start_emergency(**form.what(Region), by=request.user)
            messages.success(request, _("写好了。请另一位审核员马上发布，发布后立刻召集。"))
            return redirect("activities:reviews", code)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "activities/emergency.html", {"desk": desk, "form": form})
