"""The desk of an association: who waits, what is on notice, whose hours are not enough any more, what was recognised."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.core import keyset
from apps.core.errors import Refused
from apps.core.numbers import picked_keys
from apps.organizations.desk import organization_desk
from apps.stars import actions
from apps.stars.actions.noticing import close_to
from apps.stars.forms import FallenForm, NoticeForm
from apps.stars.models import (
    NAMES,
    Recognition,
    StarCandidate,
    StarNotice,
    StarObjection,
    StarStanding,
)
from apps.stars.powers import Powers
from apps.stars.reasons import reasons_of
from apps.stars.standing import asked_of

TAB = "stars:waiting"
BATCH = 100  # rows that can be ticked at once


def star_desk(request, pk):
    """The workbench of an association; for every other organisation this page is not there."""
    desk = organization_desk(request.user, pk)
    if not desk.place.kind.recognizes_stars:
        raise Http404
    return desk


def cursor_of(request):
    return request.GET.get("cursor", "")


@login_required
def waiting(request, pk):
    """Who reached a star and waits, the longest first, and who has a reason to wait. POST puts the ticked ones on
    public notice."""
    desk = star_desk(request, pk)
    standings = StarStanding.objects.recognizable_by(desk.place)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = standings.filter(pk__in=picked_keys(request.POST.getlist("volunteer")))
        try:
            done = actions.open_notice(
                chosen, by=request.user, organization=desk.place, length=form.cleaned_data["length"]
            )
        except Refused as refusal:
            form.add_error("length" if refusal.code == "notice_length" else None, str(refusal))
        else:
            _say_noticed(request, done)
            return redirect("stars:notice", pk, done.notice.pk)
    page = keyset.page(
        standings.select_related("volunteer__region__parent"),
        by="reached_on",
        cursor=cursor_of(request),
        size=BATCH,
    )
    powers, reasons = Powers(), reasons_of([row.pk for row in page])
    for row in page:
        home = row.volunteer.region_id
        row.to_be = NAMES[powers.highest(desk.place.region_id, home, row.recognized, row.reached)]
        row.reasons = reasons.get(row.pk, [])
    context = {
        "desk": desk,
        "tab": TAB,
        "page": page,
        "form": form,
        "picked": set(request.POST.getlist("volunteer")),
        "close": close_to(request.user),
    }
    return render(request, "stars/waiting.html", context)


def _say_noticed(request, done):
    count = len(done.noticed)
    words = ngettext("%(count)d人开始公示了。", "%(count)d人开始公示了。", count)
    messages.success(request, words % {"count": count})
    if done.wait:
        messages.warning(request, _("有%(count)d人还不能认定，没有放进去。") % {"count": len(done.wait)})
    if done.own:
        messages.warning(request, _("你自己和孩子的没有动，请同事来认定。"))


@login_required
@require_safe
def notices(request, pk):
    """The notices of the association, the latest first, each with how many are on it and how many objections wait."""
    desk = star_desk(request, pk)
    state, objections = StarCandidate.State, StarObjection.State
    rows = StarNotice.objects.filter(organization=desk.place).annotate(
        people=Count("candidates", distinct=True),
        held=Count("candidates", filter=Q(candidates__state=state.HELD), distinct=True),
        objected=Count(
            "candidates__objections",
            filter=Q(candidates__objections__state=objections.OPEN),
            distinct=True,
        ),
    )
    page = keyset.page(rows, by="pk", cursor=cursor_of(request), descending=True)
    return render(request, "stars/notices.html", {"desk": desk, "tab": TAB, "page": page})


@login_required
def fallen(request, pk):
    """Recognised, but hours were voided since. POST lets the ticked ones keep their star until a day, or withdraws it."""
    desk = star_desk(request, pk)
    standings = StarStanding.objects.fallen_at(desk.place)
    form = FallenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = standings.filter(pk__in=picked_keys(request.POST.getlist("volunteer")))
        try:
            _decide_fallen(request, chosen, desk.place, form.cleaned_data)
        except Refused as refusal:
            form.add_error("until" if refusal.code == "stay_length" else None, str(refusal))
        else:
            return redirect("stars:fallen", pk)
    page = keyset.page(
        standings.select_related("volunteer__region__parent"),
        by="pk",
        cursor=cursor_of(request),
        size=BATCH,
    )
    context = {
        "desk": desk,
        "tab": TAB,
        "page": page,
        "form": form,
        "picked": set(request.POST.getlist("volunteer")),
        "close": close_to(request.user),
    }
    return render(request, "stars/fallen.html", context)


def _decide_fallen(request, chosen, organization, sent):
    given = {"by": request.user, "organization": organization, "reason": sent["reason"]}
    if sent["do"] == FallenForm.KEEP:
        done = actions.keep_stars(chosen, until=sent["until"], **given)
        messages.success(request, _("%(count)d人的星先保留着。") % {"count": len(done)})
    else:
        done = actions.withdraw_stars(chosen, document_number=sent["document_number"], **given)
        messages.success(request, _("取消了%(count)d人的认定，告诉了本人。") % {"count": len(done)})


@login_required
@require_safe
def recognized(request, pk):
    """What was recognised in the region of this association, by it or by another one, the latest first, with the
    paper it stands on."""
    desk = star_desk(request, pk)
    rows = Recognition.objects.seen_by(desk.place).select_related("volunteer__region__parent", "organization")
    page = keyset.page(rows, by="pk", cursor=cursor_of(request), descending=True)
    standings = StarStanding.objects.in_bulk([row.volunteer_id for row in page])
    asked = asked_of(page)
    for row in page:
        row.standing = standings[row.volunteer_id]
        row.is_short = row.level > row.standing.reached and row.standing.minutes < asked[row.pk]
    return render(request, "stars/recognized.html", {"desk": desk, "tab": TAB, "page": page})


def notice_of(desk, notice):
    rows = StarNotice.objects.filter(organization=desk.place).select_related("organization__kind")
    return get_object_or_404(rows, pk=notice)
