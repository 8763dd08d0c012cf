"""The volunteer's own places, and those of the children they answer for."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities import actions
from apps.activities.models import Activity, Presence, Shift, Signup
from apps.core import keyset
from apps.core.templatetags.ui import clock, day_words
from apps.registration.models import Volunteer


class SignupForm(forms.Form):
    """Which shift, and for whom."""

    shift = forms.ModelChoiceField(Shift.objects.none())
    volunteer = forms.ModelChoiceField(Volunteer.objects.none())

    def __init__(self, *args, activity, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shift"].queryset = Shift.objects.of_activity(activity).select_related(
            "position__activity"
        )
        self.fields["volunteer"].queryset = Volunteer.objects.acted_for_by(user)


@require_POST
def sign_up(request, pk):
    activity = get_object_or_404(Activity.objects.public(), pk=pk)
    page = reverse("activities:detail", args=[pk])
    if not request.user.is_authenticated:
        return redirect_to_login(page)
    form = SignupForm(request.POST, activity=activity, user=request.user)
    if not form.is_valid():
        messages.error(request, _("先选一班，再报名。"))
        return redirect(page)
    volunteer = form.cleaned_data["volunteer"]
    signup = actions.sign_up(volunteer, form.cleaned_data["shift"], by=request.user)
    starts = signup.during.lower
    messages.success(
        request, _("报上了，%(day)s%(time)s见。") % {"day": day_words(starts), "time": clock(starts)}
    )
    return redirect(f"{page}?for={volunteer.pk}" if volunteer.user_id != request.user.pk else page)


@login_required
def index(request):
    """What comes next, the nearest first."""
    signups = mine(request.user).coming()
    page = keyset.page(signups, by="shift__starts_at", cursor=request.GET.get("cursor", ""))
    return render(request, "activities/mine.html", {"page": page, "coming": True})


@login_required
def past(request):
    """What is over or was cancelled, the latest first."""
    came = Exists(Presence.objects.filter(signup=OuterRef("pk")))
    signups = mine(request.user).gone_by().annotate(came=came)
    page = keyset.page(signups, by="shift__starts_at", cursor=request.GET.get("cursor", ""), descending=True)
    return render(request, "activities/mine.html", {"page": page, "coming": False})


def mine(user):
    return Signup.objects.cared_for_by(user).select_related(
        "volunteer", "shift__position__activity__organization", "shift__position__activity__region__parent"
    )


@require_POST
@login_required
def cancel(request, pk):
    signup = get_object_or_404(Signup.objects.cared_for_by(request.user).select_related("volunteer"), pk=pk)
    actions.cancel_signup(signup, by=request.user)
    messages.success(request, _("取消了，名额让给别人。"))
    return redirect("activities:mine")
