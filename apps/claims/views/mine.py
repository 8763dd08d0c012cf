"""Claims of the person signed in and of the children they answer for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.activities.models import Signup
from apps.claims import actions
from apps.claims.evidence import evidence_of
from apps.claims.forms import LESSON, ClaimForm, DocumentForm
from apps.claims.models import Claim, ClaimDocument
from apps.core import audit, keyset, pdf, uploads
from apps.core.errors import Refused
from apps.registration.models import Volunteer
from apps.training.models import Enrolment

LATEST = 30


def own(user):
    rows = Claim.objects.mine(user)
    return rows.select_related("volunteer__region", "cover__policy__insurer")


@login_required
@require_safe
def index(request):
    page = keyset.page(own(request.user), by="pk", cursor=request.GET.get("cursor", ""), descending=True)
    return render(request, "claims/mine.html", {"page": page, "may_claim": known(request.user).exists()})


def known(user):
    """For whom the person can claim: themselves and their children, as far as they are known by their real name."""
    return Volunteer.objects.acted_for_by(user).passed()


@never_cache
@login_required
def new(request):
    """What happened, to oneself or to a child, at which of the latest shifts."""
    form = form_of(request, initial={"signup": request.GET.get("signup", "")})
    if request.method == "POST" and form.is_valid():
        try:
            claim = actions.begin_claim(form.volunteer, **form.values(), by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("存好了。传上材料，再交上去。"))
            return redirect("claims:claim", claim.pk)
    return render(request, "claims/form.html", {"form": form})


def form_of(request, **kwargs):
    people = list(known(request.user).defer("document_number"))
    if not people:
        raise Http404
    lately = Signup.objects.filter(volunteer__in=people, shift__starts_at__lte=timezone.now())
    lately = lately.exclude(state__in=[Signup.State.WAITING, Signup.State.LAPSED])
    lately = lately.select_related("shift__position__activity").order_by("-during")[:LATEST]
    lessons = Enrolment.objects.filter(volunteer__in=people, session__starts_at__lte=timezone.now())
    lessons = lessons.exclude(state__in=[Enrolment.State.WAITING, Enrolment.State.LAPSED])
    return ClaimForm(
        request.POST or None,
        people=people,
        signups=lately,
        enrolments=lessons.select_related("session__course").order_by("-during")[:LATEST],
        covers=actions.covers_to_choose(people),
        **kwargs,
    )


@never_cache
@login_required
def edit(request, claim):
    held = get_object_or_404(own(request.user), pk=claim)
    if not held.is_writable:
        raise Http404
    initial = {
        "person": str(held.volunteer_id),
        "happened_at": timezone.localtime(held.happened_at),
        "place": held.place,
        "what": held.what,
        "signup": str(held.signup_id or (held.enrolment_id and f"{LESSON}{held.enrolment_id}") or ""),
        "cover": str(held.cover_id),
    }
    form = form_of(request, initial=initial)
    form.fields["person"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_claim(held, **form.values(), by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("claims:claim", claim)
    return render(request, "claims/form.html", {"form": form, "claim": held})


@never_cache
@login_required
def claim(request, claim):
    """Where it stands, its papers, and what to do next. POST adds a paper."""
    held = get_object_or_404(own(request.user), pk=claim)
    sent = [request.POST, request.FILES] if request.method == "POST" else []
    form = DocumentForm(*sent, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_document(held, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("材料收到了。"))
            return redirect("claims:claim", claim)
    context = {
        "claim": held,
        "documents": held.documents.select_related("file"),
        "moves": held.moves.all(),
        "handed": held.handed.all(),
        "form": form,
    }
    return render(request, "claims/claim.html", context)


@login_required
@require_POST
def report(request, claim):
    actions.report_claim(get_object_or_404(own(request.user), pk=claim), by=request.user)
    messages.success(request, _("交上去了，部门和组织都收到了。每走一步都会告诉你。"))
    return redirect("claims:claim", claim)


@login_required
@require_POST
def take_back(request, claim):
    actions.take_back_claim(get_object_or_404(own(request.user), pk=claim), by=request.user)
    messages.success(request, _("撤回了。"))
    return redirect("claims:claim", claim)


@login_required
@require_safe
def evidence(request, claim):
    held = get_object_or_404(own(request.user), pk=claim)
    audit.note("claim.evidence_printed", [held], by=request.user)
    return pdf.pdf_answer(evidence_of(held), _("出险证明材料.pdf"))


@login_required
@require_safe
def document(request, claim, document):
    get_object_or_404(own(request.user), pk=claim)
    return uploads.answer(get_object_or_404(ClaimDocument, claim=claim, pk=document).file)


@login_required
@require_safe
def handed(request, claim, sheet):
    """What the insurer was given of one's claim."""
    held = get_object_or_404(own(request.user), pk=claim)
    kept = get_object_or_404(held.handed.select_related("file"), pk=sheet)
    audit.note("claim.evidence_seen", [held], by=request.user, evidence=kept.pk)
    return uploads.answer(kept.file)


@login_required
@require_POST
def document_remove(request, claim, document):
    get_object_or_404(own(request.user), pk=claim)
    rows = ClaimDocument.objects.select_related("file", "claim")
    actions.remove_document(get_object_or_404(rows, claim=claim, pk=document), by=request.user)
    return redirect("claims:claim", claim)
