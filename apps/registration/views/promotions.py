"""The page on which a school moves its classes up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import Refused
from apps.organizations.desk import organization_desk
from apps.organizations.models import OrganizationKind
from apps.registration import promotions
from apps.registration.models import Promotion

TAB = "reports:roster"


def school_desk(request, pk):
    desk = organization_desk(request.user, pk)
    if desk.place.kind.group != OrganizationKind.Group.SCHOOL:
        raise Http404
    return desk


@login_required
def promotion(request, pk):
    """Every class, and what is to become of it: seen before it is done."""
    desk = school_desk(request, pk)
    classes = promotions.classes_of(desk.place)
    chosen = {one.key: request.POST.get(one.key, one.usual) for one in classes}
    if request.method == "POST":
        sent = {key: value for key, value in request.POST.items() if key != "csrfmiddlewaretoken"}
        try:
            promotions.promote(desk.place, sent, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("升好了，大家都收到了消息。"))
            return redirect("registration:promotion", pk)
    done = promotions.promotion_of(desk.place)
    context = {
        "desk": desk,
        "tab": TAB,
        "rows": [(one, chosen[one.key]) for one in classes],
        "done": done,
        "may_undo": done is not None and promotions.may_undo(done),
    }
    return render(request, "registration/promotion.html", context)


@require_POST
@login_required
def undo_promotion(request, pk, promotion):
    """Everybody back to where they were."""
    desk = school_desk(request, pk)
    promotions.undo(get_object_or_404(Promotion, organization=desk.place, pk=promotion), by=request.user)
    messages.success(request, _("撤销了，大家回到原来的班。"))
    return redirect("registration:promotion", pk)
