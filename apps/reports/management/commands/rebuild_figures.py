from django.core.management.base import BaseCommand

from apps.core import days
from apps.reports import keeping
from apps.reports.figures import rebuild_figures


class Command(BaseCommand):
    help = "Count the figures of the region, its leagues and banners anew; Celery does the same every five minutes."

    def add_arguments(self, parser):
        parser.add_argument(
            "--all",
            action="store_true",
            help="hold what is kept against all rows first, as is done by night and needed after loading past the triggers",
        )

    def handle(self, *, verbosity, **options):
        if options["all"]:
            people, cells = keeping.touch_differing(days.today()), keeping.recount_hours()
            if verbosity:
                self.stdout.write(f"{people} people and {cells} cells of hours were off")
        written = rebuild_figures()
        if verbosity:
            self.stdout.write(
                "somebody else is just counting" if written is None else f"{written} regions written"
            )
