"""Claims as the office, the organisation and the insurer follow them. Each look at what happened leaves a record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.claims import actions
from apps.claims.evidence import evidence_of
from apps.claims.forms import HandOverForm, ReasonForm, SettleForm, StatementForm
from apps.claims.models import Claim, ClaimDocument
from apps.claims.places import place_of
from apps.core import audit, keyset, pdf, uploads
from apps.core.errors import Refused

State = Claim.State


@login_required
@require_safe
def index(request, code=None, pk=None):
    at = place_of(request.user, code=code, pk=pk)
    rows = at.claims.select_related("volunteer__region", "cover__policy").defer(
        "what", "volunteer__document_number"
    )
    wanted = "all" if request.GET.get("all") else "open"
    rows = rows if wanted == "all" else rows.open()
    page = keyset.page(rows, by="reported_at", cursor=request.GET.get("cursor", ""), descending=True)
    for claim in page:
        claim.url = at.claim_url(claim.pk)
    return render(request, "claims/claims.html", {**at.context, "page": page, "wanted": wanted})


def find(request, claim, code, pk):
    at = place_of(request.user, code=code, pk=pk)
    rows = at.claims.select_related("volunteer__region", "cover__policy__insurer")
    return at, get_object_or_404(rows, pk=claim)


@never_cache
@login_required
@require_safe
def claim(request, claim, code=None, pk=None):
    at, held = find(request, claim, code, pk)
    audit.note("claim.seen", [held], by=request.user)
    return show(request, at, held)


def show(request, at, claim, **forms):
    documents = list(claim.documents.select_related("file")) if at.may_decide else []
    for document in documents:
        document.url = at.url(f"{at.kind}_document", claim.pk, document.pk)
    names = ["evidence", "ask", "settle", "refuse"] if at.may_decide else ["evidence", "state"]
    names += ["hand_over"] if at.kind == "region" else []
    handed = list(claim.handed.all()) if at.may_decide else []
    for sheet in handed:
        sheet.url = at.url(f"{at.kind}_handed", claim.pk, sheet.pk)
    moves = Claim.MOVES.get(claim.state, [])
    context = {
        **at.context,
        "claim": claim,
        "documents": documents,
        "handed": handed,
        "moves": claim.moves.all(),
        "urls": {name: at.step_url(claim.pk, name) for name in names},
        "may": {str(state): at.may_decide and state in moves for state in State},
        "hand_over_form": HandOverForm(),
        "ask_form": ReasonForm(prefix="ask"),
        "settle_form": SettleForm(),
        "refuse_form": ReasonForm(prefix="refuse"),
        "statement_form": StatementForm(initial={"statement": claim.statement}),
        **forms,
    }
    return render(request, "claims/follow.html", context)


@login_required
@require_safe
def evidence(request, claim, code=None, pk=None):
    at, held = find(request, claim, code, pk)
    audit.note("claim.evidence_printed", [held], by=request.user)
    return pdf.pdf_answer(evidence_of(held, with_words=at.may_decide), _("出险证明材料.pdf"))


@login_required
@require_safe
def document(request, claim, document, code=None, pk=None):
    _at, held = find(request, claim, code, pk)
    paper = get_object_or_404(ClaimDocument.objects.select_related("file"), claim=held, pk=document)
    audit.note("claim.document_seen", [held], by=request.user, document=paper.pk)
    return uploads.answer(paper.file)


@login_required
@require_safe
def handed(request, claim, sheet, code=None):
    """The evidence as it was handed to the insurer on a day."""
    _at, held = find(request, claim, code, None)
    kept = get_object_or_404(held.handed.select_related("file"), pk=sheet)
    audit.note("claim.evidence_seen", [held], by=request.user, evidence=kept.pk)
    return uploads.answer(kept.file)


def take(request, found, form, act, *, name, said):
    """One step by a form: taken, or the page again with what is to be mended."""
    at, held = found
    if form.is_valid():
        try:
            act(held, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(at.claim_url(held.pk))
    return show(request, at, held, **{name: form})


@login_required
@require_POST
def hand_over(request, claim, code):
    def act(held, form):
        actions.hand_to_insurer(held, **form.cleaned_data, by=request.user)

    form = HandOverForm(request.POST)
    return take(
        request,
        find(request, claim, code, None),
        form,
        act,
        name="hand_over_form",
        said=_("交给保险公司了。"),
    )


@login_required
@require_POST
def ask(request, claim, code=None):
    def act(held, form):
        actions.ask_for_more(held, reason=form.cleaned_data["reason"], by=request.user)

    form = ReasonForm(request.POST, prefix="ask")
    return take(
        request, find(request, claim, code, None), form, act, name="ask_form", said=_("告诉本人补材料了。")
    )


@login_required
@require_POST
def settle(request, claim, code=None):
    def act(held, form):
        actions.settle_claim(held, paid=form.paid, by=request.user)

    form = SettleForm(request.POST)
    return take(
        request, find(request, claim, code, None), form, act, name="settle_form", said=_("记下了赔付。")
    )


@login_required
@require_POST
def refuse(request, claim, code=None):
    def act(held, form):
        actions.refuse_claim(held, reason=form.cleaned_data["reason"], by=request.user)

    form = ReasonForm(request.POST, prefix="refuse")
    return take(request, find(request, claim, code, None), form, act, name="refuse_form", said=_("记下了。"))


@login_required
@require_POST
def state(request, claim, pk):
    def act(held, form):
        actions.state_what_is_known(held, statement=form.cleaned_data["statement"], by=request.user)

    form = StatementForm(request.POST)
    return take(
        request, find(request, claim, None, pk), form, act, name="statement_form", said=_("写进材料里了。")
    )
