"""The reconciliation of totals, stars and yearly goals, by as many workers as there are."""

from collections.abc import Callable

import structlog
from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit, bell, chunks, days
from apps.core.constraints import refusing
from apps.hours import recompute as totals
from apps.quotas import recompute as goals
from apps.quotas.models import Recompute, RecomputeChunk
from apps.registration.models import Volunteer
from apps.stars import recompute as stars
from apps.stars import standing as star_standing

# How many bells go round: so many chunks are at most worked on at the same time. Each rings again behind its chunk and
# not before, so that whatever else waits for a worker has its turn in between.
BELLS = 4
# Volunteers in a chunk: each costs a dozen small statements beside the three that read, in any size.
SIZE = 50_000
TASK = "apps.quotas.tasks.work_on_recompute"
log = structlog.get_logger(__name__)


def _stars(after, upto):
    today = days.today()
    return stars.recompute_chunk(after, upto, star_standing.thresholds(today), today)


STEPS: dict[str, Callable[[int, int], int]] = {
    "totals": totals.recompute_chunk,
    "stars": _stars,
    "goals": lambda after, upto: goals.recompute_chunk(after, upto, days.today()),
}


@transaction.atomic
def start_recompute(*, by: User | None, what: str = Recompute.What.ALL, size: int = SIZE) -> Recompute:
    """Write down what is to be computed, in chunks of so many volunteers, and call the workers. Refused while another
    one is under way. By night it is nobody who asks."""
    with refusing(Recompute, {"quotas_recompute_one_at_a_time": "already_running"}):
        made = Recompute.objects.create(what=what, asked_by=by)
    RecomputeChunk.objects.bulk_create(
        RecomputeChunk(recompute=made, after=after, upto=upto)
        for after, upto in chunks.ranges(Volunteer, size)
    )
    audit.note("recompute.asked", [made], by=by, what=made.what)
    _end_if_done(made)
    transaction.on_commit(lambda: bell.ring(TASK, min(BELLS, made.chunks.count())), robust=True)
    return made


def work_on_recompute() -> bool:
    """One chunk, and the bell for the next one. Says whether there was any."""
    chunk = take_chunk()
    if chunk is None:
        return False
    compute(chunk)
    transaction.on_commit(lambda: bell.ring(TASK), robust=True)
    return True


@transaction.atomic
def take_chunk() -> RecomputeChunk | None:
    """The first one nobody holds, for the time of a lease. The attempt is counted before it begins: a chunk that takes
    its worker down each time is set aside at last."""
    while chunk := _first_due():
        if chunk.attempts < RecomputeChunk.MAX_ATTEMPTS:
            chunk.attempts += 1
            chunk.due_at = timezone.now() + RecomputeChunk.LEASE
            chunk.save(update_fields=["attempts", "due_at"])
            return chunk
        _set_aside(chunk)
    return None


def _first_due():
    due = RecomputeChunk.objects.due().select_related("recompute").order_by("pk")
    return due.select_for_update(of=("self",), skip_locked=True).first()


def compute(chunk: RecomputeChunk) -> None:
    """The steps that are left of a chunk that was taken. What fails waits for the end of its lease."""
    try:
        while chunk.steps_left and _do(chunk, chunk.steps_left[0]):
            pass
    except Exception:
        log.exception("recompute_chunk_failed", chunk=chunk.pk, attempts=chunk.attempts)
        if chunk.attempts >= RecomputeChunk.MAX_ATTEMPTS:
            _give_up(chunk)


@transaction.atomic
def _do(chunk, step):
    """One step, in one transaction with its result: done once, whoever is killed. The row stays locked meanwhile, so
    that nobody takes a chunk whose step lasts longer than a lease."""
    if not _mine(chunk).select_for_update(of=("self",)).exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10min'")  # nobody waits for an answer, as at a page
    found = STEPS[step](chunk.after, chunk.upto)
    until = timezone.now() + RecomputeChunk.LEASE
    _mine(chunk).update(**{step: found}, due_at=until)
    setattr(chunk, step, found)
    chunk.due_at = until
    if not chunk.steps_left:
        _mine(chunk).update(state=RecomputeChunk.State.DONE, done_at=timezone.now())
        _end_if_done(chunk.recompute)
    return True


def _mine(chunk):
    """The chunk as long as this worker holds it: the end of the lease says whose it is."""
    return RecomputeChunk.objects.waiting().filter(pk=chunk.pk, due_at=chunk.due_at)


@transaction.atomic
def _give_up(chunk):
    if held := _mine(chunk).select_related("recompute").select_for_update(of=("self",)).first():
        _set_aside(held)


def _set_aside(chunk):
    chunk.state = RecomputeChunk.State.FAILED
    chunk.save(update_fields=["state"])
    log.error("recompute_chunk_set_aside", chunk=chunk.pk)
    _end_if_done(chunk.recompute)


def _end_if_done(recompute):
    """Of two workers that finish the last two chunks at once, the second one sees both: the lock makes it wait."""
    held = Recompute.objects.select_for_update(of=("self",)).get(pk=recompute.pk)
    if held.chunks.waiting().exists():
        return
    failed = held.chunks.filter(state=RecomputeChunk.State.FAILED).exists()
    held.state = Recompute.State.FAILED if failed else Recompute.State.DONE
    held.ended_at = timezone.now()
    held.save(update_fields=["state", "ended_at"])
    recompute.state, recompute.ended_at = held.state, held.ended_at
    found = Recompute.objects.with_results().get(pk=held.pk)
    wrong = {f"wrong_{step}": getattr(found, step) for step in held.steps}
    log.info("recomputed", what=held.what, failed_chunks=found.failed_chunks, **wrong)


def ring_if_nobody_works() -> None:
    """What lies there after a kill, or because a bell was not heard."""
    chunk = RecomputeChunk.objects
    if chunk.due().exists() and not chunk.taken().exists():
        bell.ring(TASK, min(BELLS, chunk.due().count()))
