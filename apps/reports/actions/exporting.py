"""Files that were asked for: agreed to by a second person where many people are on them, made in parts, handed out for
a day to who may still have them, then gone."""

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.http import FileResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, outbox, replica, uploads
from apps.core.errors import Refused
from apps.core.models import KeptFile
from apps.messaging.actions import News, tell
from apps.reports import files
from apps.reports.models import Export, ExportPart
from apps.reports.tables import table_of

CHUNK = 2500  # rows made in one transaction: a second or two, far less than a lease
State = Export.State


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
        put(export)
    else:
        _tell(export, _("你要的文件没有得到同意"), why)
    return export


def put(export: Export) -> None:
    """Its next rows are made in the background."""
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
    make_part(export)
    if export.state == State.RUNNING:
        put(export)
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


def make_part(export: Export) -> None:
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


@transaction.atomic
def hand_out(export: Export, *, by: User) -> FileResponse:
    """The file as an answer, with the mark of who takes it; that is written down. The caller has fetched the export by
    who may have it (`ExportQuerySet.asked_by`). It is held until the file is put together, so that it does not end
    halfway."""
    rows = Export.objects.select_related("organization__kind", "region").defer("ids")
    export = rows.select_for_update(of=("self",), no_key=True).get(pk=export.pk)
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
    """What was kept as long as policy says is taken away, and what nobody agreed to. How many ended. Safe to run
    twice."""
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
