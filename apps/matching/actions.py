"""Searching the talent pool, and asking whom it found. Who searches says what for; it is kept, and in the audit trail."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.actions.invitations import ask
from apps.activities.models import Activity, Shift
from apps.core import audit, days
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.matching.finding import FoundPage, page, those_found
from apps.matching.models import Search, SearchQuerySet
from apps.organizations.models import Organization, governed_codes
from apps.regions.models import Region
from apps.registration.models import Volunteer

NOTICES, SHIFTS = 50, 100  # among which an office chooses, the next ones first


@transaction.atomic
def search_people(
    *,
    by: User,
    reason: str,
    wanted: dict,
    region: Region | None = None,
    organization: Organization | None = None,
) -> Search:
    """Look for people in one's own region, or among the members of one's organisation, for a stated reason, by one
    condition at least: nobody reads through all of them. Every search is kept with who asked, what for and for whom."""
    _refuse_unless_theirs(by, region, organization)
    reason = reason.strip()
    if len(reason) < 2:
        raise Refused(_("写明查人做什么，本次查询会留下记录。"), code="no_reason")
    if not wanted:
        raise no_condition()
    most = PolicyRow.objects.value("people", "searches_a_day")
    if Search.objects.filter(by=by, made_at__gte=days.start_of(days.today())).count() >= most:
        raise Refused(_("今天已经查了%(most)d次，明天再查。") % {"most": most}, code="too_many_searches")
    search = Search.objects.create(
        by=by, region=region, organization=organization, reason=reason, wanted=wanted
    )
    audit.note("people.searched", [search], by=by, reason=reason, wanted=wanted)
    return search


def no_condition() -> Refused:
    return Refused(_("至少选一个条件：没有条件，查出来的就是所有人。"), code="no_condition")


def _refuse_unless_theirs(by, region, organization):
    if region is not None:
        is_theirs = any(region.pk.startswith(code) for code in governed_codes(by, "searches_people"))
    else:
        is_theirs = Organization.objects.managed_by(by).filter(pk=organization.pk).exists()
    if not is_theirs:
        raise Refused(_("这里的人不归你查。"), code="not_yours")


@transaction.atomic
def read_found(search: Search, *, by: User, cursor: str = "", strict: bool = False) -> FoundPage:
    """A page of whom one's search finds. Whoever reads on behind the first page is in the audit trail with each page: how
    many people were shown before it."""
    found = page(search, cursor=cursor, strict=strict)
    if found.after is not None:
        audit.note("people.read_on", [search], by=by, after=found.after)
    return found


def not_over(searches: SearchQuerySet) -> SearchQuerySet:
    """A reason holds for the day's work it was given for, not for ever; then one says again what for."""
    hours = PolicyRow.objects.value("people", "search_hours")
    return searches.filter(made_at__gte=timezone.now() - datetime.timedelta(hours=hours))


def is_over(search: Search) -> bool:
    return not not_over(Search.objects.filter(pk=search.pk)).exists()


def shifts_for(search: Search, *, by: User):
    """Shifts to which those who were found can be asked: an organisation's own; for an office any in its region, for it
    brings people and places together. Those that begin and still have places, with their notices."""
    if search.organization_id:
        mine = Shift.objects.managed_by(by).filter(position__activity__organization=search.organization_id)
    else:
        there = Activity.objects.listed().in_region(search.region_id).order_by("next_at", "pk")
        mine = Shift.objects.filter(position__activity__in=list(there.values_list("pk", flat=True)[:NOTICES]))
    return mine.filter(position__activity__state=Activity.State.PUBLISHED).bookable()


@transaction.atomic
def invite_found(search: Search, shift: Shift, *, numbers: Iterable[str], by: User) -> None:
    """Ask some of those whom one's search found to come to a shift. Each of them set whether to be asked or to come at
    once; what they answer is theirs, and who is there already is not asked."""
    numbers = set(numbers)
    most = PolicyRow.objects.value("signup", "invitations_at_once")
    if not 1 <= len(numbers) <= most:
        raise Refused(_("一次请1到%(most)d个人。") % {"most": most}, code="too_many")
    if is_over(search):
        raise Refused(_("这次查询过期了，写明用途再查一次。"), code="search_over")
    picked = Volunteer.objects.passed().filter(number__in=numbers)
    found = those_found(search, picked.values_list("pk", flat=True))
    ask(shift, picked.filter(pk__in=found), by=by, among=shifts_for(search, by=by))
    audit.note("people.invited", [search], by=by, shift=shift.pk, people=len(numbers))
