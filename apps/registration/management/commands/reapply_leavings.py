from pathlib import Path

from django.core.management.base import BaseCommand

from apps.registration.actions.leaving import log_of_leavings, reapply_leavings


class Command(BaseCommand):
    help = "After restoring a backup: remove again who has left since it was made. Safe to run as often as one likes."

    def add_arguments(self, parser):
        parser.add_argument("--log", type=Path, help="the log of leavings, if it lies elsewhere")

    def handle(self, *, log, **options):
        path = log or log_of_leavings()
        lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
        self.stdout.write(f"{reapply_leavings(lines)} of {len(lines)} who had left were removed again.")
