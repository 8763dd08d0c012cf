"""What people say is read by somebody outside the organisation before anyone else reads it: an office, or the
organisation above."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from apps.core import keyset
from apps.core.errors import Refused
from apps.core.numbers import picked_keys, whole_number
from apps.organizations.desk import organization_desk, region_desk
from apps.recognition.actions import hold_evaluation, show_evaluations
from apps.recognition.models import Evaluation
from apps.registration.forms import ReasonForm

AT_ONCE = 50


def at_office(request, code):
    desk = region_desk(request.user, code, "checks_awards")
    return desk, "recognition:region_awards", {"region__code__startswith": code}


def at_organization(request, pk):
    desk = organization_desk(request.user, pk)
    return desk, "recognition:organization_evaluations", {"organization__parent": desk.place}


@login_required
def region(request, code):
    return waiting(request, *at_office(request, code), office=True)


@login_required
def organization(request, pk):
    return waiting(request, *at_organization(request, pk), office=False)


def waiting(request, desk, tab, place, *, office):
    """The words that wait: ticked ones are shown together, a single one is held back with a reason."""
    rows = Evaluation.objects.moderated_by(request.user).filter(**place)
    form, held = ReasonForm(), None
    if request.method == "POST":
        if request.POST.get("do") == "hold":
            form = ReasonForm(request.POST)
            held = get_object_or_404(rows, pk=whole_number(request.POST.get("one", "")) or 0)
            if form.is_valid():
                return hold(request, held, form)
        else:
            return show(request, rows)
    page = keyset.page(
        rows.select_related("organization", "signup__shift__position__activity"),
        by="made_at",
        cursor=request.GET.get("cursor", ""),
        size=AT_ONCE,
    )
    context = {"desk": desk, "tab": tab, "page": page, "form": form, "held": held, "office": office}
    return render(request, "recognition/moderation.html", context)


def show(request, rows):
    keys = picked_keys(request.POST.getlist("pick"))
    try:
        count = show_evaluations(rows.filter(pk__in=keys), by=request.user)
        messages.success(request, _("公开了%(count)d条。") % {"count": count})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(request.path)


def hold(request, row, form):
    try:
        hold_evaluation(row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("不公开，原因告诉了写的人。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(request.path)
