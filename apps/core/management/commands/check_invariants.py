import json

from django.core.management.base import BaseCommand, CommandError

from apps.core import invariants

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Check what must always be true of the data, in one snapshot that changes nothing. "
        "Exit code 0: all is well; 1: something is not; 2: it could not be checked."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--only", action="append", metavar="NAME", help="this invariant (may be repeated)"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON, with every bad row")

    def handle(self, *args, only=None, **options):
        known = invariants.names()
        chosen = only or known
        if unknown := sorted(set(chosen) - set(known)):
            raise CommandError(
                f"No such invariant: {', '.join(unknown)}. There are: {', '.join(known)}.", returncode=2
            )
        try:
            report = invariants.check(chosen)
        except Exception as problem:
            raise CommandError(f"The check itself failed: {problem}", returncode=2) from problem
        (self.print_json if options["json"] else self.print_text)(report)
        if any(report.values()):
            raise SystemExit(1)

    def print_json(self, report):
        rows = {name: [row._asdict() for row in found] for name, found in report.items()}
        self.stdout.write(json.dumps(rows, ensure_ascii=False, default=str))

    def print_text(self, report):
        for name, found in report.items():
            self.stdout.write(f"{'ok' if not found else 'BROKEN'}  {name}")
            for row in found[:SHOWN]:
                self.stdout.write(f"    {row.id}: expected {row.expected}, found {row.found}")
            if len(found) > SHOWN:
                self.stdout.write(f"    … and {len(found) - SHOWN} more")
