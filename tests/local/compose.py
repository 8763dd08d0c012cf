"""Reads docker-compose.yml as Compose does, and runs its services as processes where no engine is at hand."""

import os
import re
import subprocess

import yaml

from volunteer_platform.local import process
from volunteer_platform.local.places import ROOT

VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")


def example_variables():
    """The variables of .env.example, with something in those that are left to the reader."""
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and line[0] != "#"]
    pairs = dict(line.split("=", 1) for line in lines)
    filled = {name: value or f"example-{name.lower().replace('_', '-')}" for name, value in pairs.items()}
    return filled | {"REPLICA_URL": ""}  # none follows here


def read(variables):
    return _interpolate(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), variables)


def asked_for():
    """Every variable the compose file takes from outside."""
    text = re.sub(r"^\s*#.*$", "", (ROOT / "docker-compose.yml").read_text(), flags=re.MULTILINE)
    return {found[1] for found in VARIABLE.findall(text) if found[1]}


def _interpolate(node, variables):
    if isinstance(node, dict):
        return {key: _interpolate(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [_interpolate(value, variables) for value in node]
    return VARIABLE.sub(lambda match: _value(match, variables), node) if isinstance(node, str) else node


def _value(match, variables):
    dollar, name, kind, default = match.groups()
    if dollar:
        return "$"
    if variables.get(name):
        return variables[name]
    if kind == "?":
        raise KeyError(f"the compose file needs {name}")
    return default or ""


class Services:
    """The services of a compose file as processes: same commands, same environment, other hosts and folders."""

    def __init__(self, services, *, path, replacing, state):
        self.services, self.path, self.replacing, self.state = services, path, replacing, state
        self.running = []

    def environment(self, name):
        """Only what the service declares, and where to find programs: nothing leaks in from this machine."""
        declared = {key: str(value) for key, value in self.services[name].get("environment", {}).items()}
        for old, new in self.replacing.items():
            declared = {key: value.replace(old, new) for key, value in declared.items()}
        return {"PATH": self.path, "LANG": "C.UTF-8", **declared}

    def start(self, name):
        command = ["env", "-i", *self._assignments(name), *self.services[name]["command"]]
        with (self.state / f"{name}.log").open("wb") as log:
            child = process.start(command, state=self.state, cwd=ROOT, output=log)
        self.running.append(child)
        return child

    def is_healthy(self, name):
        kind, *command = self.services[name]["healthcheck"]["test"]
        if kind == "CMD-SHELL":
            command = ["sh", "-c", *command]
        done = subprocess.run(
            ["env", "-i", *self._assignments(name), *command], cwd=ROOT, capture_output=True, check=False
        )
        return done.returncode == 0

    def run(self, *command, like):
        """A command of our own in the environment of a service."""
        return subprocess.run(
            ["env", "-i", *self._assignments(like), *command],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def said(self, name):
        return (self.state / f"{name}.log").read_text(errors="replace")

    def stop(self):
        process.stop(*self.running, patience=20)

    def _assignments(self, name):
        return [f"{key}={value}" for key, value in self.environment(name).items()]


def path_with(*folders):
    return os.pathsep.join([*map(str, folders), "/usr/bin", "/bin"])
