"""Reading settings from the environment, loudly: a wrong value stops the start and says which one."""

import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name, default=None, *, choices=None):
    """A setting as text. Without a default it must be given."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} in the environment (see .env.example).")
    if choices and value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}.")
    return value


def required(name):
    """A setting that must be given and not be empty."""
    if not (value := text(name)):
        raise ImproperlyConfigured(f"{name} is empty.")
    return value


def number(name, default):
    """A setting as a whole number."""
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number.")
    return int(value)


def words(name, default=""):
    """A setting as a list, written with commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(name="DATABASE_URL", *, limits, pooled=False, read_only=False):
    """A PostgreSQL address as Django wants it: postgresql://user:password@host:port/name?host=/socket.

    Behind a pool that lends a connection for one transaction nothing may outlast it: no cursor on the server, and limits
    of time are the role's own.
    """
    options = (
        {"connect_timeout": 2} if read_only else {}
    )  # whoever looks at figures waits no longer for one that is gone
    if not pooled:
        limits = limits | ({"default_transaction_read_only": "on"} if read_only else {})
        options["options"] = " ".join(f"-c {limit}={value}" for limit, value in limits.items())
    return {
        **_address(name),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "OPTIONS": options,
    }


def _address(name):
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://.")
    query = dict(pair.split("=", 1) for pair in url.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(query.get("host", "") or url.hostname or ""),
        "PORT": str(url.port or query.get("port", "")),
    }


def keys(name="KEYS_FILE"):
    """The keys that live outside the database: see docs/keys.md for their making, backup and rotation."""
    path = Path(text(name))
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError) as problem:
        raise ImproperlyConfigured(f"{name}: the key file cannot be read ({problem}).") from None
    if missing := {"field", "lookup", "django", "code", "certificate"} - set(found):
        raise ImproperlyConfigured(
            f"{name}: the key file lacks {', '.join(sorted(missing))}. "
            f"Complete it: python -m volunteer_platform.local keys {path}"
        )
    return found
