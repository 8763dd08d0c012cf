from django.core.management.base import BaseCommand, CommandError

from apps.matching.benchmark import ratios, scratch


class Command(BaseCommand):
    help = "Measure the first page of every search of the talent pool against 20 rows by key; leaves nothing behind."

    def add_arguments(self, parser):
        parser.add_argument(
            "--people", type=int, default=100_000, help="how many people there are to be found"
        )

    def handle(self, *args, people, **options):
        if people < 1000:
            raise CommandError("Twenty rows by key need 1,000 people at least.")
        with scratch(people):
            ratios(self.stdout.write)
