"""Everything that must always be true, asked after each step of a machine: one prepared statement for all of it, because
planning some forty queries each time takes ten times as long as asking them."""

from django.db import connection

from apps.core import invariants

NAME = "everything_that_must_be_true"


def broken():
    """{name: bad rows} of the invariants that do not hold now, deferred constraints included."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [NAME])
        if not cursor.rowcount:
            cursor.execute(f"PREPARE {NAME} AS {_statement()}")
        cursor.execute(f"EXECUTE {NAME}")
        names = [name for (name,) in cursor.fetchall()]
    return {name: invariants.bad_rows(name) for name in names}


def _statement():
    parts = (
        f"SELECT '{name}' AS name FROM ({invariants.INVARIANTS[name]()}) AS bad (id, expected, found)"  # noqa: S608 -- our own
        for name in invariants.names()
    )
    return f"SELECT DISTINCT name FROM ({' UNION ALL '.join(parts)}) AS broken"  # noqa: S608 -- our own
