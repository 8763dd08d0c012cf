"""Long work over a large table, cut into ranges of ids, so that each transaction is short and memory stays small."""

from django.db.models import Max, Min

SIZE = 20_000


def ranges(model, size=SIZE):
    """Ranges (after, up to and including) of primary keys that together cover a table."""
    ends = model.objects.aggregate(low=Min("pk"), high=Max("pk"))
    if ends["high"] is None:
        return []
    return [(after, after + size) for after in range(ends["low"] - 1, ends["high"], size)]
