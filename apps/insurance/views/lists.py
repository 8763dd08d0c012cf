"""Lists for the insurer at the workbench, and the insurer's answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.recent import needs_recent_sign_in
from apps.core import keyset
from apps.core.errors import Refused
from apps.insurance import actions
from apps.insurance.answer_rows import verdicts_of
from apps.insurance.forms import AcceptAllForm, AnswerForm
from apps.insurance.models import Cover, Delivery
from apps.insurance.places import place_of
from apps.insurance.taking_out import hand_out


@login_required
@require_safe
def index(request, code=None, pk=None):
    """All that was handed to insurers from here, the latest first."""
    at = place_of(request.user, code=code, pk=pk)
    rows = Delivery.objects.filter(policy__in=at.policies).select_related("policy__insurer")
    page = keyset.page(rows, by="pk", cursor=request.GET.get("cursor", ""), descending=True)
    for delivery in page:
        delivery.url = at.url("list", delivery.policy_id, delivery.pk)
        delivery.file_url = at.url("list_file", delivery.policy_id, delivery.pk)
    return render(request, "insurance/lists.html", {**at.context, "page": page})


def find(request, policy, delivery, code, pk):
    at = place_of(request.user, code=code, pk=pk)
    rows = Delivery.objects.filter(policy=at.policy(policy)).select_related("policy__insurer")
    return at, get_object_or_404(rows, pk=delivery)


@never_cache
@login_required
@require_safe
def detail(request, policy, delivery, code=None, pk=None):
    at, held = find(request, policy, delivery, code, pk)
    return show(request, at, held)


def show(request, at, delivery, **forms):
    """Who is on it, masked, and what the insurer said of each."""
    lines = delivery.lines.select_related("cover__volunteer__region")
    lines = lines.defer("cover__volunteer__document_number")
    page = keyset.page(lines, by="pk", cursor=request.GET.get("cursor", ""), size=50)
    for line in page:
        line.again_url = at.url("again", delivery.policy_id, delivery.pk, line.cover_id)
    names = ["accept", "answer", "list_file", "list_again"]
    context = {
        **at.context,
        "delivery": delivery,
        "policy": delivery.policy,
        "back": at.url("policy", delivery.policy_id),
        "urls": {name: at.url(name, delivery.policy_id, delivery.pk) for name in names},
        "page": page,
        "is_out": delivery.state != Delivery.State.MADE,
        "is_waiting": delivery.kind == Delivery.Kind.ADDED and delivery.state == Delivery.State.HANDED_OVER,
        "accept_form": AcceptAllForm(),
        "answer_form": AnswerForm(),
        **forms,
    }
    return render(request, "insurance/list.html", context)


@login_required
@require_POST
@needs_recent_sign_in(resumes=False)
def take(request, policy, delivery, code=None, pk=None):
    """The file, to be given to the insurer by hand; who took it is written down."""
    _at, held = find(request, policy, delivery, code, pk)
    return hand_out(held, by=request.user)


@login_required
@require_POST
def send_again(request, policy, delivery, code=None, pk=None):
    at, held = find(request, policy, delivery, code, pk)
    actions.hand_over_again(held, by=request.user)
    messages.success(request, _("正在再交一次。编号没有变，保险公司不会重复加人。"))
    return redirect(at.url("list", policy, delivery))


@login_required
@require_POST
def accept(request, policy, delivery, code=None, pk=None):
    at, held = find(request, policy, delivery, code, pk)
    form = AcceptAllForm(request.POST)
    if form.is_valid():
        try:
            count = actions.accept_all(held, from_day=form.cleaned_data["from_day"], by=request.user)
        except Refused as refusal:
            form.add_error("from_day", str(refusal))
        else:
            messages.success(request, _("记下了：%(count)d人承保。") % {"count": count})
            return redirect(at.url("list", policy, delivery))
    return show(request, at, held, accept_form=form)


@login_required
@require_POST
def answer(request, policy, delivery, code=None, pk=None):
    at, held = find(request, policy, delivery, code, pk)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            verdicts = verdicts_of(form.cleaned_data["table"])
            count = actions.record_answers(held, verdicts, by=request.user)
        except ValidationError as problem:
            for words in problem.messages:
                form.add_error("table", words)
        except Refused as refusal:
            form.add_error("table", str(refusal))
        else:
            messages.success(request, _("记下了%(count)d人的答复。") % {"count": count})
            return redirect(at.url("list", policy, delivery))
    return show(request, at, held, answer_form=form)


@login_required
@require_POST
def again(request, policy, delivery, cover, **place):
    at, held = find(request, policy, delivery, place.get("code"), place.get("pk"))
    covers = Cover.objects.filter(pk__in=held.lines.values("cover"))
    actions.ask_again(get_object_or_404(covers.select_related("policy"), pk=cover), by=request.user)
    messages.success(request, _("排上了，下一份名单里再报一次。"))
    return redirect(at.url("list", policy, delivery))
