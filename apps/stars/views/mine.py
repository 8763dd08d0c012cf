"""One's own stars: reached and recognised apart, what happens next, and whether one stands on the roll of honour."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import Refused
from apps.registration.models import Volunteer
from apps.stars import actions
from apps.stars.forms import RollForm
from apps.stars.line import NextStep, Stars
from apps.stars.models import Recognition, StarHonour, StarObjection

LATEST = 20


@never_cache
@login_required
@require_safe
def mine(request):
    """Reached by arithmetic, recognised by an association: who, when, by which document, and what happens next. Whoever
    is not registered still sees what became of their objections."""
    volunteer = Volunteer.objects.select_related("region").filter(user=request.user).first()
    objections = StarObjection.objects.made_by(request.user)
    objections = objections.select_related("candidate__notice__organization").order_by("-pk")[:LATEST]
    context = {"volunteer": volunteer, "objections": objections}
    if volunteer:
        stars = Stars(volunteer)
        context |= {
            "stars": stars,
            "step": NextStep(stars, volunteer),
            "recognitions": Recognition.objects.filter(volunteer=volunteer)
            .select_related("organization")
            .order_by("-pk"),
            "is_minor": volunteer.is_minor,
            "form": RollForm(initial={"place": place_of(volunteer)}),
        }
    return render(request, "stars/mine.html", context)


def place_of(volunteer):
    honour = StarHonour.objects.filter(volunteer=volunteer)
    if not honour.exists():
        return RollForm.OFF
    return RollForm.NAMED if honour.named().exists() else RollForm.MASKED


@require_POST
@login_required
def my_roll(request):
    """On the roll of honour, in full or masked, or off it again at once."""
    volunteer = get_object_or_404(Volunteer, user=request.user)
    form = RollForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("选一项：不上榜、只露姓，或者写全名。"))
        return redirect("stars:mine")
    place = form.cleaned_data["place"]
    try:
        if place == RollForm.OFF:
            actions.leave_roll(volunteer)
            messages.success(request, _("不在光荣榜上了。"))
        else:
            actions.join_roll(volunteer, shows_name=place == RollForm.NAMED)
            messages.success(request, _("上了光荣榜，随时可以撤下。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("stars:mine")
