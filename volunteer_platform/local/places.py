"""Where things lie: the state folder, the account of the servers, sockets, ports."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

from volunteer_platform.local.console import Problem

ROOT = Path(__file__).resolve().parents[2]


def server_account():
    """PostgreSQL refuses to run as root, so root lends it an account that owns nothing else here."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem(
        "以 root 运行时需要 postgres 或 nobody 账号。 Run as root, this needs an account named postgres or nobody."
    )


def as_account(account):
    """The arguments with which a process starts under that account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def can_run(command, account):
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, check=False, **as_account(account))
    except OSError:
        return False
    return done.returncode == 0


def state_dir():
    """Everything a running platform keeps is in one folder: var/ in the checkout.

    Under a closed home such as root's own the servers' account cannot reach the checkout; then the folder
    is in /var/lib, under a name made from the checkout's path.
    """
    if given := os.environ.get("STATE_DIR"):
        return Path(given).resolve()
    account = server_account()
    if account is None or can_run(["/bin/sh", "-c", 'test -x "$0"', str(ROOT)], account):
        return ROOT / "var"
    return Path("/var/lib/volunteer-platform") / short_name(ROOT)


def short_name(path):
    return hashlib.sha256(f"{os.geteuid()}:{path}".encode()).hexdigest()[:12]


def make_state(folder):
    """A state folder: only the account's own, but the servers' account passes through to its folders."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    make_private(folder / "logs")


def make_private(folder, account=None):
    """A folder for one account's eyes only."""
    folder.mkdir(parents=True, exist_ok=True)
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)
    return folder


def socket_dir(state, account):
    """A socket's path may have 107 bytes, a checkout's has more: so it gets a short one of its own."""
    folder = Path("/tmp") / f"volunteer-{short_name(state)}"  # noqa: S108 -- its owner is checked
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), account.pw_uid if account else -1}:
        raise Problem(f"{folder} 属于别人。 {folder} belongs to somebody else; remove it and start again.")
    return make_private(folder, account)


def runnable(package, program, state, account):
    """A program of an installed package, or of a copy of the package where the servers' account can run it."""
    spec = importlib.util.find_spec(package)  # found, not imported: its own start-up code is not wanted
    site = Path(spec.origin).parents[1]
    if can_run([site / program, "--version"], account):
        return site / program
    copy = state / "servers" / short_name(site)
    if not can_run([copy / program, "--version"], account):
        for folder in site.glob(f"{package}*"):  # its libraries lie in a folder beside it
            shutil.copytree(folder, copy / folder.name, symlinks=True, dirs_exist_ok=True)
    if not can_run([copy / program, "--version"], account):
        raise Problem(
            f"{copy / program} 在这里无法运行。 It does not run here; name a folder that allows it:"
            " STATE_DIR=/path make run"
        )
    return copy / program


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_taken(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
