"""The steps of the load, in order. Each may be killed at any moment and goes on where it stopped."""

from functools import partial

from django.core.management import call_command
from tqdm import tqdm

from apps.accounts.models import User
from apps.portal.demo.scale import catalog, following, kept, notices, people, places, plan, service

PIECE = 20_000


def load(size, *, out=None, watched=True, piece=PIECE, workers=2) -> None:
    """Load so many volunteers and all that is theirs, or go on with a load that was killed. `out` is where bars go."""
    bar = partial(tqdm, file=out, disable=not watched, mininterval=1)
    kept.run(kept.QUIET)
    try:
        if not kept.is_begun():
            plan.make(size)
        laid = plan.read()
        kept.go_through("taken down", 1, lambda *_piece: catalog.take_down(), size=1)
        for name, total, step in steps(laid):
            watch = partial(bar, desc=name, unit="piece")
            kept.go_through(name, total, step(laid), size=piece, watch=watch, workers=workers)
        catalog.put_back(lambda what, total: bar(total=total, desc=f"{what} again"), workers)
        catalog.settle(partial(bar, desc="vacuum"))
        call_command("rebuild_figures", all=True, verbosity=0)  # the triggers were down
        kept.end()
    finally:
        kept.run(kept.LOUD)


def steps(laid):
    """(name, how much of it there is, what does it)."""
    return [
        ("people", laid.people, people.load),
        ("places", 1, places.load),
        ("activities", laid.activities, notices.load),
        ("service", laid.people, service.load),
        ("papers", 1, following.papers),
        ("goals", laid.people, following.goals),
        ("talent pool", laid.people, following.pool),
        ("covers", laid.people, following.covers),
    ]


def is_loaded() -> bool:
    """Loaded to the end: the first of its people is there, and nothing is noted any more."""
    return not kept.is_begun() and User.objects.with_phone(str(people.FIRST_PHONE)) is not None
