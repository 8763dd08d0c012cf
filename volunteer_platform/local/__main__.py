"""python -m volunteer_platform.local up | assets | test-server | test-server-stop | forget | keys PATH"""

import sys
from importlib import import_module
from pathlib import Path

from volunteer_platform.local.console import Problem, Stop, give_up

COMMANDS = {
    "up": "supervisor.up",
    "assets": "assets.build",
    "test-server": "kept.keep",
    "test-server-stop": "kept.stop",
    "forget": "supervisor.forget",
    "keys": "keys.ensure",
}


def main(name="", *paths):
    if name not in COMMANDS or len(paths) != (name == "keys"):
        sys.exit(__doc__)
    # Imported by need: making keys works where no embedded server is installed.
    module, function = COMMANDS[name].split(".")
    command = getattr(import_module(f"volunteer_platform.local.{module}"), function)
    try:
        command(*map(Path, paths))
    except (Stop, KeyboardInterrupt):
        sys.exit(130)
    except Problem as problem:
        give_up(problem)


if __name__ == "__main__":
    main(*sys.argv[1:])
