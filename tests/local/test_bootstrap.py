import json
import re
import subprocess
import sys

import pytest

from volunteer_platform.local.places import ROOT

LOCKS = ["requirements.txt", "requirements-local.txt", "requirements-dev.txt"]
WITHOUT_VENV = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name == "ensurepip":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Hidden())
import importlib.util
importlib.util.find_spec = lambda name: None if name == "ensurepip" else object()
"""


def test_a_python_without_venv_says_what_to_install(tmp_path):
    """As Debian ships it. Tried on a copy, so that nothing here is made anew."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "bootstrap.py").write_text((ROOT / "scripts" / "bootstrap.py").read_text())
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_VENV)
    done = subprocess.run(
        [sys.executable, tmp_path / "scripts" / "bootstrap.py", "run"],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_locked_by_hash_and_names_no_registry(name):
    lock = (ROOT / name).read_text()
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE))
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", lock) == []


def test_the_locks_agree_with_each_other():
    versions = {}
    for name in LOCKS:
        for package, version in re.findall(
            r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), flags=re.MULTILINE
        ):
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("folder", ["frontend", "tests/chromium"])
def test_every_npm_package_is_locked_by_hash_and_names_no_registry(folder):
    lock = json.loads((ROOT / folder / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_make_alone_lists_every_target():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)[1]
    assert re.findall(r"^  make (\S+)", listed, flags=re.MULTILINE) == phony.split()
