"""What the accused organisation sees: what the office asks of it and requires of it. Never who complained, nor a word
of theirs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core import keyset
from apps.core.errors import Refused
from apps.governance import actions
from apps.governance.forms import ExplainForm
from apps.governance.models import Complaint
from apps.organizations.desk import organization_desk

TAB = "recognition:organization_evaluations"
# Read only what it may know; the rest is not even fetched.
SEEN = [
    *["id", "about", "organization", "activity__title", "matter", "state", "question", "asked_at"],
    *["statement", "stated_at", "outcome", "measure", "decided_at"],
]


def told(user, organization):
    rows = Complaint.objects.told_to(user).filter(organization=organization)
    return rows.select_related("activity").only(*SEEN)


@login_required
@require_safe
def complaints(request, pk):
    desk = organization_desk(request.user, pk)
    page = keyset.page(
        told(request.user, desk.place), by="pk", cursor=request.GET.get("cursor", ""), descending=True
    )
    return render(
        request, "governance/organization_complaints.html", {"desk": desk, "tab": TAB, "page": page}
    )


@login_required
def complaint(request, pk, complaint):
    """What is asked; answered once."""
    desk = organization_desk(request.user, pk)
    row = get_object_or_404(told(request.user, desk.place), pk=complaint)
    answers = row.state == Complaint.State.ACCEPTED and not row.statement
    form = ExplainForm(request.POST or None) if answers else None
    if request.method == "POST" and form and form.is_valid():
        try:
            actions.explain(row, by=request.user, statement=form.cleaned_data["statement"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("说明交给部门了。"))
            return redirect(request.path)
    context = {"desk": desk, "tab": TAB, "row": row, "form": form}
    return render(request, "governance/organization_complaint.html", context)
