"""Beside a running platform: Django's commands, and pictures of its pages, with the servers it runs on."""

import fcntl
import json
import os

from volunteer_platform.local import places, process
from volunteer_platform.local.console import Problem


def note_of(state):
    """What the running platform says of itself: its process, its address, the environment of its processes."""
    try:
        with (state / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        note = json.loads((state / "running.json").read_text())
        if note["url"]:
            return note
        raise Problem("平台还在启动，稍等再试。 The platform is still starting; try again soon.") from None
    except FileNotFoundError:
        pass
    raise Problem("平台没有在运行，先 make run。 The platform does not run; start it with: make run")


def manage(*arguments):
    """`make manage ARGS="check_invariants"`: one of Django's commands on the running platform's servers."""
    env = note_of(places.state_dir())["env"]
    _become(process.python("manage.py", *arguments), env)


def screenshots(*arguments):
    """`make screenshots`: photograph the pages of the running platform."""
    url = note_of(places.state_dir())["url"]
    _become(process.python("scripts/screenshots.py", url, *arguments), {})


def _become(command, env):
    """In place of this process, so that it has the terminal and its exit code is the answer."""
    os.chdir(places.ROOT)
    os.execve(command[0], command, {**os.environ, **env})  # noqa: S606 -- our own arguments, no shell
