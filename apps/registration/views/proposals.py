"""What schools and units say of the person and their children, to be answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.registration.actions import accept_entry, refuse_entry
from apps.registration.models import Affiliation, RosterEntry, Volunteer


@never_cache
@login_required
@require_safe
def own(request):
    return render(request, "registration/proposals.html", {"rows": proposals_for(request.user)})


def proposals_for(user):
    """Each with whom it means, and where that person mainly is now; three statements, however many they are."""
    rows = list(RosterEntry.objects.answerable_by(user).select_related("organization").order_by("pk")[:50])
    people = Volunteer.objects.defer("document_number").in_bulk([one.volunteer_id for one in rows])
    main = Affiliation.objects.filter(volunteer__in=people).open().main().select_related("organization")
    now = {one.volunteer_id: one for one in main}
    for one in rows:
        one.volunteer = people[one.volunteer_id]
        one.is_own = one.volunteer.user_id == user.pk
        one.is_for_guardian = one.is_own and one.volunteer.is_minor
        there = now.get(one.volunteer_id)
        one.elsewhere = there if there and there.organization_id not in {None, one.organization_id} else None
    return rows


@require_POST
@login_required
def answer(request, pk):
    entry = get_object_or_404(RosterEntry.objects.answerable_by(request.user), pk=pk)
    said = request.POST.get("answer")
    if said in {"yes", "beside"}:
        accept_entry(entry, beside=said == "beside", by=request.user)
        messages.success(request, _("记下了，从今天起算。"))
    elif said == "no":
        refuse_entry(entry, by=request.user)
        messages.success(request, _("好，什么都没有变。学校、单位看到的还是“还没确认”。"))
    else:
        raise Http404
    return redirect("registration:proposals")
