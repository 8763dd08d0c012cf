"""python -m volunteer_platform.local up | assets | test-server | test-server-stop | forget | keys PATH
| manage ARGUMENTS | screenshots ARGUMENTS"""

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
    "manage": "running.manage",
    "screenshots": "running.screenshots",
}
PASS_ON = {"manage", "screenshots"}  # whatever else is said is for somebody else to read


def main(name="", *arguments):
    if name not in COMMANDS or (name not in PASS_ON and len(arguments) != (name == "keys")):
        sys.exit(__doc__)
    # Imported by need: making keys works where no embedded server is installed.
    module, function = COMMANDS[name].split(".")
    command = getattr(import_module(f"volunteer_platform.local.{module}"), function)
    try:
        command(*(arguments if name in PASS_ON else map(Path, arguments)))
    except (Stop, KeyboardInterrupt):
        sys.exit(130)
    except Problem as problem:
        give_up(problem)


if __name__ == "__main__":
    main(*sys.argv[1:])
