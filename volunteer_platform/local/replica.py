"""A PostgreSQL that follows the embedded one, from the same package: to try what REPLICA_URL does, and to test it."""

import os
import shutil
import signal
import subprocess
from urllib.parse import urlsplit

from volunteer_platform.local import keys, places, running
from volunteer_platform.local.console import Problem, say
from volunteer_platform.local.postgres import ADMIN, Postgres
from volunteer_platform.local.process import MARK

ENDS = {signal.SIGINT, signal.SIGTERM}


class Replica(Postgres):
    """Begins as a copy of the first one, then replays what that one writes."""

    def __init__(self, state, first):
        super().__init__(state, first.account, first.passwords, throw_away=True)
        self.first = first

    def _make_cluster(self):
        draft = self.home / "data.new"
        command = [self.program("pg_basebackup"), "-D", draft, "--write-recovery-conf", "--checkpoint=fast"]
        command += ["-h", self.first.sockets, "-p", str(self.first.port), "-U", ADMIN]
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.home,
            env={**os.environ, "PGPASSWORD": self.passwords["postgres"], MARK: str(self.state)},
            capture_output=True,
            text=True,
            check=False,
            **places.as_account(self.account),
        )
        if done.returncode:
            raise Problem(f"复制没有成功。 pg_basebackup failed:\n{done.stdout}{done.stderr}")
        draft.rename(self.data)


def first_of(state):
    """The embedded PostgreSQL of the platform that runs with this state folder."""
    first = Postgres(state, places.server_account(), keys.passwords(state / "servers.json"))
    address = urlsplit(running.note_of(state)["env"]["DATABASE_URL"])
    first.port, first.sockets = address.port, places.socket_dir(state, first.account)
    with first.connect():  # refuses a server that isn't ours
        return first


def follow():
    """A replica of the running platform, made anew, until Ctrl-C or SIGTERM."""
    state = places.state_dir()
    folder = state / "replica"
    first = first_of(state)
    shutil.rmtree(folder, ignore_errors=True)
    places.make_state(folder)
    replica = Replica(folder, first)
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        replica.start()
        say(f"REPLICA_URL={replica.url()}\n停止 stop: Ctrl-C")
        signal.sigwait(ENDS)
    finally:
        if replica.process:
            replica.stop()
        shutil.rmtree(folder)
