"""Makes .venv from the locked requirements, with nothing but the standard library.

    python3 scripts/bootstrap.py run     # the platform and the servers it brings along
    python3 scripts/bootstrap.py dev     # also what tests and linters need

Written so that an old python3 can read it far enough to say what is missing.
"""

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit(
        "需要 Python 3.11 或更新版本。 Python 3.11 or newer is needed, this one is %s.\n"
        "Install it, or name it: make run PYTHON=/path/to/python3.11" % sys.version.split()[0]
    )

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {
    "run": ["requirements.txt", "requirements-local.txt"],
    "dev": ["requirements.txt", "requirements-local.txt", "requirements-dev.txt"],
}


def main(purpose):
    with (ROOT / ".bootstrap.lock").open("w") as lock:
        # Two commands started together must not install into one folder at once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not venv_works():
            make_venv()
        if not is_current(purpose):
            install(purpose)


def venv_works():
    """A checkout that was copied, or whose Python was removed, has a .venv that no longer starts."""
    try:
        done = subprocess.run([python(), "-c", "import pip"], check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def make_venv():
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        version = "%d.%d" % sys.version_info[:2]
        sys.exit(
            "这个 Python 缺少 %s。 This Python lacks %s. Install it, then start again:\n"
            "  Debian, Ubuntu:  apt-get install python%s-venv\n"
            "  Fedora, openEuler:  dnf install python3-pip python3-libs"
            % ("、".join(missing), " and ".join(missing), version)
        )
    say("正在建立 Python 环境 Making the Python environment …")
    if VENV.exists():
        shutil.rmtree(VENV)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def install(purpose):
    locks = LOCKS[purpose]
    expected = len(set.union(*(packages(ROOT / name) for name in locks)))
    say(f"正在安装 {expected} 个 Python 软件包 Installing {expected} Python packages …")
    command = [python(), "-m", "pip", "install", "--require-hashes", "--no-input"]
    command += ["--progress-bar", "off", "--disable-pip-version-check"]
    for name in locks:
        command += ["-r", str(ROOT / name)]
    follow_pip(command, expected)
    for known in [purpose, "run"]:
        stamp(known).write_text(fingerprint(known))


def follow_pip(command, expected):
    """Count the packages as pip meets them; show what it said only if it fails."""
    said, met, shown = [], 0, 0.0
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in pip.stdout:
        said.append(line)
        met += line.startswith(("Collecting", "Requirement already satisfied"))
        if line.startswith("Installing collected"):
            say("  正在写入磁盘 writing them to disk …")
        elif time.monotonic() - shown > 2:
            shown = time.monotonic()
            say(f"  {min(met, expected)}/{expected}")
    if pip.wait():
        sys.exit("".join(said[-40:]) + "安装没有成功。 The packages could not be installed.")


def packages(lock):
    """The names a lock file asks for on this system."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)==[^\n]*", lock.read_text(), flags=re.MULTILINE)
    windows = re.findall(r"^([A-Za-z0-9._-]+)==[^\n]*win32", lock.read_text(), flags=re.MULTILINE)
    return set(lines) - set(windows)


def is_current(purpose):
    try:
        return stamp(purpose).read_text() == fingerprint(purpose)
    except OSError:
        return False


def fingerprint(purpose):
    content = b"".join((ROOT / name).read_bytes() for name in LOCKS[purpose])
    return hashlib.sha256(content).hexdigest()


def stamp(purpose):
    return VENV / f"installed-{purpose}"


def python():
    return str(VENV / "bin" / "python")


def say(text):
    print(text, flush=True)


if __name__ == "__main__":
    os.umask(0o022)  # PostgreSQL may have to run from here under another account.
    main(sys.argv[1])
