"""One order in which everybody locks: the volunteer, then the totals, the star, the yearly standings.

A row that points at a volunteer locks the volunteer as well, but only when its transaction ends. Who writes such rows
for many and has not held their volunteers before waits at the end for whoever began at the other side.
"""

from django.db import connection


def hold_volunteers(ids):
    """Keep these volunteers from being changed in a key until the transaction ends, in order of the key. Changes of
    anything else in them go on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM registration_volunteer WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(ids)]
        )
