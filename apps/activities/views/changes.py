"""What is proposed for published notices: old and new beside each other, adopted or not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities import actions
from apps.activities.actions.changes import read
from apps.activities.facts import said, words_of
from apps.activities.forms import ReasonForm
from apps.activities.models import Activity, Change
from apps.activities.views.reviews import POWER
from apps.organizations.desk import region_desk


def find(request, code, pk):
    desk = region_desk(request.user, code, POWER)
    here = Change.objects.reviewable_by(request.user).filter(activity__in=Activity.objects.in_region(code))
    return desk, get_object_or_404(here.select_related("activity__organization", "proposed_by"), pk=pk)


@login_required
def detail(request, code, pk):
    desk, change = find(request, code, pk)
    return show(request, desk, change)


def show(request, desk, change, form=None):
    context = {"desk": desk, "change": change, "rows": rows_of(change), "form": form or ReasonForm()}
    return render(request, "activities/review_change.html", context)


def rows_of(change):
    """Each field with what it says now and what it is to say."""
    words = words_of()
    for name, value in change.values.items():
        new = read(name, value)
        yield words[name], said(name, getattr(change.activity, name)), said(name, new)


@require_POST
@login_required
def accept(request, code, pk):
    _desk, change = find(request, code, pk)
    actions.accept_change(change, by=request.user)
    messages.success(request, _("采用了“%(title)s”的修改。") % {"title": change.activity.title})
    return redirect("activities:reviews", code)


@require_POST
@login_required
def refuse(request, code, pk):
    desk, change = find(request, code, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, desk, change, form)
    actions.refuse_change(change, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("没有采用，原因已经告诉对方。"))
    return redirect("activities:reviews", code)
