"""What the person at the terminal reads: Chinese first, English beside it."""

import contextlib
import sys
import time


class Problem(Exception):
    """Something the person at the terminal has to know and can change."""


def say(text=""):
    print(text, flush=True)


class Stop(BaseException):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or the terminal was closed."""


@contextlib.contextmanager
def step(chinese, english):
    """Say what is being done before it is done, and how long it took when that was long."""
    say(f"· {chinese} {english} …")
    began = time.monotonic()
    yield
    if (seconds := time.monotonic() - began) > 2:
        say(f"  {seconds:.0f} s")


def give_up(problem):
    print(f"\n{problem}", file=sys.stderr, flush=True)
    sys.exit(1)
