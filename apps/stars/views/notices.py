"""One notice at the desk of its association: who is on it, what was objected, settling it or taking it down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from apps.core import keyset
from apps.core.errors import Refused
from apps.stars import actions
from apps.stars.forms import AnswerForm, SettleForm, TakeDownForm
from apps.stars.models import StarCandidate, StarObjection, StarStanding
from apps.stars.views.association import TAB, cursor_of, notice_of, star_desk

OBJECTIONS = 50  # on the page at once; those answered make room for the next


@login_required
def notice(request, pk, notice):
    """The candidates of a notice and the objections, those that wait and those that were answered. POST settles it,
    recognises those who were held, or takes it down."""
    desk = star_desk(request, pk)
    row = notice_of(desk, notice)
    candidates = StarCandidate.objects.filter(notice=row)
    has_held = candidates.filter(state=StarCandidate.State.HELD).exists()
    forms = _forms(request, row)
    if request.method == "POST" and _done(request, row, forms, has_held):
        return redirect("stars:notice", pk, row.pk)
    page = keyset.page(candidates.with_people(), by="pk", cursor=cursor_of(request))
    standings = StarStanding.objects.in_bulk([one.volunteer_id for one in page])
    for one in page:
        one.standing = standings[one.volunteer_id]
    objections = StarObjection.objects.filter(candidate__notice=row).select_related("candidate__volunteer")
    context = {
        "desk": desk,
        "tab": TAB,
        "notice": row,
        "page": page,
        "objections": objections.open().order_by("pk")[:OBJECTIONS],
        "answered": objections.answered().order_by("-answered_at", "-pk")[:OBJECTIONS],
        "forms": forms,
        "settles_held": has_held and not row.is_open,
    }
    return render(request, "stars/notice.html", context)


def _forms(request, row):
    do = request.POST.get("do", "")
    offered = {"settle": SettleForm} if row.is_over else {}
    offered |= {"take_down": TakeDownForm} if row.is_open else {}
    return {name: kind(request.POST if do == name else None) for name, kind in offered.items()}


def _done(request, row, forms, has_held):
    """Whether something was done, or refused where there is no field to say so beside."""
    do = request.POST.get("do", "")
    form = forms.get(do)
    if form is not None and not form.is_valid():
        return False
    try:
        if do == "take_down" and form:
            actions.withdraw_notice(row, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("撤下了，公示里的人都告诉了。"))
        elif do == "settle" and form:
            number = form.cleaned_data["document_number"]
            _say(request, actions.settle_notice(row, by=request.user, document_number=number))
        elif do == "held" and has_held:
            _say(request, actions.settle_notice(row, by=request.user))
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return True
        form.add_error(None, str(refusal))
        return False
    return True


def _say(request, done):
    messages.success(request, _("认定了%(count)d人的星级。") % {"count": len(done.recognized)})
    if done.held:
        messages.warning(request, _("%(count)d人先放一放，原因写在名字旁边。") % {"count": len(done.held)})
    if done.dropped:
        messages.warning(request, _("%(count)d人的时长不够了，没有认定。") % {"count": len(done.dropped)})


@login_required
def objection(request, pk, objection):
    """What somebody objected; answered once. Who it was does not stand here."""
    desk = star_desk(request, pk)
    rows = StarObjection.objects.filter(candidate__notice__organization=desk.place)
    row = get_object_or_404(rows.select_related("candidate__volunteer", "candidate__notice"), pk=objection)
    is_open = row.state == StarObjection.State.OPEN
    form = AnswerForm(request.POST or None) if is_open else None
    if request.method == "POST" and form and form.is_valid():
        upholds = form.cleaned_data["outcome"] == StarObjection.State.UPHELD
        try:
            actions.answer_objection(
                row, by=request.user, upholds=upholds, answer=form.cleaned_data["answer"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("答复了，提异议的人和本人都告诉了。"))
            return redirect("stars:notice", pk, row.candidate.notice_id)
    context = {"desk": desk, "tab": TAB, "row": row, "form": form}
    return render(request, "stars/objection.html", context)
