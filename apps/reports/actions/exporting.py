"""Files that are taken out: asked for, agreed to by a second person where many people are on them, made in parts, handed
out for a day to who may still have them, then gone."""

import datetime

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.db.models.functions import Coalesce, Collate
from django.http import FileResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, outbox, replica, uploads
from apps.core.errors import Refused
from apps.core.models import KeptFile, PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization, Post
from apps.regions.models import Region
from apps.reports import files
from apps.reports.models import Export, ExportPart
from apps.reports.periods import Kind
from apps.reports.roster import not_yet, standings_at
from apps.reports.selection import GROUPS, Selection, kinds_reporting
from apps.reports.tables import table_of

CHUNK = 2500  # rows made in one transaction: a second or two, far less than a lease
State = Export.State
POWER = "sets_goals"  # of the offices that may agree to what somebody takes out


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
    """A file of the schools and units of a region, all or those of one kind, sums only. It goes across organisations: of
    more than so many people together another person has to agree. Nobody waits for a whole region to be counted: whether they are more than so
    many is all that is asked now, how many they are is added up with the rows."""
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
    limits = PolicyRow.objects.values_of("exports")
    if not ids:
        raise Refused(_("没有可以导出的行。"), code="nothing_to_export")
    if needs_second and "organization" in fields:
        people_of_late = people + _named_of_late(by, limits["kept_hours"], **fields)
    else:
        people_of_late = people
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
    detail = {name: str(fields[name]) for name in ("format", "period", "year", "is_masked")}
    audit.note(
        "export.asked_for", [export], by=by, **detail, place=export.place.pk, rows=len(ids), people=people
    )
    if needs_second:
        _ask_others(export)
    elif len(ids) <= limits["at_once"]:
        while export.state == State.RUNNING:
            _make_part(export)
    else:
        _put(export)
    return export


def _named_of_late(by, hours, *, organization, period, year, group, goal, **_fields):
    """How many people's full names the person has taken from there while a file is kept, other parts of the list: many in
    slices are many."""
    since = timezone.now() - datetime.timedelta(hours=hours)
    named = Export.objects.filter(
        asked_by=by, organization=organization, is_masked=False, asked_at__gte=since
    )
    taken = named.exclude(state__in=[State.REFUSED, State.STOPPED]).exclude(needs_second=True)
    others = taken.exclude(period=period, year=year, group=group, goal=goal)
    slices = others.values("period", "year", "group", "goal").annotate(most=Max("people"))
    return sum(one["most"] for one in slices)


@transaction.atomic
def agree_to_export(export: Export, *, by: User) -> Export:
    """The second person's yes; what is asked for is made from now on."""
    return _decide(export, State.RUNNING, by=by)


@transaction.atomic
def refuse_export(export: Export, *, by: User, why: str) -> Export:
    return _decide(export, State.REFUSED, by=by, why=why)


def _decide(export, state, *, by, why=""):
    export = Export.objects.select_for_update(of=("self",), no_key=True).get(pk=export.pk)
    export.decide(state, by=by, at=timezone.now(), why=why)
    if state == State.REFUSED:
        export.ids = []
    export.save()
    said = "export.agreed_to" if state == State.RUNNING else "export.refused"
    audit.note(said, [export], by=by)
    if state == State.RUNNING:
        _put(export)
    else:
        _tell(export, _("你要的文件没有得到同意"), why)
    return export


def _put(export):
    outbox.put("export", {f"export:{export.pk}:{export.done}": {"export": export.pk, "done": export.done}})


@outbox.handles("export")
def make_some(payload, *, key):
    """Make the next rows. Made and counted in one transaction, so that each row is there once, however often a worker
    dies. Whoever asked for it has to be at work there still."""
    export = _held(payload)
    if export is None:
        return
    if not Export.objects.asked_by(export.asked_by).filter(pk=export.pk).exists():
        _stop(export, _("要文件的人不再管理这里了。"))
        return
    _make_part(export)
    if export.state == State.RUNNING:
        _put(export)
    else:
        ends = timezone.localtime(export.ends_at)
        _tell(export, _("你要的文件做好了"), _("到%(when)s以前可以下载。") % {"when": f"{ends:%m-%d %H:%M}"})


@outbox.gives_up("export")
def stop_what_fails(payload):
    """It was tried as often as anything is: somebody may ask for it anew."""
    if export := _held(payload):
        _stop(export, _("试了几次都没有做成，请再要一次。"))


def _held(payload):
    """The export, locked, when this is what comes next in it."""
    rows = Export.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("organization__kind", "region", "asked_by").defer("ids")
    export = rows.filter(pk=payload["export"]).first()
    return export if export and export.state == State.RUNNING and export.done == payload["done"] else None


def _make_part(export):
    table = table_of(export)
    ids = export.next_ids(CHUNK)
    with replica.reads():
        rows, export.sums = table.rows(ids, export.sums)
    made = export.parts.aggregate(parts=Count("pk"), rows=Coalesce(Sum("rows"), 0))
    if rows:
        body = files.packed(table, export, rows, made["rows"] + 2)
        file = uploads.put_away([(body, "part", export.asked_by_id)], "application/zlib", ".z")[0]
        ExportPart.objects.create(export=export, number=made["parts"] + 1, rows=len(rows), file=file)
    export.done += len(ids)
    if export.done == export.total:
        export.done = export.total = made["rows"] + len(rows)  # who is not there any more has no row
        export.people = table.people(export.sums, export.people)
        export.finish(timezone.now())
        export.save(update_fields=["sums", "done", "total", "people", "state", "ready_at", "ends_at", "ids"])
    else:
        export.save(update_fields=["sums", "done"])


def _stop(export, why):
    export.state, export.why, export.ids = State.STOPPED, why, []
    export.save(update_fields=["state", "why", "ids"])
    _remove_parts(export)
    audit.note("export.stopped", [export], by=None)
    _tell(export, _("你要的文件没有做成"), why)


def hand_out(export: Export, *, by: User) -> FileResponse:
    """The file as an answer, with the mark of who takes it; that is written down. The caller has fetched the export by
    who may have it (`ExportQuerySet.asked_by`)."""
    if not export.is_there:
        raise Refused(_("这份文件已经过期了，请再要一次。"), code="export_ended")
    audit.note("export.taken", [export], by=by, format=export.format, rows=export.total, people=export.people)
    answer = FileResponse(
        files.whole(export, by=by),
        as_attachment=True,
        filename=files.name_of(export),
        content_type=files.CONTENT_TYPES[export.format],
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def end_exports() -> int:
    """What was kept as long as policy says is taken away, and what nobody agreed to. How many ended. Safe to run twice."""
    ended = 0
    for pk in Export.objects.over().order_by("pk").values_list("pk", flat=True):
        ended += _end(pk)
    return ended


@transaction.atomic
def _end(pk):
    export = Export.objects.over().select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if export is None:
        return 0
    nobody_agreed = export.state == State.ASKED
    export.state, export.ids, export.sums = State.ENDED, [], []
    export.save(update_fields=["state", "ids", "sums"])
    _remove_parts(export)
    if nobody_agreed:
        _tell(export, _("你要的文件一直没有人同意，过期了"))
    return 1


def _remove_parts(export):
    kept = list(KeptFile.objects.filter(pk__in=export.parts.values("file")))
    export.parts.all().delete()
    uploads.remove(kept)


def _tell(export, title, body=""):
    name = "exports" if export.organization_id else "region_exports"
    url = reverse(f"reports:{name}", args=[export.place.pk])
    tell("export", [News(export.asked_by_id, f"export:{export.pk}:{export.state}", title, body, url)])


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
