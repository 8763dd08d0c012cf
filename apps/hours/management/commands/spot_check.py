"""Draw the confirmed hours of a month that are to be looked at: the same word draws the same ones."""

import datetime

from django.core.management.base import BaseCommand, CommandError

from apps.hours.spots import drawn
from apps.regions.models import Region


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("month", help="such as 2026-10")
        parser.add_argument(
            "--seed", required=True, help="the word that draws; anybody who knows it can check"
        )
        parser.add_argument("--region", default="15", help="the code of a region; all of it without one")

    def handle(self, month, seed, region, **_options):
        try:
            first = datetime.date.fromisoformat(f"{month}-01")
        except ValueError:
            raise CommandError(f"{month} is no month; write it as 2026-10.") from None
        if not Region.objects.filter(pk=region).exists():
            raise CommandError(f"No region has the code {region}.")
        records = drawn(region, first, seed).select_related("volunteer")
        for record in records:
            self.stdout.write(f"{record.pk}\t{record.volunteer.number}\t{record.served_on}\t{record.counted}")
