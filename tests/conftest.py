"""What every test stands on: reference data loaded once, messages kept instead of sent, one cast of people."""

import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from apps.core import invariants
from apps.core.models import PolicyRow
from apps.messaging.sms import KeptSms
from tests import world as worlds


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def reference_data(request):
    """A test with real transactions empties the tables behind it; the next one finds the reference data again.

    Before they are emptied, everything that must always be true of the data is true of what the test left there,
    unless it is marked `breaks_invariants` because it breaks one on purpose.
    """
    if not {"db", "transactional_db"} & set(request.fixturenames) and "django_db" not in request.keywords:
        yield
        return
    request.getfixturevalue("transactional_db" if _is_transactional(request) else "db")
    if not PolicyRow.objects.exists():
        call_command("load_reference", verbosity=0)
    yield
    if _is_transactional(request) and "breaks_invariants" not in request.keywords:
        broken = {name: rows for name, rows in invariants.check(invariants.names()).items() if rows}
        assert broken == {}


def _is_transactional(request):
    mark = request.node.get_closest_marker("django_db")
    names = {"transactional_db", "live_server"}
    return bool(names & set(request.fixturenames) or (mark and mark.kwargs.get("transaction")))


@pytest.fixture(autouse=True)
def texts(settings):
    """Text messages sent during the test, as (phone, text)."""
    settings.SMS_BACKEND = "apps.messaging.sms.KeptSms"
    KeptSms.outbox.clear()
    return KeptSms.outbox


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Argon2 is slow on purpose; tests do not need that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def someone_waits_for_me():
    """Whether another connection waits for a lock that this one holds."""

    def ask():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
                " AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
            )
            return cursor.fetchone()[0]

    return ask


class Meanwhile(threading.Thread):
    """Something done in another connection; the test knows what came of it."""

    def __init__(self, work):
        super().__init__()
        self.work = work
        self.result = None

    def run(self):
        try:
            self.result = self.work()
        finally:
            connection.close()


@pytest.fixture
def until_it_waits(someone_waits_for_me):
    """Start something that has to wait for a lock of this transaction, and go on once it does."""

    def start(work):
        thread = Meanwhile(work)
        thread.start()
        while thread.is_alive() and not someone_waits_for_me():
            time.sleep(0.01)
        assert thread.is_alive(), "it did not wait"
        return thread

    return start


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Everybody and everything (tests/world.py), made once for a module. The tests undo what they do, and in the end
    all of it is undone."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=quick, SMS_BACKEND="apps.messaging.sms.KeptSms"),
        transaction.atomic(),
    ):
        made = worlds.build()
        connection.check_constraints()  # here, once, or each test would check all of it at its end
        yield made
        transaction.set_rollback(True)
