"""The report of the school or unit with most people as CSV and as XLSX, from asking to the last byte, against COPY of the
same query."""

import tempfile
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Count

from apps.core import days
from apps.organizations.models import Organization, Post
from apps.portal.bench.measuring import Figure, growth, ratio
from apps.quotas.models import YearStanding
from apps.reports import files, lines
from apps.reports.actions import ask_for_report
from apps.reports.actions.exporting import make_some
from apps.reports.models import Export
from apps.reports.periods import Kind, Period
from apps.reports.selection import Selection

RUNS = 3
BLOCK = 1 << 16


def figures() -> Iterator[Figure]:
    selection = Selection(largest(), Period(Kind.CALENDAR, days.this_year()))
    yield Figure("report: rows", len(selection.ids), unit="")
    copy = copy_of(selection)
    for name, file_format, goal in (("CSV", "csv", 0.5), ("XLSX", "xlsx", 0.4)):

        def work(file_format=file_format):
            take_out(selection, file_format)

        yield ratio(f"report as {name}: speed of COPY", copy, work, goal=goal, runs=RUNS, by_rate=True)
        with growth() as memory:
            work()
        if memory["mb"] is not None:
            yield Figure(f"report as {name}: memory more", memory["mb"], 24, unit=" MB")


def largest() -> Organization:
    standings = YearStanding.objects.in_year(days.this_year()).filter(affiliation__isnull=False)
    places = standings.values("affiliation__organization").annotate(people=Count("pk"))
    found = places.order_by("people", "affiliation__organization").last()
    return Organization.objects.select_related("kind").get(pk=found["affiliation__organization"])


@transaction.atomic
def take_out(selection: Selection, file_format: str) -> None:
    """As a school does it, without names, for which nobody else has to agree. No row of it stays; the parts lie in the
    folder of kept files until the next tidying up."""
    by = Post.objects.owners_of(selection.organization).select_related("user").first().user
    export = ask_for_report(selection, by=by, file_format=file_format, is_masked=True)
    while export.state == Export.State.RUNNING:
        make_some({"export": export.pk, "done": export.done}, key="")
        export.refresh_from_db(fields=["state", "done"])
    with files.whole(Export.objects.get(pk=export.pk), by=by) as file:
        while file.read(BLOCK):
            pass
    transaction.set_rollback(True)


def copy_of(selection: Selection):
    """The same query, written by the database itself."""
    sql, values = lines.query(selection.organization, selection.period, selection.ids)

    def copy():
        with transaction.atomic(), connection.cursor() as cursor, tempfile.TemporaryFile() as out:
            query = cursor.mogrify(sql, values).decode()
            cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH CSV", out)

    return copy
