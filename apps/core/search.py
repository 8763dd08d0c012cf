"""Finding rows by Chinese words: first the index over characters and pairs, then the words themselves."""

from functools import reduce
from operator import or_

from django.db.models import CharField, Func, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan

from apps.core.text import WORD, fold, query_grams


class Folded(Func):
    """The spelling that words are compared in, as `fold` makes it: full and half width, upper and lower case alike."""

    template = "normalize(%(expressions)s, NFKC)"
    output_field = CharField()


def search(queryset, query, *, within):
    """The rows that hold every word of a query in one of the fields `within` (their characters stand in `grams`).

    The hits are computed on their own before anything is sorted: asked to sort as well, the database walks the
    list in its order, expecting to meet matches soon, and for a word that nothing holds reads all of it.
    """
    words = WORD.findall(fold(query)[:50])
    if not words:
        return queryset.none()
    hits = queryset.filter(grams__contains=query_grams(query))
    for word in words:
        places = [GreaterThan(StrIndex(Lower(Folded(field)), Value(word)), 0) for field in within]
        hits = hits.filter(reduce(or_, map(Q, places)))
    sql, params = hits.order_by().values("pk").query.sql_with_params()
    return queryset.model.objects.filter(
        pk__in=RawSQL(f"WITH hits AS MATERIALIZED ({sql}) SELECT * FROM hits", params)  # noqa: S608, S611 -- written by the ORM
    )
