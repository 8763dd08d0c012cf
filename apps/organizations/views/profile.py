"""What an organisation says of itself, and what its people can read about its life."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apps.core import uploads
from apps.organizations import actions
from apps.organizations.desk import organization_desk
from apps.organizations.forms.applications import ProfileForm
from apps.organizations.models import Step


@login_required
def profile(request, pk):
    """Its state, its level of trust, and every step with its reason: for all its people."""
    desk = organization_desk(request.user, pk, may="see")
    context = {
        "desk": desk,
        "organization": desk.place,
        "limit": desk.place.trust_limit_minutes(),
        "steps": Step.objects.of(desk.place)[:50],
    }
    return render(request, "organizations/profile.html", context)


@login_required
def edit(request, pk):
    desk = organization_desk(request.user, pk, may="own")
    form = ProfileForm(request.POST or None, request.FILES or None, instance=desk.place, by=request.user)
    if form.is_bound and form.is_valid():
        actions.change_profile(form.save(commit=False), links=form.links(), by=request.user)
        messages.success(request, _("改好了，大家马上看得到。"))
        return redirect("organizations:profile", pk)
    return render(request, "organizations/profile_edit.html", {"desk": desk, "form": form})


@login_required
def proof(request, pk):
    """The paper handed in with the application, for those who answer for the organisation."""
    desk = organization_desk(request.user, pk, may="own")
    return uploads.answer(desk.place.proof) if desk.place.proof_id else redirect("organizations:profile", pk)
