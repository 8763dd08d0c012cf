"""A PostgreSQL that stays between test runs: `make test-server`.

Each run still makes its own databases there, so several people can test at once.
"""

import contextlib
import fcntl
import json
import shutil

import psutil
from psycopg2 import sql

from volunteer_platform.local import keys, places, process
from volunteer_platform.local.console import say, step
from volunteer_platform.local.postgres import Postgres

RUN = "run_"  # Django puts test_ before it and the worker's name behind it


def _state():
    return places.state_dir() / "test-server"


def find():
    """The server `make test-server` left running, if it runs and is ours."""
    state = _state()
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


def keep():
    """`make test-server`"""
    state = _state()
    places.make_state(state.parent)
    places.make_state(state)
    with (state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if find():
            say(f"测试数据库已在运行。 The test server already runs, process {_pid(state)}.")
            return
        with step("正在启动测试数据库", "Starting the test server"):
            secrets = keys.passwords(state / "servers.json")
            server = Postgres(state, places.server_account(), secrets, throw_away=True, stays=True)
            server.start()
            server.prepare()
        record = {**process.note(server.process.pid), "port": server.port}
        (state / "server.json").write_text(json.dumps(record))
    say("make test 会用它。 make test uses it. Stop it with: make test-server-stop")


def stop():
    """`make test-server-stop`"""
    state = _state()
    if server := find():
        pid = _pid(state)
        psutil.Process(pid).send_signal(process.signal.SIGINT)
        with contextlib.suppress(psutil.Error):
            psutil.Process(pid).wait(30)
        shutil.rmtree(server.sockets, ignore_errors=True)
        say("测试数据库已停止。 The test server has stopped.")
    else:
        say("没有测试数据库在运行。 No test server runs.")


def _pid(state):
    return json.loads((state / "server.json").read_text())["pid"]


def drop_abandoned(server):
    """Databases of runs that were killed before they could clean up."""
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^test_{RUN}[0-9]+"])
        for (name,) in cursor.fetchall():
            if not psutil.pid_exists(int(name.split("_")[2])):
                cursor.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )
