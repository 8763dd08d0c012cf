"""Children one answers for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.accounts.models import Consent
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.organizations.desk import region_desk
from apps.registration.actions import (
    end_guardianship,
    find_child,
    give_guardian_consent,
    link_child,
    withdraw_guardian_consent,
)
from apps.registration.actions.guardians import refuse_unless_fit_to_guard
from apps.registration.forms import ChildCodeForm, ChildConsentForm, ReasonForm
from apps.registration.models import Guardianship, Volunteer

FOUND = "child_found"  # in the session: the code that was right, until the guardian has agreed


@login_required
def children(request):
    """The children the person answers for, and the way to link one more."""
    own = Volunteer.objects.filter(user=request.user).first()
    form = ChildCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse_unless_fit_to_guard(own)
            child = find_child(form.cleaned_data["code"], by=request.user)
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session[FOUND] = {"code": child.guardian_code, "relation": form.cleaned_data["relation"]}
            return redirect("registration:link")
    page = {"form": form, "own": own, "children": children_of(request.user)}
    return render(request, "registration/children.html", page)


def children_of(user):
    """The guardianships of a person, each with what the person agreed to."""
    guardianships = list(
        Guardianship.objects.standing()
        .filter(guardian__user=user)
        .select_related("child")
        .order_by("linked_at")
    )
    given = {}
    for consent in Consent.objects.standing().filter(user__in=[one.child.user_id for one in guardianships]):
        given.setdefault(consent.user_id, set()).add(consent.purpose)
    ages = PolicyRow.objects.values_of("age")
    for one in guardianships:
        needed = set(one.child.consents_needed(ages))
        one.is_grown = not needed
        one.state = "given" if needed <= given.get(one.child.user_id, set()) else "withdrawn"
    return guardianships


@never_cache
@login_required
def link(request):
    """Who the code belongs to, masked, and what there is to agree to."""
    found = request.session.get(FOUND)
    child = Volunteer.objects.filter(guardian_code=found["code"]).first() if found else None
    if child is None or not child.is_minor:
        return redirect("registration:children")
    form = ChildConsentForm(request.POST or None, child=child)
    if request.method == "POST" and form.is_valid():
        link_child(found["code"], relation=found["relation"], purposes=form.purposes(), by=request.user)
        del request.session[FOUND]
        messages.success(request, _("你是%(name)s的监护人了，同意已经记下。") % {"name": child.masked_name})
        return redirect("registration:children")
    return render(request, "registration/child_consent.html", {"form": form, "child": child})


@login_required
def consent(request, pk):
    """Agree again for a child, after taking it back or when more is needed."""
    guardianship = get_object_or_404(own_guardianships(request.user).select_related("child"), pk=pk)
    if not guardianship.child.consents_needed():
        return redirect("registration:children")
    form = ChildConsentForm(request.POST or None, child=guardianship.child)
    if request.method == "POST" and form.is_valid():
        give_guardian_consent(guardianship, purposes=form.purposes(), by=request.user)
        messages.success(request, _("同意已经记下。"))
        return redirect("registration:children")
    return render(request, "registration/child_consent.html", {"form": form, "child": guardianship.child})


@require_POST
@login_required
def withdraw(request, pk):
    guardianship = get_object_or_404(own_guardianships(request.user).select_related("child"), pk=pk)
    withdraw_guardian_consent(guardianship, by=request.user)
    messages.success(request, _("撤回了，孩子还没开始的班也退了。在你重新同意以前，孩子不能报名、签到。"))
    return redirect("registration:children")


@require_POST
@login_required
def end(request, pk):
    """Answer for the child no longer."""
    guardianship = get_object_or_404(own_guardianships(request.user), pk=pk)
    end_guardianship(guardianship, by=request.user)
    messages.success(request, _("你不再是这个孩子的监护人了。没有别的监护人同意的话，孩子的班也退了。"))
    return redirect("registration:children")


@login_required
def end_for_them(request, code, pk):
    """A reviewer ends a guardianship that should not be, and says why."""
    desk = region_desk(request.user, code, "reviews_identities")
    here = Guardianship.objects.endable_by(request.user).filter(
        child__region__code__startswith=desk.place.code
    )
    guardianship = get_object_or_404(here.select_related("guardian", "child"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_guardianship(guardianship, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("监护关系结束了，双方都收到了消息。"))
        return redirect("registration:cases", code)
    context = {"desk": desk, "tab": "registration:cases", "form": form, "guardianship": guardianship}
    return render(request, "registration/guardianship_end.html", context)


def own_guardianships(user):
    return Guardianship.objects.standing().filter(guardian__user=user)
