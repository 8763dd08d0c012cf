"""What every test stands on: reference data loaded once, messages kept instead of sent, one cast of people."""

import gc
import threading
import time

import pytest
from django.core.cache import cache
from django.db import connection

from apps.core import invariants, remembered
from apps.core.models import PolicyRow
from apps.messaging.sms import KeptSms
from tests import (
    prepared,
    signing_in,  # noqa: F401 -- makes force_login a whole sign-in
)
from tests.world import build


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """What one process runs as a whole: a module, so that what is made once for it is; all tests with the one browser;
    of a long table of what happens in a world, some rows (`with_fresh_worlds`). And in which order."""
    for item in items:
        params = item.callspec.params if hasattr(item, "callspec") else {}
        group = f"{item.location[0]} {params.get('world', params.get('related', ''))}"
        item.add_marker(pytest.mark.xdist_group("browser" if "browser" in item.fixturenames else group))
    result = yield
    items.sort(key=_begins_late)
    return result


def pytest_collection_finish():
    """Ten thousand tests, Django and all our classes stay to the end: they are not looked through for garbage again and
    again, and what else lies about is looked for less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


# What takes minutes in one piece begins first, so that no process is still busy with it when the others are done.
LONGEST = ("tests/local/", "tests/long/", "tests/portal/test_demo", "tests/test_migrations", "tests/test_")


def _begins_late(item):
    """Tests with the browser first: one process has them all. Otherwise the order stays."""
    places = (number for number, begin in enumerate(LONGEST) if item.location[0].startswith(begin))
    return "browser" not in item.fixturenames, next(places, len(LONGEST))


def pytest_make_parametrize_id(val, argname):
    """The contents of a file are no name: a table made now has another time in it than one made a second later."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, django_db_blocker):
    """The database of this process is copied from the one that is ready, and goes with the server of the run."""
    with django_db_blocker.unblock(), prepared.turn():
        prepared.make_ready()
        prepared.copy()
    prepared.leave_empty_tables_empty()
    return True


def load_what_is_missing():
    if not PolicyRow.objects.exists():
        prepared.put_back()


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
    load_what_is_missing()
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
    KeptSms.keys.clear()
    return KeptSms.outbox


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    """How often the address of the tests asked for something is counted anew."""
    cache.clear()
    remembered.forget()


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


@pytest.fixture
def open_books(db):
    """No year is closed, so that a test may decide hours of any of them."""
    PolicyRow.objects.filter(topic="hours", item="year_open_days").update(value=40_000)


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


@pytest.fixture(scope="session")
def worlds(django_db_setup, django_db_blocker):
    made = prepared.Worlds()
    yield made
    with django_db_blocker.unblock():
        made.end()


@pytest.fixture(scope="module")
def world(worlds, django_db_blocker):
    """Everybody and everything (tests/world.py). The tests undo what they do."""
    with django_db_blocker.unblock(), worlds.entered(build) as made:
        yield made
