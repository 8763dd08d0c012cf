"""Stretches of time in the database."""

from django.db.models import DurationField, Func


class Minutes(Func):
    """A stretch of time from a number of minutes."""

    template = "make_interval(mins => %(expressions)s)"
    output_field = DurationField()
