"""The queue of an office: certificates that somebody has to look at."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.core import keyset, uploads
from apps.organizations.desk import region_desk
from apps.registration.actions import note_certificate_seen, pass_certificate, refuse_certificate
from apps.registration.forms import ReasonForm
from apps.registration.models import Qualification
from apps.registration.views.queue_tabs import POWER, tabs_of

TAB = "registration:cases"  # of the workbench


def waiting_for(user, code):
    rows = Qualification.objects.decidable_by(user).within(code).pending()
    return rows.select_related("volunteer", "skill", "region", "proof")


@login_required
def certificates(request, code):
    desk = region_desk(request.user, code, POWER)
    rows = waiting_for(request.user, code)
    page = keyset.page(rows, by="submitted_at", cursor=request.GET.get("cursor", ""))
    context = {"desk": desk, "tab": TAB, "page": page, "tabs": tabs_of(request.user, code)}
    return render(request, "registration/certificates.html", context)


def certificate_page(request, code, pk, **more):
    desk = region_desk(request.user, code, POWER)
    row = get_object_or_404(waiting_for(request.user, code), pk=pk)
    context = {"desk": desk, "tab": TAB, "row": row, "refuse_form": ReasonForm(), **more}
    return render(request, "registration/certificate.html", context)


@never_cache
@login_required
def certificate(request, code, pk):
    return certificate_page(request, code, pk)


@login_required
def proof(request, code, pk):
    """The file, for whoever has to look at it. Each look leaves a record."""
    region_desk(request.user, code, POWER)
    row = get_object_or_404(waiting_for(request.user, code), pk=pk)
    note_certificate_seen(row, by=request.user)
    return uploads.answer(row.proof)


@require_POST
@login_required
def settle(request, code, pk):
    region_desk(request.user, code, POWER)
    pass_certificate(get_object_or_404(waiting_for(request.user, code), pk=pk), by=request.user)
    messages.success(request, _("通过了。"))
    return redirect("registration:certificates", code)


@require_POST
@login_required
def refuse(request, code, pk):
    region_desk(request.user, code, POWER)
    row = get_object_or_404(waiting_for(request.user, code), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return certificate_page(request, code, pk, refuse_form=form)
    refuse_certificate(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("退回去了，原因也告诉了本人。"))
    return redirect("registration:certificates", code)
