"""The reviewer's queue of notices, the oldest first."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities import actions
from apps.activities.actions.emergencies import offices_of
from apps.activities.cards import where
from apps.activities.facts import facts_of
from apps.activities.forms import ReasonForm
from apps.activities.models import Activity, Change, Declaration, Shift
from apps.activities.never import KINDS, PublishForm
from apps.core import keyset
from apps.core.errors import Refused
from apps.organizations.desk import region_desk
from apps.registration.models import ServiceField

POWER = "reviews_activities"


def queue(user, code):
    return (
        Activity.objects.reviewable_by(user)
        .in_region(code)
        .with_phase()
        .select_related("organization", "region__parent")
    )


@login_required
def index(request, code):
    desk = region_desk(request.user, code, POWER)
    page = keyset.page(
        queue(request.user, code).in_review(), by="submitted_at", cursor=request.GET.get("cursor", "")
    )
    changes = (
        Change.objects.waiting()
        .reviewable_by(request.user)
        .filter(activity__in=Activity.objects.in_region(code))
    )
    context = {
        "desk": desk,
        "page": page,
        "changes": changes.select_related("activity__organization").order_by("pk")[:50],
        "may_call": bool(offices_of(request.user, code)),
    }
    return render(request, "activities/reviews.html", context)


@login_required
def detail(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    return show(request, desk, reviewed(request, code, pk))


@require_POST
@login_required
def publish(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    activity, form = reviewed(request, code, pk), PublishForm(request.POST)
    if not form.is_valid():
        return show(request, desk, activity, publish_form=form)
    try:
        actions.publish_activity(activity, kinds=form.cleaned_data["checked"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, desk, activity, publish_form=form)
    messages.success(request, _("发布了“%(title)s”。") % {"title": activity.title})
    return redirect("activities:reviews", code)


@require_POST
@login_required
def send_back(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    activity, form = reviewed(request, code, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, desk, activity, return_form=form)
    actions.return_activity(activity, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("退回了“%(title)s”。") % {"title": activity.title})
    return redirect("activities:reviews", code)


def reviewed(request, code, pk):
    return get_object_or_404(queue(request.user, code).handed_in(), pk=pk)


def show(request, desk, activity, publish_form=None, return_form=None):
    fields = ServiceField.objects.in_bulk(activity.service_fields)
    context = {
        "desk": desk,
        "activity": activity,
        "where": where(activity),
        "insured": not activity.is_hazardous or activity.is_insured,
        "fields": [fields[code] for code in activity.service_fields],
        "facts": facts_of(activity),
        "pictures": activity.pictures.select_related("picture"),
        "declared": activity.declarations.filter(role=Declaration.Role.WRITER).select_related("by").last(),
        "kinds": KINDS,
        "shifts": Shift.objects.of_activity(activity).select_related("position"),
        "waiting": activity.state == Activity.State.IN_REVIEW,
        "publish_form": publish_form or PublishForm(),
        "return_form": return_form or ReasonForm(),
    }
    return render(request, "activities/review.html", context)
