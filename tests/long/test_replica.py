"""The site with a real replica, made from the same package: figures are read there, everything else is not."""

import json
import os

import pytest

from tests.local.conftest import server, state  # noqa: F401 -- fixtures
from volunteer_platform.local import places, process
from volunteer_platform.local.postgres import ADMIN
from volunteer_platform.local.replica import Replica

pytestmark = pytest.mark.long


def run(*command, **env):
    child = process.start(
        process.python("-W", "ignore", *command),
        state="the test itself",
        env={**os.environ, "LOG_LEVEL": "CRITICAL", **env},
        cwd=places.ROOT,
        output=-1,
    )
    said = child.communicate()[0].decode()
    assert child.returncode == 0, said
    return said


@pytest.fixture
def replica(state, server):  # noqa: F811
    folder = state / "replica"
    places.make_state(folder)
    found = Replica(folder, server)
    found.start()
    yield found
    found.stop()


def test_figures_are_read_from_the_replica_and_the_rest_from_the_first(server, request):  # noqa: F811
    server.prepare()
    for command in (["migrate", "--noinput"], ["load_reference"], ["rebuild_figures"]):
        run("manage.py", *command, DATABASE_URL=server.url())
    replica = request.getfixturevalue("replica")  # of a database that has its tables already
    halting = (
        f"host={replica.sockets} port={replica.port} user={ADMIN} password={replica.passwords['postgres']}"
    )

    said = run(
        *["-m", "tests.long.behind", f"{halting} dbname=postgres"],
        DATABASE_URL=server.url(),
        REPLICA_URL=replica.url(),
    )

    assert json.loads(said) == {
        "halted": {"figures": "敖汉旗", "goals": "新敖汉旗"},
        "given up": {"figures": "新敖汉旗", "goals": "新敖汉旗"},
        "followed": {"figures": "新敖汉旗", "goals": "新敖汉旗"},
    }
