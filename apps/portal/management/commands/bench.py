from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.hours.models import HourRecord
from apps.portal.bench import confirming, drafting, exports, http, lists, pool, recompute, table
from apps.portal.bench.measuring import ask
from apps.portal.demo.scale.load import is_loaded
from apps.registration.models import Volunteer

SUBJECTS = {
    "recompute": recompute,
    "drafting": drafting,
    "lists": lists,
    "confirming": confirming,
    "exports": exports,
    "pool": pool,
    "http": http,
}


class Command(BaseCommand):
    help = (
        "Measure what grows with the records, each subject by turns with its floor, in a database of `demo --scale`. "
        "Some people sign up to shifts a year ahead, which stay."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--only", action="append", choices=list(SUBJECTS), help="this one (may be repeated)"
        )
        parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the figures here, for --table")
        parser.add_argument(
            "--table", type=Path, nargs="+", metavar="FILE", help="only make a table of kept figures"
        )
        parser.add_argument("--write", action="store_true", help="with --table: into docs/performance.md")

    def handle(self, *args, only=None, keep=None, write=False, **options):
        if options["table"]:
            text = table.table([table.read(path) for path in options["table"]])
            self.stdout.write(text)
            if write:
                table.write(text)
            return
        if settings.IS_PRODUCTION or not is_loaded():
            raise CommandError(
                "It measures in a database of its own: first `demo --scale`, never in production."
            )
        ask("SELECT set_config('statement_timeout', '0', false)")
        figures = []
        for name in only or SUBJECTS:
            for figure in SUBJECTS[name].figures():
                figures.append(figure)
                self.stdout.write(
                    f"{figure.what:80} {table.value(figure):24} {table.goal(figure):8} {table.verdict(figure)}"
                )
        size = {"volunteers": Volunteer.objects.count(), "records": HourRecord.objects.count()}
        if keep:
            table.keep(keep, size, figures)
