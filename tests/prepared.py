"""Databases that are ready, to be copied: the tables with the reference data in them, and worlds (tests/world.py).

One process migrates and leaves the outcome on the server; all copy it. On the server of `make test-server` the next
runs copy it too, until migrations or reference data change. What many tests look at is made once for each process, in a copy of its own: these tests start from committed rows, and none wears them out.
"""

import contextlib
import fcntl
import hashlib
import tempfile
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path

import django
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.db.utils import OperationalError, ProgrammingError
from django.test import override_settings

from apps.core import days

QUICK = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "SMS_BACKEND": "apps.messaging.sms.KeptSms",
}
STALE_AFTER = 300  # seconds: what happens "now" in a world should still be so


def template():
    """The name says what it was made from."""
    apps = Path(settings.BASE_DIR) / "apps"
    kinds = ("migrations/*.py", "data/*.csv", "reference.py", "reference/*.py")
    made_from = sorted(path for kind in kinds for path in apps.glob(f"*/{kind}"))
    digest = hashlib.sha256(django.__version__.encode() + Path(__file__).read_bytes())
    for path in made_from:
        digest.update(str(path.relative_to(apps)).encode() + path.read_bytes())
    return f"ready_{digest.hexdigest()[:16]}"


@contextmanager
def turn():
    """Wait until nobody else makes or copies the database."""
    with Path(tempfile.gettempdir(), f"volunteer-{template()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_ready() -> None:
    """Migrate and load the reference data where nobody has done so yet; what older migrations left goes."""
    if template() in (there := _databases("ready")):
        return
    plain, making = connection.settings_dict["NAME"], f"making_{template()}"
    _statement(f'DROP DATABASE IF EXISTS "{making}" WITH (FORCE)')
    _statement(f'CREATE DATABASE "{making}"')
    connection.close()
    connection.settings_dict["NAME"] = making
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    _set_aside()
    connection.close()
    connection.settings_dict["NAME"] = plain
    for old in there:
        with contextlib.suppress(OperationalError, ProgrammingError):  # another run copies it just now
            _statement(f'DROP DATABASE "{old}"')
    _statement(f'ALTER DATABASE "{making}" RENAME TO "{template()}"')


def copy() -> None:
    """This run's database, from the one that is ready."""
    name = connection.creation._get_test_db_name()
    _statement(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _statement(f'CREATE DATABASE "{name}" TEMPLATE "{template()}"')
    connection.settings_dict["TEST"]["MIGRATE"] = False


@transaction.atomic
def _set_aside():
    """What stands in the tables without any test, once more in a schema of its own."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute("CREATE SCHEMA spare")
        for table in set(tables) - {"django_migrations"}:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')  # noqa: S608
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE TABLE spare."{table}" AS TABLE "{table}"')


@transaction.atomic
def put_back() -> None:
    """After a test with real transactions, which empties the tables behind it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'spare'::regnamespace")
        for (table,) in cursor.fetchall():
            columns = ", ".join(
                f'"{column.name}"' for column in connection.introspection.get_table_description(cursor, table)
            )
            cursor.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM spare."{table}"')  # noqa: S608


def leave_empty_tables_empty() -> None:
    """Django would fill two tables of its own anew, for most of a second; they are put back with the others."""
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)


def _databases(beginning):
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{beginning}_"])
        return [name for (name,) in cursor.fetchall()]


class Worlds:
    """What was made in this process, each in its own database, until it is stale."""

    def __init__(self):
        self.made = {}

    @contextmanager
    def entered(self, make):
        """Work where `make()` was called once, with what it returned."""
        plain = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = name = f"{plain}_{make.__name__}"
        try:
            world, _made_at, _day = self._fresh(make) or self._make(make, name)
            yield world
        finally:
            connection.close()
            connection.settings_dict["NAME"] = plain

    def _fresh(self, make):
        made = self.made.get(make)
        return made if made and time.monotonic() - made[1] < STALE_AFTER and made[2] == days.today() else None

    def _make(self, make, name):
        _statement(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _statement(f'CREATE DATABASE "{name}" TEMPLATE "{template()}"')
        # What commits on its own says so.
        whole = nullcontext() if getattr(make, "commits", False) else transaction.atomic()
        with override_settings(**QUICK), whole:
            world = make()
            connection.run_on_commit.clear()  # as after every other test: nobody was told
        self.made[make] = world, time.monotonic(), days.today()
        return self.made[make]

    def end(self):
        for make in self.made:
            _statement(
                f'DROP DATABASE IF EXISTS "{connection.settings_dict["NAME"]}_{make.__name__}" WITH (FORCE)'
            )


def _statement(statement):
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    django.setup()
    with turn():
        make_ready()
