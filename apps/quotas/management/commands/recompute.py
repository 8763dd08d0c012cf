from django.core.management.base import BaseCommand
from tqdm import tqdm

from apps.hours.recompute import recompute_totals
from apps.quotas.recompute import recompute_goals
from apps.stars.recompute import recompute_stars

WORK = {
    "totals": ("yearly totals", recompute_totals),
    "stars": ("star standings", recompute_stars),
    "goals": ("yearly standings", recompute_goals),
}


class Command(BaseCommand):
    help = "Reconcile totals, stars and yearly goals with the records they come from, and say what was corrected."

    def add_arguments(self, parser):
        parser.add_argument("what", nargs="?", default="all", choices=[*WORK, "all"])

    def handle(self, *, what, verbosity, **_options):
        self.stderr.ending = ""  # a bar rewrites its line
        self.stderr.style_func = None
        for name, (words, recompute) in WORK.items():
            if what in {name, "all"}:
                corrected = recompute(watch=self.bar(words, shown=verbosity > 0))
                if verbosity:
                    self.stdout.write(f"{words}: {corrected} corrected")

    def bar(self, words, *, shown):
        return lambda chunks: tqdm(chunks, desc=words, unit="chunk", disable=not shown, file=self.stderr)
