"""Narrowing a large table to a few rows that are known by another question.

`volunteer__in=rows` leaves it to the planner when that question is asked. Beside many joins it is asked last, and
everything is read before. `among("volunteer", rows)` is asked first, once, and its answer is looked up in an index like any
other value.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet


class Few(ArraySubquery):
    template = "(ARRAY(%(subquery)s))"


class Among(Func):
    template = "%(expressions)s"
    arg_joiner = " = ANY "
    output_field = BooleanField()


def among(field: str, keys: QuerySet) -> Among:
    """The field is one of these few keys: a person's own and their children's, never half a table's."""
    return Among(F(field), Few(keys))
