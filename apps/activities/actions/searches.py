"""Searches people keep, to be told of what fits."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import SavedSearch
from apps.core import audit
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.text import WORD, fold

BROKEN = {
    "activities_savedsearch_looks_for_something": "nothing_chosen",
    "activities_savedsearch_each_once": "search_there",
}
WEEKEND, WEEK = (6, 7), range(1, 8)


@transaction.atomic
def save_search(wanted: dict[str, Any], *, by: User) -> SavedSearch:
    """Keep what somebody looks for. Where they stand is left out, and so is a single day: it does not come again."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    most = PolicyRow.objects.value("search", "saved")
    if SavedSearch.objects.filter(user=by).count() >= most:
        raise Refused(_("最多保存%(most)d个，先去掉一个。") % {"most": most}, code="too_many_searches")
    search = SavedSearch(
        user=by,
        region_code=wanted.get("banner") or wanted.get("league") or "",
        fields=sorted(wanted.get("field", [])),
        beneficiaries=sorted(wanted.get("helped", [])),
        parts=parts_of(wanted),
        is_for_minors=bool(wanted.get("minors")),
        words=" ".join(WORD.findall(fold(wanted.get("q", ""))))[:50],
    )
    with refusing(SavedSearch, BROKEN):
        search.save()
    audit.note("search.saved", [search], by=by)
    return search


def parts_of(wanted):
    """The parts of the week, as volunteers tell theirs: (day of the week - 1) * 3 + 1 morning, 2 afternoon, 3 evening."""
    weekend = wanted.get("when") == "weekend"
    parts = wanted.get("part", [])
    if not parts and not weekend:
        return []
    return [
        (day - 1) * 3 + part for day in (WEEKEND if weekend else WEEK) for part in sorted(parts or (1, 2, 3))
    ]


@transaction.atomic
def remove_search(search: SavedSearch, *, by: User) -> None:
    """From now on nobody is told of it any more."""
    audit.note("search.removed", [search], by=by)
    search.delete()
