"""Taking and giving back places. The place comes first, then the sign-up: the other way round, people who arrive
together are all written down before the last place is seen to be gone."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F

# The conditions stand on the row itself, so that whoever had to wait for it is judged by what it holds then.
TAKE = """
    UPDATE {table} SET taken = taken + 1
    WHERE id = %s AND taken < capacity AND called_off_at IS NULL AND starts_at > %s
    RETURNING id, starts_at, ends_at
"""


@dataclass(frozen=True)
class Seat:
    """A place that was taken, with the time it is for."""

    seats_id: int
    starts_at: datetime
    ends_at: datetime

    @property
    def during(self) -> DateTimeTZRange:
        return DateTimeTZRange(self.starts_at, self.ends_at, "[)")


def take_seat(seats: models.Model, *, at: datetime) -> Seat | None:
    """Take one place of a row of seats; None when it is full, called off or begun. Nobody waits for long: call it
    inside the transaction that writes the sign-up, as late as can be."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(table=connection.ops.quote_name(seats._meta.db_table)), [seats.pk, at])
        row = cursor.fetchone()
    return Seat(*row) if row else None


def give_back(seats: models.Model) -> None:
    """Free one place. The check that no less than nobody sits there is the database's."""
    type(seats).objects.filter(pk=seats.pk).update(taken=F("taken") - 1)


def give_back_all(kind: type[models.Model], freed: Counter) -> None:
    """Free several places at once: so many of each row of seats, {key: count}."""
    for count in set(freed.values()):  # nearly always one each
        keys = [key for key, places in freed.items() if places == count]
        kind.objects.filter(pk__in=keys).update(taken=F("taken") - count)
