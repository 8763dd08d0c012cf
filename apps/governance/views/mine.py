"""Complaining, and what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.activities.models import Activity
from apps.core import keyset, uploads
from apps.core.errors import Refused
from apps.core.numbers import whole_number
from apps.governance import actions
from apps.governance.forms import LodgeForm
from apps.governance.models import Complaint
from apps.organizations.models import Organization
from apps.registration.models import Volunteer

ABOUT = {
    "organization": lambda: Organization.objects.exclude(state__in=UNSEEN),
    "activity": lambda: Activity.objects.public().select_related("organization"),
}
UNSEEN = [Organization.State.APPLIED, Organization.State.RETURNED]


def named(about, key):
    """What is complained about: what the public can see, or a volunteer by number."""
    if about == "volunteer" and key.isascii() and key.isalnum():
        return get_object_or_404(Volunteer.objects.passed(), number=key.upper())
    pk = whole_number(key)
    if about not in ABOUT or pk is None:
        raise Http404
    return get_object_or_404(ABOUT[about](), pk=pk)


@never_cache
@login_required
def lodge(request, about, key):
    """Complain about an organisation, an activity or a volunteer."""
    whom = named(about, key)
    form = LodgeForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.lodge(whom, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("投诉交上去了，受理和结果都会告诉你。"))
            return redirect("governance:mine_one", made.pk)
    name = _("志愿者%(number)s") % {"number": whom.number} if about == "volunteer" else str(whom)
    return render(request, "governance/lodge.html", {"form": form, "name": name})


@never_cache
@login_required
@require_safe
def mine(request):
    """One's own complaints, the newest first."""
    rows = Complaint.objects.lodged_by(request.user).select_related("organization", "activity", "volunteer")
    page = keyset.page(rows, by="pk", cursor=request.GET.get("cursor", ""), descending=True)
    return render(request, "governance/mine.html", {"page": page})


def own(request, pk):
    rows = Complaint.objects.lodged_by(request.user).select_related("organization", "activity", "volunteer")
    return get_object_or_404(rows, pk=pk)


@never_cache
@login_required
@require_safe
def mine_one(request, pk):
    row = own(request, pk)
    return render(request, "governance/mine_one.html", {"row": row, "files": list(row.proofs.all())})


@require_POST
@login_required
def withdraw(request, pk):
    try:
        actions.withdraw(own(request, pk), by=request.user)
        messages.success(request, _("撤回了。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("governance:mine_one", pk)


@login_required
@require_safe
def proof(request, pk, file):
    return uploads.answer(get_object_or_404(own(request, pk).proofs.all(), pk=file))
