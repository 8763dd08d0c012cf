"""What people learnt elsewhere: entered from the certificate on one page, compared with it by somebody else on another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core import days, keyset, uploads
from apps.core.errors import Refused
from apps.training import actions
from apps.training.forms.keeping import OutsideForm, ReasonForm
from apps.training.models import OutsideTraining
from apps.training.views.bench import bench, one
from apps.training.views.keeping import page_of
from apps.training.views.mine import look_of

ALONG = ["volunteer", "standard__kind", "organization", "completion"]


@require_safe
@login_required
def outside(request, pk=None, code=None):
    """What was entered here, the latest first; `tab=waiting` what waits for a second person."""
    where = bench(request, pk, code)
    waiting = request.GET.get("tab") == "waiting"
    rows = where.entries().select_related(*ALONG).defer("volunteer__document_number")
    rows = rows.waiting() if waiting else rows
    page = keyset.page(rows, by="pk", cursor=request.GET.get("cursor", ""), descending=True)
    decidable = OutsideTraining.objects.decidable_by(request.user).filter(pk__in=[row.pk for row in page])
    may_decide, today = set(decidable.values_list("pk", flat=True)), days.today()
    for row in page:
        row.may_decide = row.pk in may_decide
        row.look = look_of(row.completion, today) if row.completion else ""
    count = keyset.count_in_words(where.entries().waiting())
    return page_of(request, where, "desk_outside", page=page, waiting=waiting, count=count)


@login_required
def enter(request, pk=None, code=None):
    """Enter what somebody learnt elsewhere, with the certificate."""
    where = bench(request, pk, code)
    form = OutsideForm(
        request.POST or None,
        request.FILES or None,
        by=request.user,
        among=where.people(),
        standards=where.usable_standards(),
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.enter_outside(sent.pop("number"), by=request.user, **where.owner, **sent)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("登记好了，等另一个人对着证书核对。"))
            return where.go("outside")
    return page_of(request, where, "desk_outside_form", form=form)


@login_required
def entry(request, entry, pk=None, code=None):
    """One that waits for this person: the certificate says so, or it does not."""
    where = bench(request, pk, code)
    found = one(where.entries() & OutsideTraining.objects.decidable_by(request.user), entry, *ALONG)
    form = ReasonForm(request.POST if request.POST.get("do") == "refuse" else None)
    if request.method == "POST" and decided(request, found, form):
        return where.go("outside")
    return page_of(request, where, "desk_outside_one", row=found, form=form)


def decided(request, found, form):
    """Do what was pressed; a refusal without a reason asks again."""
    if request.POST.get("do") == "refuse":
        if not form.is_valid():
            return False
        actions.refuse_outside(found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("退回去了，登记的人会看到原因。"))
    elif request.POST.get("do") == "record":
        actions.record_outside(found, by=request.user)
        messages.success(request, _("记进了TA的培训账户，本人会收到消息。"))
    else:
        return False
    return True


@require_safe
@login_required
def certificate(request, entry, pk=None, code=None):
    """The certificate, for whoever keeps training here. Each look stays on record."""
    where = bench(request, pk, code)
    found = one(where.entries().exclude(proof=None), entry, "proof")
    actions.note_certificate_seen(found, by=request.user)
    return uploads.answer(found.proof)
