"""The servers of the tests, as a pytest plugin: each run has its own, and they end with it.

A PostgreSQL left running by `make test-server` is found and used. Valkey is so small that each process of a
run has its own. Servers named in DATABASE_URL and REDIS_URL are used instead: databases of the run's own are made on the
one, the other is emptied again and again, so that each process of tests needs one of its own: several stand in REDIS_URL with a
space between.
"""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from volunteer_platform.local import kept, keys, places
from volunteer_platform.local.console import Problem
from volunteer_platform.local.postgres import Postgres
from volunteer_platform.local.valkey import Valkey

GIVEN = "TESTS_REDIS_URLS"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    """Before Django reads its settings: start the servers and name them in the environment."""
    # SIGTERM ends a run like Ctrl-C does, so that it can clean up behind itself.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _start_servers()
    except Problem as problem:
        raise pytest.UsageError(str(problem)) from None
    if early_config.known_args_namespace.numprocesses:
        _begin_to_migrate()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """A test that skipped itself has not run, and what cannot run fails."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


def _start_servers():
    for name in ("REPLICA_URL", "PGBOUNCER"):
        os.environ.pop(name, None)  # a test database is not made on a replica
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        os.environ[GIVEN] = os.environ.get("REDIS_URL", "")
    folder = Path(os.environ["STATE_DIR"]) / worker if worker else _make_folder()
    places.make_state(folder)
    (folder / "static").mkdir()
    account, secrets = places.server_account(), keys.passwords(folder / "servers.json")
    if not worker:
        os.environ["DATABASE_URL"] = _database(folder, account, secrets)
        os.environ["KEYS_FILE"] = str(keys.ensure(folder / "keys.json"))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "volunteer_platform.settings",
        "DEPLOYMENT": "test",
        "REDIS_URL": _given_redis(worker) or _valkey(folder, account, secrets),
        "STATE_DIR": str(folder),
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "LOG_FORMAT": "plain",
        "STATEMENT_TIMEOUT_MS": "60000",
    }


def _given_redis(worker):
    given = os.environ[GIVEN].split()
    number = int(worker.removeprefix("gw")) if worker else 0
    if given and number >= len(given):
        raise Problem(
            "REDIS_URL 里写几个，测试就能几个进程跑。 The tests run in as many processes as REDIS_URL names servers."
        )
    return given[number] if given else None


def _begin_to_migrate():
    """Beside the processes of the run, which first read some ten thousand tests."""
    making = subprocess.Popen([sys.executable, "-m", "tests.prepared"], cwd=places.ROOT)
    atexit.register(making.wait)


def _make_folder():
    folder = Path(tempfile.mkdtemp(prefix="volunteer-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _valkey(folder, account, secrets):
    valkey = Valkey(folder, account, secrets, throw_away=True)
    valkey.start()
    atexit.register(valkey.stop)
    return valkey.url()


def _database(folder, account, secrets):
    if given := os.environ.get("DATABASE_URL"):
        address, question_mark, query = given.partition("?")
        return f"{address.rpartition('/')[0]}/{kept.RUN}{os.getpid()}{question_mark}{query}"
    server = kept.find()
    if server is None:
        server = Postgres(folder, account, secrets, throw_away=True)
        server.start()
        atexit.register(server.stop)
        server.prepare()
    else:
        kept.drop_abandoned(server)
    return server.url(f"{kept.RUN}{os.getpid()}")
