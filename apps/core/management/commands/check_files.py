from django.core.management.base import BaseCommand, CommandError

from apps.core import file_store


class Command(BaseCommand):
    help = "Hold what people handed in against its rows: after a restore, both must be there."

    def handle(self, *args, **options):
        missing, strays = [], []
        for found in file_store.differences():
            missing += found.missing
            strays += found.strays
        for key in missing[:20]:
            self.stdout.write(f"row without a file: {key}")
        for place in strays[:20]:
            self.stdout.write(f"file without a row: {place}")
        if missing or strays:
            raise CommandError(f"{len(missing)} rows without a file, {len(strays)} files without a row.")
        self.stdout.write("Every row has its file, every file its row.")
