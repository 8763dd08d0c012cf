"""Long work over a large table, cut into ranges of ids, so that each transaction is short and memory stays small."""

from django.db import connection
from django.db.models import Max, Min

SIZE = 20_000


def ranges(model, size=SIZE):
    """Ranges (after, up to and including) of primary keys that together cover a table."""
    ends = model.objects.aggregate(low=Min("pk"), high=Max("pk"))
    if ends["high"] is None:
        return []
    return [(after, after + size) for after in range(ends["low"] - 1, ends["high"], size)]


def plan_plainly():
    """For the statements of one chunk, to the end of its transaction: several workers take chunks beside one another, so
    one does not hand parts of its own to more; and what it groups and joins fits into memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL work_mem = '16MB'")
