"""The talent pool at the desks of offices, and among the members of organisations."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.matching import actions
from apps.matching.forms import InviteForm, RegionSearchForm, SearchForm
from apps.matching.models import Search
from apps.matching.showing import all_words_of, shown, words_of
from apps.organizations.desk import organization_desk, region_desk
from apps.regions.models import Region

LATEST = 10
NUMBER = re.compile(r"[0-9]{12}")


@login_required
def region(request, code):
    """Ask the pool for people of one's own region."""
    desk = region_desk(request.user, code, "searches_people")
    mine = Search.objects.of_region(request.user, code)
    form = RegionSearchForm(request.POST or None, region=desk.place)
    return _ask(request, desk, mine, form, {"region": desk.place})


@login_required
def region_found(request, code, search):
    desk = region_desk(request.user, code, "searches_people")
    return _answer(request, desk, get_object_or_404(Search.objects.of_region(request.user, code), pk=search))


@login_required
def organization(request, pk):
    """Ask among the members of one's own organisation."""
    desk = organization_desk(request.user, pk)
    mine = Search.objects.of_organization(request.user, desk.place)
    return _ask(request, desk, mine, SearchForm(request.POST or None), {"organization": desk.place})


@login_required
def organization_found(request, pk, search):
    desk = organization_desk(request.user, pk)
    mine = Search.objects.of_organization(request.user, desk.place)
    return _answer(request, desk, get_object_or_404(mine, pk=search))


def _ask(request, desk, mine, form, where):
    """The form, and the person's latest searches here. POST keeps a search and leads to whom it finds."""
    if request.method == "POST" and form.is_valid():
        reason, wanted = form.cleaned_data["reason"], form.wanted
        try:
            search = actions.search_people(by=request.user, reason=reason, wanted=wanted, **where)
        except Refused as refusal:
            form.add_error(None if refusal.code == "no_condition" else "reason", str(refusal))
        else:
            return redirect(*_page_of(desk, "_found"), search.pk)
    elif form.errors.keys() == {"reason"} and not form.wanted:
        form.add_error(None, str(actions.no_condition()))  # or one would hear of it only afterwards
    latest = list(actions.not_over(mine)[:LATEST])
    asked = [words.values() for words in all_words_of(search.wanted for search in latest)]
    found = _page_of(desk, "_found")[0]
    return render(
        request,
        "matching/ask.html",
        {
            "desk": desk,
            "tab": _tab_of(desk),
            "form": form,
            "latest": list(zip(latest, asked, strict=True)),
            "found": found,
        },
    )


def _answer(request, desk, search):
    """Whom a search finds. POST asks the ticked ones to come to a shift."""
    if actions.is_over(search):
        messages.warning(request, _("这次查询过期了，写明用途再查一次。"))
        return redirect(*_page_of(desk))
    shifts = actions.shifts_for(search, by=request.user)
    form = InviteForm(request.POST or None, shifts=shifts, most=actions.SHIFTS)
    picked = _picked(request)
    if request.method == "POST" and form.is_valid():
        shift = form.cleaned_data["shift"]
        try:
            actions.invite_found(search, shift, numbers=picked, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("邀请发出去了。去不去由本人答复。"))
            return redirect(request.get_full_path())
    page = actions.read_found(search, by=request.user, cursor=request.GET.get("cursor", ""))
    people = shown(page, search.wanted)
    context = {
        "desk": desk,
        "tab": _tab_of(desk),
        "search": search,
        "asked": words_of(search.wanted).values(),
        "page": page,
        "people": people,
        "fits": any(one.matches for one in people),
        "form": form,
        "picked": set(picked),
        "hours": PolicyRow.objects.value("people", "search_hours"),
        "again": _page_of(desk),
    }
    return render(request, "matching/found.html", context)


def _picked(request):
    """The numbers somebody ticked. What is no number is not there: 404."""
    picked = request.POST.getlist("number")
    if not all(NUMBER.fullmatch(number) for number in picked):
        raise Http404
    return picked


def _tab_of(desk):
    """The tab these pages belong to: an office has its own for the pool, an organisation looks among its members."""
    return "matching:region" if isinstance(desk.place, Region) else "organizations:members"


def _page_of(desk, which=""):
    kind = "region" if isinstance(desk.place, Region) else "organization"
    return f"matching:{kind}{which}", desk.place.pk
