"""The searches a person keeps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.activities.actions.searches import remove_search, save_search
from apps.activities.models import Beneficiary, SavedSearch
from apps.activities.search_forms import ActivityFilter, Part
from apps.core.models import PolicyRow
from apps.regions.models import Region
from apps.registration.models import ServiceField


@login_required
def index(request):
    searches = list(SavedSearch.objects.filter(user=request.user).order_by("-pk"))
    regions = Region.objects.in_bulk({search.region_code for search in searches if search.region_code})
    fields, helped = ServiceField.objects.in_bulk(), Beneficiary.objects.in_bulk()
    rows = [
        {"search": s, "words": words_of(s, regions, fields, helped), "address": address_of(s)}
        for s in searches
    ]
    most = PolicyRow.objects.value("search", "saved")
    return render(request, "activities/searches.html", {"rows": rows, "most": most})


def words_of(search, regions, fields, helped):
    """What is looked for, in words."""
    words = [regions[search.region_code].name] if search.region_code in regions else []
    words += [fields[code].name for code in search.fields if code in fields]
    words += [helped[code].name for code in search.beneficiaries if code in helped]
    if search.parts:
        if min(search.parts) > 15:
            words.append(_("周末"))
        parts = sorted({(part - 1) % 3 + 1 for part in search.parts})
        words += [str(Part(part).label) for part in parts] if len(parts) < 3 else []
    words += [_("未满18岁也能参加")] * search.is_for_minors
    words += [f"“{search.words}”"] if search.words else []
    return "，".join(words)


def address_of(search):
    """The list with the same conditions."""
    code = search.region_code
    pairs = [("league", code[:4]), ("banner", code[:6] if len(code) >= 6 else ""), ("q", search.words)]
    pairs += [("field", value) for value in search.fields]
    pairs += [("helped", value) for value in search.beneficiaries]
    if search.parts:
        parts = {(part - 1) % 3 + 1 for part in search.parts}
        pairs += [("part", part) for part in sorted(parts)] if len(parts) < 3 else []
        pairs += [("when", "weekend")] if min(search.parts) > 15 else []
    pairs += [("minors", "on")] if search.is_for_minors else []
    return urlencode([(name, value) for name, value in pairs if value])


@require_POST
@login_required
def save(request):
    form = ActivityFilter(request.POST)
    save_search(form.wanted(), by=request.user)
    messages.success(request, _("存好了。有合适的活动发布，给你消息。"))
    return redirect("activities:searches")


@require_POST
@login_required
def remove(request, pk):
    remove_search(get_object_or_404(SavedSearch, user=request.user, pk=pk), by=request.user)
    messages.success(request, _("不再提醒了。"))
    return redirect("activities:searches")
