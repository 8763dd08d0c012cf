"""Check that every certificate is what was signed: signature, code and contents. Exit code 1 when one is not."""

from django.core.management.base import BaseCommand

from apps.certificates.soundness import unsound


class Command(BaseCommand):
    help = __doc__

    def handle(self, **_options):
        wrong = 0
        for number, why in unsound():
            self.stdout.write(f"{number}\t{why}")
            wrong += 1
        if wrong:
            raise SystemExit(1)
        self.stdout.write("Every certificate is what was signed.")
