"""The queue of an office: who waits for a look at their document."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.accounts.recent import needs_recent_sign_in
from apps.core import days, keyset
from apps.core.models import PolicyRow
from apps.core.numbers import whole_number
from apps.organizations.desk import region_desk
from apps.registration.actions import (
    ask_for_correction,
    file_behind,
    hand_over,
    make_change,
    pass_identity,
    refuse_identity,
    show_document,
    void_identity,
)
from apps.registration.documents import CARD_AGE
from apps.registration.forms import ReasonForm, RevealForm
from apps.registration.models import IdentityCase, Volunteer
from apps.registration.views.files import kin_of
from apps.registration.views.queue_tabs import POWER, tabs_of
from apps.registration.waiting import waits_within


def cases_of(user, code):
    """The cases of a region the person may settle."""
    return IdentityCase.objects.decidable_by(user).within(code)


def case_of(request, code, pk):
    region_desk(request.user, code, POWER)
    return get_object_or_404(cases_of(request.user, code).select_related("volunteer__user"), pk=pk)


@login_required
def cases(request, code):
    desk = region_desk(request.user, code, POWER)
    waiting = cases_of(request.user, code).pending()
    rows = waiting.with_rivals().select_related("volunteer", "region__parent")
    page = keyset.page(rows, by="submitted_at", cursor=request.GET.get("cursor", ""))
    oldest = waiting.order_by("submitted_at").values_list("submitted_at", flat=True).first()
    context = {
        "desk": desk,
        "page": page,
        "oldest": oldest,
        "days_waited": (days.today() - days.day_of(oldest)).days if oldest else 0,
        "tabs": tabs_of(request.user, code),
    }
    return render(request, "registration/cases.html", context)


@login_required
def waiting(request, code):
    """How long people wait, in the region and in each one below it."""
    desk = region_desk(request.user, code, POWER)
    context = {
        "desk": desk,
        "waits": waits_within(desk.place),
        "limits": PolicyRow.objects.values_of("identity"),
        "tabs": tabs_of(request.user, code),
    }
    return render(request, "registration/waiting.html", context)


def case_page(request, code, pk, **more):
    desk = region_desk(request.user, code, POWER)
    rows = (
        cases_of(request.user, code)
        .with_rivals()
        .select_related("volunteer__region__parent", "volunteer__user", "volunteer__nationality")
    )
    case = get_object_or_404(rows, pk=pk)
    file = file_behind(case) if case.has_file else None
    forms = {"refuse_form": ReasonForm(), "reveal_form": RevealForm(), "ask_form": ReasonForm(prefix="ask")}
    context = {
        "desk": desk,
        "case": case,
        "new": case.new_identity,
        "file": file,
        "may_decide_file": file is not None and governs(request.user, file),
        "should_have_card": case.volunteer.document_type == Volunteer.Document.HUKOU
        and case.volunteer.age >= CARD_AGE,
        "void_form": ReasonForm(prefix="void"),
        **kin_of(case.volunteer, request.user, code),
        **forms,
        **more,
    }
    return render(request, "registration/case.html", context)


def governs(user, file):
    return Volunteer.objects.decidable_by(user).filter(pk=file.pk).exists()


@never_cache
@login_required
def case(request, code, pk):
    return case_page(request, code, pk)


@require_POST
@login_required
@needs_recent_sign_in
def reveal(request, code, pk):
    """Show the number in full, once, after a reason was given; the page is never kept."""
    region_desk(request.user, code, POWER)
    open_cases = cases_of(request.user, code).pending().select_related("volunteer__user")
    case = get_object_or_404(open_cases, pk=pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return case_page(request, code, pk, reveal_form=form)
    shown = show_document(case, by=request.user, reason=form.cleaned_data["purpose"])
    return case_page(request, code, pk, shown=shown)


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
def change(request, code, pk):
    """Old and new name or document are one person's."""
    make_change(case_of(request, code, pk), by=request.user)
    messages.success(request, _("更正好了，也告诉了本人。"))
    return redirect("registration:cases", code)


@require_POST
@login_required
def give_over(request, code, pk):
    """Claimant and file are one person."""
    file = hand_over(case_of(request, code, pk), by=request.user)
    messages.success(request, _("档案%(number)s移交了，新旧手机号都通知了。") % {"number": file.number})
    return redirect("registration:cases", code)


@require_POST
@login_required
def void(request, code, pk):
    """The file that stands in the way of this case, or whose passing this case was, was somebody else's identity."""
    case = case_of(request, code, pk)
    file = case.volunteer if case.state == IdentityCase.State.PASSED else file_behind(case)
    if file is None or not governs(request.user, file):
        raise Http404
    form = ReasonForm(request.POST, prefix="void")
    if not form.is_valid():
        return case_page(request, code, pk, void_form=form)
    void_identity(file, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("作废了：报名取消，职务结束，原因告诉了本人。"))
    return redirect("registration:case", code, pk)


@require_POST
@login_required
def ask(request, code, pk):
    """Send a case back for one correction; it keeps its place."""
    case = case_of(request, code, pk)
    form = ReasonForm(request.POST, prefix="ask")
    if not form.is_valid():
        return case_page(request, code, pk, ask_form=form)
    ask_for_correction(case, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("告诉本人要改什么了。改好会回到原来的位置。"))
    return redirect("registration:cases", code)


@require_POST
@login_required
def refuse(request, code, pk):
    case = case_of(request, code, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return case_page(request, code, pk, refuse_form=form)
    refuse_identity(case, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("退回去了，原因也告诉了本人。"))
    return redirect("registration:cases", code)
