"""`make run`: starts everything, waits until it answers, stays, and leaves no process behind."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request

from volunteer_platform.local import keys, places, preparation, process
from volunteer_platform.local.console import Problem, Stop, say, step
from volunteer_platform.local.postgres import Postgres
from volunteer_platform.local.valkey import Valkey

DEFAULT_PORT = 8000

# What may be given from outside; the rest of the settings has one right value here.
PASSED_ON = ["DEPLOYMENT", "SITE_URL", "ALLOWED_HOSTS", "LOG_FORMAT", "LOG_LEVEL"]


def up():
    os.umask(0o022)
    for number in _ends():
        signal.signal(number, _raise_stop)
    began = time.monotonic()
    state = _make_state()
    with only_one(state), contextlib.ExitStack() as running:
        try:
            _replace_orphans(state)
            running.callback(process.end_left_by, state)
            port = choose_port(os.environ.get("PORT", ""))
            env, servers = _start_servers(state, port, running)
            preparation.prepare(state, env)
            children = _start_platform(state, env, port, running)
            running.callback(say, "\n· 正在停止 Stopping …")
            _announce(state, env, time.monotonic() - began)
            watch(children | servers)
        except Stop:
            pass
        finally:
            for number in _ends():
                signal.signal(number, signal.SIG_IGN)
    say("  已停止，数据都在。 Stopped; the data stay.")


def _ends():
    """The signals that mean the end. Under nohup a closed terminal does not."""
    nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM] + ([] if nohup else [signal.SIGHUP])


def _raise_stop(_number, _frame):
    raise Stop


def _make_state():
    state = places.state_dir()
    places.make_state(state)
    for name in ("beat", "static"):
        places.make_private(state / name)
    return state


# --- one at a time -------------------------------------------------------------------------------


@contextlib.contextmanager
def only_one(state):
    """A lock that ends with its holder, however it ends; the note beside it says who and where."""
    note = state / "running.json"
    with (state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(_already_running(note)) from None
        write_note(note, url="")
        try:
            yield
        finally:
            note.unlink(missing_ok=True)


def _already_running(note):
    try:
        found = json.loads(note.read_text())
    except (OSError, ValueError):
        found = {"pid": "?", "url": ""}
    where = found["url"] or "（还在启动 still starting）"
    return (
        f"平台已在运行：{where}，进程 {found['pid']}。\n"
        f"The platform already runs: {where}, process {found['pid']}. Stop it with: kill {found['pid']}"
    )


def write_note(path, url, env=None):
    """Who runs here, where, and on which servers; their passwords are among it, so it is the account's own."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps({"pid": os.getpid(), "url": url, "env": env or {}}))


def _replace_orphans(state):
    """What a supervisor that was killed outright left behind, and only that."""
    if found := process.left_by(state):
        with step(
            f"正在结束上次留下的 {len(found)} 个进程", f"Ending {len(found)} processes left by the last start"
        ):
            process.end_left_by(state)


def choose_port(given):
    """The port somebody asked for, or 8000, or any free one when nobody asked and 8000 is taken."""
    if given:
        if not given.isdigit() or not 0 < int(given) < 65536:
            raise Problem(f"PORT={given} 不是端口号。 PORT={given} is not a port number.")
        if places.is_taken(int(given)):
            raise Problem(
                f"端口 {given} 已被占用，请换一个。 Port {given} is taken; choose another: PORT=8123 make run"
            )
        return int(given)
    if not places.is_taken(DEFAULT_PORT):
        return DEFAULT_PORT
    port = places.free_port()
    say(f"· 端口 {DEFAULT_PORT} 已被占用，改用 {port}。 Port {DEFAULT_PORT} is taken, using {port}.")
    return port


# --- servers and data -------------------------------------------------------------------------------


def _start_servers(state, port, running):
    """The environment of everything that runs, and the servers that are ours. Those given from outside are used; ours
    stay off then."""
    given = {name: value for name, value in os.environ.items() if value}
    env = {
        "DEPLOYMENT": "demo",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "LOG_FORMAT": "plain",
        "LOG_LEVEL": "WARNING",
        **{name: given[name] for name in PASSED_ON if name in given},
        "STATE_DIR": str(state),
        "KEYS_FILE": given.get("KEYS_FILE") or str(keys.ensure(state / "keys.json")),
        "DJANGO_SETTINGS_MODULE": "volunteer_platform.settings",
        "PYTHONUNBUFFERED": "1",
        # On somebody's own machine root is somebody's own choice.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }
    secrets = keys.passwords(state / "servers.json")
    account, servers = places.server_account(), {}
    for name, (variable, start) in EMBEDDED.items():
        env[variable] = given.get(variable)
        if not env[variable]:
            server = start(state, account, secrets, running)
            env[variable], servers[name] = server.url(), server.process
    return env, servers


def _embedded_postgres(state, account, secrets, running):
    with step("正在启动内置 PostgreSQL 18", "Starting the embedded PostgreSQL 18"):
        server = Postgres(state, account, secrets)
        server.start()
        running.callback(server.stop)
        server.prepare()
    return server


def _embedded_valkey(state, account, secrets, running):
    with step("正在启动内置 Valkey（Redis）", "Starting the embedded Valkey"):
        server = Valkey(state, account, secrets)
        server.start()
        running.callback(server.stop)
    return server


EMBEDDED = {
    "postgres": ("DATABASE_URL", _embedded_postgres),
    "valkey": ("REDIS_URL", _embedded_valkey),
}


# --- the platform itself ----------------------------------------------------------------------------


def commands(state, port):
    celery = ["-m", "celery", "--quiet", "-A", "volunteer_platform"]
    return {
        "web": process.python(
            *["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)],
            *["--workers", "2", "--blocking-threads", "4", "--no-ws", "--workers-kill-timeout", "5"],
            *["--log-level", "warning", "volunteer_platform.wsgi:application"],
        ),
        "worker": process.python(*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"),
        "beat": process.python(
            *[*celery, "beat", "--schedule", str(state / "beat" / "schedule"), "--pidfile="],
            *["--loglevel", "WARNING"],
        ),
    }


def _start_platform(state, env, port, running):
    children = {}
    running.callback(lambda: process.stop(*children.values(), patience=15))
    with step("正在启动网站、任务与定时进程", "Starting web, worker and beat"):
        for name, command in commands(state, port).items():
            child = process.start(command, state=state, env=env, cwd=places.ROOT, output=subprocess.PIPE)
            process.echo(child, name)
            children[name] = child
        ready = process.wait_until(lambda: _healthy(port) or _ended(children), seconds=300, every=0.2)
    if ended := _ended(children):
        raise Problem(_says_ended(ended))
    if not ready:
        raise Problem(f"网站没有应答。 The site does not answer: {_health(port)}")
    return children


def _health(port):
    """What /healthz/ says of database, Redis and worker."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5) as answer:
            return json.load(answer)
    except (OSError, ValueError) as error:
        return {"web": str(error)}


def _healthy(port):
    health = _health(port)
    return all(health.get(name) for name in ("database", "redis", "worker"))


def _ended(children):
    return {name: child.returncode for name, child in children.items() if child.poll() is not None}


def _says_ended(ended):
    names = "、".join(f"{name} ({code})" for name, code in ended.items())
    return f"进程意外结束：{names}。 Ended unexpectedly: {names}."


def _announce(state, env, seconds):
    write_note(state / "running.json", env["SITE_URL"], env)
    outside = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    servers = (
        f"外部服务器 from outside ({', '.join(outside)})"
        if outside
        else "内置，只供试用 embedded, for trying"
    )
    say()
    if env["DEPLOYMENT"] == "demo":
        say(preparation.accounts(state).read_text())
    say(f"志愿北疆已启动（{seconds:.0f} 秒） Ready: {env['SITE_URL']}/")
    say(f"  数据库与队列 servers: {servers}\n  数据 data: {state}\n  停止 stop: Ctrl-C\n")


def watch(children):
    """Until one of them has ended, by whatever hand; then all end, and the next start begins from what is kept."""
    while not (ended := _ended(children)):
        time.sleep(0.5)
    raise Problem(_says_ended(ended))


def forget():
    """`make clean`: remove this checkout's state folder with all its data, unless the platform runs."""
    state = places.state_dir()
    if not state.exists():
        return
    with only_one(state):
        process.end_left_by(state)
        shutil.rmtree(state)
