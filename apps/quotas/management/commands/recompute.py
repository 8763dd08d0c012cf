import time

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from apps.core.errors import Refused
from apps.quotas.actions import start_recompute, work_on_recompute
from apps.quotas.models import Recompute

WORDS = {"totals": "yearly totals", "stars": "star standings", "goals": "yearly standings"}
PAUSE = 0.5  # seconds, while others have the last chunks


class Command(BaseCommand):
    help = (
        "Reconcile totals, stars and yearly goals with the records they come from, and say what was corrected. It works"
        " with whatever workers there are, and goes on with a recompute that is under way."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", nargs="?", default="all", choices=Recompute.What.values)

    def handle(self, *, what, verbosity, **_options):
        try:
            run = start_recompute(by=None, what=what)
        except Refused:
            run = Recompute.objects.running().first() or start_recompute(by=None, what=what)
        self.see_through(run, shown=verbosity > 0)
        found = Recompute.objects.with_results().get(pk=run.pk)
        if verbosity:
            for step in found.steps:
                self.stdout.write(f"{WORDS[step]}: {getattr(found, step)} corrected")
        if found.failed_chunks:
            raise CommandError(f"{found.failed_chunks} of {found.all_chunks} chunks could not be computed.")

    def see_through(self, run, *, shown):
        self.stderr.ending = ""  # a bar rewrites its line
        self.stderr.style_func = None
        with tqdm(
            total=run.chunks.count(), desc="recompute", unit="chunk", disable=not shown, file=self.stderr
        ) as bar:
            while Recompute.objects.running().filter(pk=run.pk).exists():
                if not work_on_recompute():
                    time.sleep(PAUSE)
                bar.update(bar.total - run.chunks.waiting().count() - bar.n)
