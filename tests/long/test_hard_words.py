"""Each process of the platform killed outright, one after the other: the next start recovers, and nothing is lost."""

import contextlib
import json
import os
import signal
from functools import partial

import psutil
import pytest

from tests.local.conftest import platform, state  # noqa: F401 -- fixtures
from tests.local.test_supervisor import read_until_ready
from volunteer_platform.local import places, process

pytestmark = pytest.mark.long
VICTIMS = {
    "web": lambda found: "granian" in command_of(found),
    "worker": lambda found: "worker" in command_of(found) and "celery" in command_of(found),
    "beat": lambda found: "beat" in command_of(found) and "celery" in command_of(found),
    "postgres": lambda found: found.name() == "postgres",
    "valkey": lambda found: found.name() == "valkey-server",
    "supervisor": lambda found: "volunteer_platform.local" in command_of(found),
}


def command_of(found):
    return found.cmdline()


def kill(victim, folder, supervisor):
    """All processes of the victim at once, without warning."""
    running = [*process.left_by(folder), psutil.Process(supervisor.pid)]
    doomed = [found for found in running if VICTIMS[victim](found)]
    assert doomed
    for one in doomed:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGKILL)


def on(folder, *command):
    """Run a deed on the servers of what runs there."""
    env = json.loads((folder / "running.json").read_text())["env"]
    child = process.start(
        process.python("-W", "ignore", "-m", "tests.long.deed", *command),
        state="the test itself",
        env={**os.environ, **env, "LOG_LEVEL": "CRITICAL"},
        cwd=places.ROOT,
        output=-1,
    )
    said = child.communicate()[0].decode()
    assert child.returncode == 0, said
    return said


def is_recovered(folder, name):
    """The hours count, and what was to be sent was sent in one attempt."""
    return json.loads(on(folder, "found", name)) == {"minutes": [90], "items": [["done", 1]]}


def test_whichever_process_is_killed_nothing_is_lost(state, platform):  # noqa: F811
    def start():
        run = platform("up", DEPLOYMENT="test", PORT=str(places.free_port()))
        read_until_ready(run)
        return run

    run = start()
    said = ""
    for victim in VICTIMS:
        on(state, "do", victim)
        kill(victim, state, run)
        if victim == "supervisor":
            run.wait()
        said += run.communicate(timeout=60)[0].decode() if victim != "supervisor" else ""
        assert run.returncode == (-9 if victim == "supervisor" else 1)

        run = start()
        assert process.wait_until(partial(is_recovered, state, victim), seconds=60, every=1)

    run.send_signal(signal.SIGTERM)
    said += run.communicate(timeout=60)[0].decode()
    assert (run.returncode, process.left_by(state)) == (0, [])
    print(said)
