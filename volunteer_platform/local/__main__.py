"""python -m volunteer_platform.local up | assets | test-server | test-server-stop | forget"""

import sys

from volunteer_platform.local import assets, kept, supervisor
from volunteer_platform.local.console import Problem, give_up

COMMANDS = {
    "up": supervisor.up,
    "assets": assets.build,
    "test-server": kept.keep,
    "test-server-stop": kept.stop,
    "forget": supervisor.forget,
}

if __name__ == "__main__":
    command = COMMANDS.get(sys.argv[1] if len(sys.argv) == 2 else "")
    if command is None:
        sys.exit(__doc__)
    try:
        command()
    except (supervisor.Stop, KeyboardInterrupt):
        sys.exit(130)
    except Problem as problem:
        give_up(problem)
