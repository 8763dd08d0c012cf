from django.core.management.base import BaseCommand

from apps.reports.figures import rebuild_figures


class Command(BaseCommand):
    help = "Count the figures of the region, its leagues and banners anew; Celery does the same every five minutes."

    def handle(self, *, verbosity, **_options):
        written = rebuild_figures()
        if verbosity:
            self.stdout.write(
                "somebody else is just counting" if written is None else f"{written} regions written"
            )
