"""What is checked every night, and how many things were found wrong: the health report says of how many checks.

What a check found is kept in the cache for some days, and is in the log for good. A check that has not come to an end for
that long is one that was not made.
"""

import datetime

import structlog
from django.core.cache import cache

from apps.core import invariants

KEPT = datetime.timedelta(days=3)
ALSO: list[str] = []
log = structlog.get_logger(__name__)


def also(name: str) -> str:
    """Register a check that is no invariant."""
    ALSO.append(name)
    return name


def names() -> list[str]:
    return [*invariants.names(), *ALSO]


def note(name: str, wrong: int) -> None:
    """Keep what a check found; the log holds how much, never whose."""
    cache.set(_key(name), wrong, timeout=KEPT.total_seconds())
    if wrong:
        log.error("nightly_check_found", check=name, wrong=wrong)


def check_invariant(name: str) -> None:
    """One of them, in a snapshot of its own, so that each has a task and its time."""
    note(name, len(invariants.check([name])[name]))


def report() -> dict[str, int]:
    """Of how many checks something is wrong, and how many have not been made of late."""
    keys = [_key(name) for name in names()]
    found = cache.get_many(keys)
    return {
        "checks_failed": sum(1 for wrong in found.values() if wrong),
        "checks_missing": len(keys) - len(found),
    }


def _key(name):
    return f"nightly:{name}"
