"""Who is at a school or unit today, one of them, and what the place states of them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.recent import needs_recent_sign_in
from apps.certificates.actions import issue_statement
from apps.core import audit, keyset, uploads
from apps.core.errors import Refused
from apps.reports.forms import StatementForm
from apps.reports.periods import Kind, Period, periods_of
from apps.reports.roster import Words, classes_today, people_of, people_today
from apps.reports.selection import Selection
from apps.reports.statements import papers_of, person_at, statements_of
from apps.reports.sums import summary_of
from apps.reports.views.exports import exports_desk

TAB = "reports:roster"


@never_cache
@login_required
@require_safe
def people(request, pk):
    """The roster of today: each class with how many are there and how many have not said yes; then everybody there."""
    desk = exports_desk(request, pk)
    rows = people_today(desk.place).select_related("volunteer").defer("volunteer__document_number")
    classes = classes_today(desk.place)
    labels = {one.class_key: one.class_words for one in rows.order_by("class_key").distinct("class_key")}
    chosen = request.GET.get("group") if request.GET.get("group") in labels else ""
    if chosen:
        rows = rows.filter(class_key=chosen)
    words = Words.of(desk.place)
    context = {
        "desk": desk,
        "tab": TAB,
        "words": words,
        "classes": [(name or words.none, here, not_yet) for name, here, not_yet in classes],
        "here": sum(here for _name, here, _not_yet in classes),
        "not_yet": sum(not_yet for _name, _here, not_yet in classes),
        "groups": [(key, name or words.none) for key, name in labels.items()],
        "chosen": chosen,
        "page": keyset.page(rows, by="place", cursor=request.GET.get("cursor", ""), size=50),
    }
    return render(request, "reports/people.html", context)


@never_cache
@login_required
@require_safe
def person(request, pk, volunteer):
    """One person's time there: sums of a period, and what was stated of them."""
    desk = exports_desk(request, pk)
    held = person_at(desk.place, volunteer)
    return render_person(request, desk, held, StatementForm(held=held))


def render_person(request, desk, held, form):
    periods = [one for one in periods_of(desk.place) if touches(one, held)]
    period = period_of(request, periods, held)
    found = people_of(desk.place, period).filter(volunteer=held.volunteer_id)
    selection = Selection(desk.place, period)
    line = next(iter(selection.lines_of(found)), None)
    parts = summary_of([("", None, "", [1, 0, 0, 0, 0, 0, *line.sums])], "") if line else None
    stated = statements_of(desk.place).for_lists().filter(volunteer=held.volunteer_id)
    context = {
        "desk": desk,
        "tab": TAB,
        "held": held,
        "period": period,
        "periods": periods,
        "words": selection.words,
        "line": line,
        "sources": [part for part in parts.sources if part[1]] if parts else [],
        "fields": [part for part in parts.fields if part[1]] if parts else [],
        "stated": stated.order_by("-pk")[:20],
        "form": form,
    }
    return render(request, "reports/person.html", context)


def touches(period, held):
    return held.since <= period.last_day and (held.until is None or held.until > period.span.first)


def period_of(request, periods, held):
    """The period asked for; else the last one in which the person was there."""
    asked = {one.key: one for one in periods}.get(request.GET.get("period"))
    return asked or next(iter(periods), Period(Kind.CALENDAR, held.since.year))


def person_page(request, pk, volunteer):
    """The page one came from, with the period that was looked at."""
    page, period = reverse("reports:person", args=[pk, volunteer]), request.GET.get("period")
    return f"{page}?{urlencode({'period': period})}" if period else page


@login_required
@require_POST
def state(request, pk, volunteer):
    """Have a statement made of one person, 推优入团 or 入党."""
    desk = exports_desk(request, pk)
    held = person_at(desk.place, volunteer)
    form = StatementForm(request.POST, held=held)
    if form.is_valid():
        try:
            issue_statement(held.volunteer, organization=desk.place, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("开好了，可以下载、打印。本人在“我的证明”里也看得到。"))
            return redirect(person_page(request, pk, volunteer))
    return render_person(request, desk, held, form)


@login_required
@require_POST
@needs_recent_sign_in(resumes=False)
def statement(request, pk, certificate):
    """The signed PDF of a statement that this place made; who took it is written down."""
    desk = exports_desk(request, pk)
    row = get_object_or_404(papers_of(desk.place), pk=certificate)
    audit.note("statement.taken", [row], by=request.user)
    return uploads.answer(row.pdf)
