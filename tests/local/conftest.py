import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from volunteer_platform.local import keys, places, process, supervisor
from volunteer_platform.local.postgres import Postgres

SERVERS = ["DATABASE_URL", "REDIS_URL", "KEYS_FILE"]  # the tests' own, not those of the platform under test


@pytest.fixture
def state():
    """A state folder that the servers' account can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="volunteer-state-")).resolve()
    places.make_state(folder)
    yield folder
    process.end_left_by(folder)
    shutil.rmtree(folder)


@pytest.fixture
def server(state):
    """An embedded PostgreSQL of the test's own."""
    found = Postgres(state, places.server_account(), keys.passwords(state / "servers.json"), throw_away=True)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def platform(state):
    """Runs `python -m volunteer_platform.local` on a state folder of the test's own."""
    started = []

    def run(*arguments, **env):
        child = process.start(
            process.python("-m", "volunteer_platform.local", *arguments),
            state="the test itself",
            env={**dict.fromkeys([*supervisor.PASSED_ON, *SERVERS], ""), "STATE_DIR": str(state), **env},
            cwd=places.ROOT,
            output=subprocess.PIPE,
        )
        started.append(child)
        return child

    yield run
    process.stop(*started)
    for child in started:
        child.stdout.close()
