"""What every test stands on: reference data loaded once, messages kept instead of sent, one cast of people."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from apps.core.models import PolicyRow
from apps.messaging.sms import KeptSms
from tests import world as worlds


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def reference_data(request):
    """A test with real transactions empties the tables behind it; the next one finds the reference data again."""
    if (
        "django_db" in request.keywords
        or "db" in request.fixturenames
        or "transactional_db" in request.fixturenames
    ):
        request.getfixturevalue("transactional_db" if _is_transactional(request) else "db")
        if not PolicyRow.objects.exists():
            call_command("load_reference", verbosity=0)


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
        yield worlds.build()
        transaction.set_rollback(True)
