"""Asking for files that are taken out. With many people on them, at once or in slices, another person has to agree."""

import datetime

from django.db import connection, transaction
from django.db.models import Max, Q
from django.db.models.functions import Collate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization, Post
from apps.regions.models import Region
from apps.reports.actions.exporting import make_part, put
from apps.reports.models import Export
from apps.reports.periods import Kind
from apps.reports.roster import not_yet, standings_at
from apps.reports.selection import GROUPS, Selection, kinds_reporting

State = Export.State
POWER = "sets_goals"  # of the offices that may agree to what somebody takes out
SLICE = ["region", "period", "year", "group", "goal"]  # which part of what there is to take
JUST_NOW = datetime.timedelta(minutes=1)


@transaction.atomic
def ask_for_report(selection: Selection, *, by: User, file_format: str, is_masked: bool = False) -> Export:
    """A file of these people. Up to so many (policy) it is made at once; more are made in the background; with the full
    names of more than so many another person has to agree first; who has not activated yet counts where the file tells
    it."""
    fields = {
        "organization": selection.organization,
        "format": file_format,
        "is_masked": is_masked,
        "period": selection.period.kind,
        "year": selection.period.year,
        "group": selection.group,
        "goal": selection.goal,
    }
    tells = Export(**fields, asked_at=timezone.now()).is_of_all_today
    others = not_yet(selection.organization).count() if tells else 0
    people = len(selection.ids) + others
    return _ask(by=by, ids=selection.ids, people=people, needs_second=not is_masked, **fields)


@transaction.atomic
def ask_for_places(region: Region, *, by: User, file_format: str, year: int, kind: str = "") -> Export:
    """A file of the schools and units of a region, all or those of one kind, sums only. It goes across organisations:
    of more than so many people together another person has to agree. Nobody waits for a whole region to be counted:
    whether they are more than so many is all that is asked now, how many they are is added up with the rows."""
    places = Organization.objects.approved().filter(
        kind__group__in=GROUPS, region__code__startswith=region.code
    )
    if kind:
        if kind not in kinds_reporting():
            raise Refused(_("没有这一类学校、单位。"), code="no_such_kind")
        places = places.filter(kind=kind)
    order = ["region_id", Collate("name", "C"), "pk"]
    ids = list(places.order_by(*order).values_list("pk", flat=True))
    most = PolicyRow.objects.value("exports", "second_above")
    return _ask(
        by=by,
        ids=ids,
        people=standings_at(ids, year)[: most + 1].count(),
        needs_second=True,
        region=region,
        format=file_format,
        is_masked=True,
        period=Kind.CALENDAR,
        year=year,
        group=kind,
    )


def _ask(*, by, ids, people, needs_second, **fields):
    if not ids:
        raise Refused(_("没有可以导出的行。"), code="nothing_to_export")
    fields = {"organization": None, "region": None, "goal": "", **fields}
    _one_at_a_time(by)
    if same := _asked_already(by, len(ids), fields):
        return same
    limits = PolicyRow.objects.values_of("exports")
    people_of_late = people + (_of_late(by, limits["kept_hours"], fields) if needs_second else 0)
    needs_second = needs_second and people_of_late > limits["second_above"]
    export = Export.objects.create(
        **fields,
        asked_by=by,
        needs_second=needs_second,
        state=State.ASKED if needs_second else State.RUNNING,
        ids=ids,
        people=people,
        total=len(ids),
    )
    detail = {name: str(fields[name]) for name in ("format", "period", "year", "group", "goal", "is_masked")}
    audit.note(
        "export.asked_for", [export], by=by, **detail, place=export.place.pk, rows=len(ids), people=people
    )
    if needs_second:
        _ask_others(export)
    elif len(ids) <= limits["at_once"]:
        while export.state == State.RUNNING:
            make_part(export)
    else:
        put(export)
    return export


def _one_at_a_time(by):
    """What somebody asks for is decided one after the other, each in sight of the one before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('reports.export', %s))", [by.pk])


def _asked_already(by, total, fields):
    """The same file that is being made, waits for a second person or was made just now: a second tap makes no second
    one."""
    rows = Export.objects.filter(asked_by=by, total=total, **fields)
    made_just_now = Q(state=State.READY, ready_at__gte=timezone.now() - JUST_NOW)
    return (
        rows.filter(Q(state__in=[State.ASKED, State.RUNNING]) | made_just_now)
        .defer("ids")
        .order_by("-pk")
        .first()
    )


def _of_late(by, hours, fields):
    """How many people are on what the person has taken alone while a file is kept, in other slices: full names from the
    same school or unit, sums from any region. Many in slices are many."""
    since = timezone.now() - datetime.timedelta(hours=hours)
    taken = Export.objects.filter(asked_by=by, organization=fields["organization"], asked_at__gte=since)
    if fields["organization"]:
        taken = taken.filter(is_masked=False)
    alone = taken.exclude(state__in=[State.REFUSED, State.STOPPED]).exclude(needs_second=True)
    others = alone.exclude(**{name: fields[name] for name in SLICE})
    return sum(one["most"] for one in others.values(*SLICE).annotate(most=Max("people")))


def _ask_others(export):
    """Those who may agree: others who manage the place; where nobody else does, the nearest office above it that has
    somebody."""
    managers = Post.objects.in_force().exclude(user=export.asked_by)
    managers = managers.filter(organization=export.organization_id, role__in=Post.MANAGES)
    if export.organization_id and managers.exists():
        found, url = managers, reverse("reports:exports", args=[export.organization_id])
    else:
        code = export.region_id or export.organization.region_id
        found, at = _nearest_officers(code, export.asked_by)
        url = reverse("reports:region_exports", args=[at])
    title = _("“%(name)s”有一份%(people)s的导出等你同意") % {
        "name": export.place,
        "people": export.people_words,
    }
    recipients = found.values_list("user", flat=True).distinct()
    tell("export.asked", [News(user, f"export:{export.pk}", title, "", url) for user in recipients])


def _nearest_officers(code, asked_by):
    officers = Post.objects.in_force().exclude(user=asked_by).filter(role=Post.Role.OFFICER)
    officers = officers.filter(**{f"office__kind__{POWER}": True})
    for at in (code[:6], code[:4], code[:2]):
        if (found := officers.filter(office__region=at)).exists():
            break
    return found, at
