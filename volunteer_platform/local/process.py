"""Starting and ending processes, and knowing one's own from somebody else's."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

import psutil

MARK = "VOLUNTEER_PLATFORM_STATE"


def start(command, *, state, env=None, account=None, output=None, cwd=None, with_parent=False):
    """Start a process at the head of its own session, so that ending the session ends all it started.

    The mark in its environment tells a later start that an orphan is its own.
    """
    if account is not None:
        account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {}), MARK: str(state)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=_end_with_parent if with_parent else None,  # noqa: PLW1509 -- no threads yet
        **(account or {}),
    )


def _end_with_parent():
    """Linux: a throw-away server ends even when the tests' own process is killed outright."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def stop(*processes, first=signal.SIGTERM, patience=10):
    """End processes and everything in their sessions; with force when asking did not help."""
    families = [member for process in processes for member in session(process.pid)]
    for process in processes:
        if process.poll() is None:
            process.send_signal(first)
    deadline = time.monotonic() + patience
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
    end_all(families, patience=1)
    for process in processes:
        process.wait()


def session(leader):
    """What runs in a session; the dead whom nobody has asked after do not count."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, PermissionError, psutil.Error):
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def end_all(processes, *, patience=10):
    for act in (psutil.Process.terminate, psutil.Process.kill):
        for process in processes:
            with contextlib.suppress(psutil.Error):
                act(process)
        _, processes = psutil.wait_procs(processes, timeout=patience)


def is_same(record):
    """Whether a noted process still runs; a number that came round again belongs to another one."""
    try:
        return psutil.Process(record["pid"]).create_time() == record["began"]
    except (psutil.Error, KeyError, TypeError):
        return False


def note(pid):
    return {"pid": pid, "began": psutil.Process(pid).create_time()}


def left_by(state):
    """Running processes of this state folder, but for this one and those above it.

    They carry its mark in their environment. The two servers write over theirs; they are known by the folder
    they work in.
    """
    mine = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    homes = {"postgres": state / "postgres" / "data", "valkey-server": state / "valkey"}
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            home = homes.get(process.name())
            is_server = home is not None and process.cwd() == str(home)
            if process.pid not in mine and (is_server or process.environ().get(MARK) == str(state)):
                found.append(process)
    return found


def end_left_by(state):
    """End them: PostgreSQL by SIGINT, its fast and clean shutdown, since SIGTERM lets it wait for clients."""
    found = left_by(state)
    databases = [process for process in found if process.name() == "postgres"]
    for process in databases:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGINT)
    psutil.wait_procs(databases, timeout=20)
    end_all(found)


def echo(process, name, width=6):
    """Print a process's lines under its name."""

    def pump():
        for line in process.stdout:
            print(f"{name:<{width}} | {line.decode(errors='replace').rstrip()}", flush=True)

    thread = threading.Thread(target=pump, daemon=True)
    thread.start()
    return thread


def wait_until(answers, *, process=None, seconds=30, every=0.1):
    """Ask until there is an answer. False when the process ended first or the time ran out."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answers():
            return True
        if process is not None and process.poll() is not None:
            return False
        time.sleep(every)
    return False


def python(*arguments):
    return [sys.executable, *arguments]
