"""The keys of one installation: made once, kept outside the database with tight rights."""

import base64
import json
import os
import secrets


def ensure(path):
    """Make the key file at the first start. An existing one is never changed: data hang on it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = {
        "field": {"current": "k1", "keys": {"k1": key()}},
        "lookup": key(),
        "django": secrets.token_urlsafe(48),
        "code": key(),
    }
    write_private(path, json.dumps(keys, indent=2))
    return path


def key():
    return base64.b64encode(secrets.token_bytes(32)).decode()


def write_private(path, content):
    """Write a file only its owner may read, whole or not at all, unless it is there already."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def passwords(path):
    """The passwords of the embedded servers, made once like the keys."""
    write_private(
        path, json.dumps({name: secrets.token_urlsafe(24) for name in ("postgres", "volunteer", "redis")})
    )
    return json.loads(path.read_text())
