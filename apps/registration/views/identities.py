"""The queue of an office: who waits for a look at their document."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.core import days, keyset
from apps.core.numbers import whole_number
from apps.organizations.desk import region_desk
from apps.registration.actions import pass_identity, refuse_identity, show_document
from apps.registration.forms import ReasonForm, RevealForm
from apps.registration.models import IdentityCase

POWER = "reviews_identities"


def cases_of(user, code):
    """The cases of a region the person may settle."""
    return IdentityCase.objects.decidable_by(user).within(code)


@login_required
def cases(request, code):
    desk = region_desk(request.user, code, POWER)
    waiting = cases_of(request.user, code).pending()
    rows = waiting.with_rivals().select_related("volunteer", "region")
    page = keyset.page(rows, by="submitted_at", cursor=request.GET.get("cursor", ""))
    oldest = waiting.order_by("submitted_at").values_list("submitted_at", flat=True).first()
    context = {
        "desk": desk,
        "page": page,
        "oldest": oldest,
        "days_waited": (days.today() - days.day_of(oldest)).days if oldest else 0,
        "count": keyset.count_up_to(waiting),
    }
    return render(request, "registration/cases.html", context)


def case_page(request, code, pk, **more):
    desk = region_desk(request.user, code, POWER)
    rows = cases_of(request.user, code).with_rivals().select_related("volunteer__region__parent")
    case = get_object_or_404(rows, pk=pk)
    forms = {"refuse_form": ReasonForm(), "reveal_form": RevealForm(), **more}
    return render(request, "registration/case.html", {"desk": desk, "case": case, **forms})


@never_cache
@login_required
def case(request, code, pk):
    return case_page(request, code, pk)


@require_POST
@login_required
def reveal(request, code, pk):
    """Show the number in full, once, after a reason was given; the page is never kept."""
    region_desk(request.user, code, POWER)
    case = get_object_or_404(cases_of(request.user, code).pending().select_related("volunteer"), pk=pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return case_page(request, code, pk, reveal_form=form)
    number = show_document(case, by=request.user, reason=form.cleaned_data["purpose"])
    return case_page(request, code, pk, full_number=number)


@require_POST
@login_required
def settle(request, code):
    """Pass the ticked cases. What is not the person's to decide is simply not there."""
    region_desk(request.user, code, POWER)
    ticked = [whole_number(pick) for pick in request.POST.getlist("case")[:100]]
    outcome = pass_identity(cases_of(request.user, code).filter(pk__in=ticked), by=request.user)
    count = len(outcome.passed)
    messages.success(
        request, ngettext("%(count)s份通过了。", "%(count)s份通过了。", count) % {"count": count}
    )
    if outcome.set_aside:
        words = _("%(count)s份没动：号码重复或已有通过核验的档案，请一份一份看。")
        messages.warning(request, words % {"count": len(outcome.set_aside)})
    return redirect("registration:cases", code)


@require_POST
@login_required
def refuse(request, code, pk):
    region_desk(request.user, code, POWER)
    case = get_object_or_404(cases_of(request.user, code), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return case_page(request, code, pk, refuse_form=form)
    refuse_identity(case, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("退回去了，原因也告诉了本人。"))
    return redirect("registration:cases", code)
