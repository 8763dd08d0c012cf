"""python -m volunteer_platform.local up | assets | test-server | test-server-stop | forget | keys PATH
| new-certificate-key PATH | distrust-certificate-key PATH KEY DAY | manage ARGUMENTS | screenshots ARGUMENTS
| replica | bench SIZE ARGUMENTS"""

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
    "new-certificate-key": "keys.add_certificate_key",
    "distrust-certificate-key": "keys.distrust_certificate_key",
    "manage": "running.manage",
    "screenshots": "running.screenshots",
    "replica": "replica.follow",
    "bench": "bench.bench",
}
TAKES = {"keys": 1, "new-certificate-key": 1, "distrust-certificate-key": 3}  # arguments, a path first
PASS_ON = {"manage", "screenshots", "bench"}  # whatever else is said is for somebody else to read


def main(name="", *arguments):
    if name not in COMMANDS or (name not in PASS_ON and len(arguments) != TAKES.get(name, 0)):
        sys.exit(__doc__)
    # Imported by need: making keys works where no embedded server is installed.
    module, function = COMMANDS[name].split(".")
    command = getattr(import_module(f"volunteer_platform.local.{module}"), function)
    try:
        if name in TAKES:
            arguments = (Path(arguments[0]), *arguments[1:])
        command(*arguments)
    except (Stop, KeyboardInterrupt):
        sys.exit(130)
    except Problem as problem:
        give_up(problem)


if __name__ == "__main__":
    main(*sys.argv[1:])
