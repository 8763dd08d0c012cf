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
    UPDATE {table} SET taken = taken + %s
    WHERE id = %s AND taken + %s <= capacity AND called_off_at IS NULL AND {until} > %s
    RETURNING id, starts_at, ends_at, NULL
"""
# Where there was no place the row is held, so that a place that is given back meanwhile, or else the next number of the
# line, is decided on what the row holds then.
HOLD = "SELECT 1 FROM {table} WHERE id = %s FOR NO KEY UPDATE"
NUMBER = """
    UPDATE {table} SET last_in_line = last_in_line + 1
    WHERE id = %s AND called_off_at IS NULL AND starts_at > %s
    RETURNING id, starts_at, ends_at, last_in_line
"""


@dataclass(frozen=True)
class Seat:
    """A place that was taken, with the time it is for; or with `number` a turn in the line for one."""

    seats_id: int
    starts_at: datetime
    ends_at: datetime
    number: int | None = None

    @property
    def during(self) -> DateTimeTZRange:
        return DateTimeTZRange(self.starts_at, self.ends_at, "[)")


def take_seat(seats: models.Model, *, at: datetime, count: int = 1, running: bool = False) -> Seat | None:
    """Take one place of a row of seats, or `count` of them; None when there are fewer, or it is called off or begun
    (with `running`: over). Nobody waits for long: call it inside the transaction that writes the sign-up, as late as
    can be."""
    statement = TAKE.format(table=_table(seats), until="ends_at" if running else "starts_at")
    return _seat(statement, [count, seats.pk, count, at])


def take_seat_or_number(seats: models.Model, *, at: datetime) -> Seat | None:
    """Take a place, or where there is none the next number of the line; None when it is called off or begun."""
    if seat := take_seat(seats, at=at):
        return seat
    with connection.cursor() as cursor:
        cursor.execute(HOLD.format(table=_table(seats)), [seats.pk])
    return take_seat(seats, at=at) or _seat(NUMBER.format(table=_table(seats)), [seats.pk, at])


def _table(seats):
    return connection.ops.quote_name(seats._meta.db_table)


def _seat(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return Seat(*row) if row else None


def give_back(seats: models.Model) -> None:
    """Free one place. The check that no less than nobody sits there is the database's."""
    give_back_all(type(seats), Counter([seats.pk]))


def give_back_all(kind: type[models.Model], freed: Counter) -> None:
    """Free several places at once: so many of each row of seats, {key: count}."""
    _add(kind, freed, -1)


def keep_all(kind: type[models.Model], kept: Counter) -> None:
    """Take several places of rows that the caller holds: so many of each, {key: count}."""
    _add(kind, kept, 1)


def _add(kind, places, sign):
    for count in set(places.values()):  # nearly always one each
        keys = [key for key, number in places.items() if number == count]
        kind.objects.filter(pk__in=keys).update(taken=F("taken") + sign * count)
