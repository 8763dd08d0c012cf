"""What if: an office's drafts of other thresholds and goals."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core import days, keyset, uploads
from apps.core.books import book_answer
from apps.core.errors import Refused
from apps.organizations.desk import region_desk
from apps.quotas import actions
from apps.quotas.actions.drafts import numbers_in_force
from apps.quotas.draft_book import draft_sheets
from apps.quotas.effects import by_league, by_place
from apps.quotas.forms import DraftForm, InForceForm
from apps.quotas.models import PolicyDraft
from apps.quotas.views.asking import POWER
from apps.regions.models import Region

TAB = "quotas:region"
PATH = re.compile(r"[/\\.]")  # what in a name of a draft would be taken for a folder or an ending
NO_MORE = 286  # htmx: asked no further
FIELDS = {"policy_from_the_past": "valid_from", "day_is_taken": "valid_from", "source_missing": "source"}


@login_required
def drafts(request, code):
    """The drafts of this office's region, the latest first; POST writes one and counts whom it would touch."""
    desk = region_desk(request.user, code, POWER)
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_policy(
                desk.place, name=form.cleaned_data["name"], numbers=form.numbers(), by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("quotas:draft", code, made.pk)
    rows = PolicyDraft.objects.of(desk.place)
    page = keyset.page(rows, by="pk", cursor=request.GET.get("cursor", ""), descending=True)
    return render(request, "quotas/drafts.html", {"desk": desk, "tab": TAB, "form": form, "page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request, code, pk):
    """Whom it would touch, by banner, once that is counted; count again, put in force, or do without it."""
    desk = region_desk(request.user, code, POWER)
    row = get_object_or_404(PolicyDraft.objects.of(desk.place), pk=pk)
    do = request.POST.get("do", "")
    form = InForceForm(request.POST if do == "in_force" else None)
    if request.method == "POST" and done(request, row, do, form):
        return redirect("quotas:draft", code, pk)
    may_decide = desk.place.level == Region.Level.REGION
    context = {"desk": desk, "tab": TAB, "row": row, "form": form, "may_decide": may_decide}
    context |= would(row)
    if request.GET.get("part") == "effects":
        return render(request, "quotas/_would.html", context, status=NO_MORE if row.counted_at else 200)
    return render(request, "quotas/draft.html", context)


@login_required
@require_safe
def draft_workbook(request, code, pk):
    """What the page of a draft shows, as XLSX; while it is counted there is the page alone."""
    desk = region_desk(request.user, code, POWER)
    row = get_object_or_404(PolicyDraft.objects.of(desk.place).select_related("region"), pk=pk)
    if row.counted_at is None:
        return redirect("quotas:draft", code, pk)
    name = uploads.shown_name(f"{desk.place.name}-{PATH.sub('-', row.name)}-{days.today()}", ".xlsx")
    return book_answer(draft_sheets(row, **would(row)), name)


def would(row):
    """What page and workbook show: what changes, and for whom, in the whole region also by league."""
    places, total = by_place(row)
    leagues = by_league(places) if len(row.region_id) == Region.Level.REGION else []
    return {"numbers": changes(row), "places": places, "leagues": leagues, "total": total}


def changes(row):
    """Each number of the draft beside the one in force today."""
    now = numbers_in_force()
    return [(one, now[(one.topic, one.item)]) for one in row.rows.order_by("-topic", "pk")]


def done(request, row, do, form):
    if do == "count":
        actions.count_again(row, by=request.user)
        messages.success(request, _("按现在的时长重新算。"))
        return True
    if do == "withdraw":
        actions.withdraw_draft(row, by=request.user)
        messages.success(request, _("这份草案不用了，还能看到。"))
        return True
    if do != "in_force" or not form.is_valid():
        return False
    try:
        actions.put_in_force(row, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(FIELDS.get(refusal.code), str(refusal))
        return False
    messages.success(request, _("定好了，到那天起按新的算。"))
    return True
