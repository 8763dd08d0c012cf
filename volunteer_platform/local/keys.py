"""The keys of one installation: made once, kept outside the database with tight rights."""

import base64
import datetime
import fcntl
import json
import os
import secrets
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from volunteer_platform.local import signing_keys
from volunteer_platform.local.console import Problem

HERE = ZoneInfo("Asia/Shanghai")


def ensure(path):
    """Make the key file at the first start, and add what an older one lacks. What is there never changes: data hang
    on it. Only of keys that sign certificates no longer the private half goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = {
        "field": {"current": "k1", "keys": {"k1": key()}},
        "lookup": key(),
        "django": secrets.token_urlsafe(48),
        "code": key(),
        "certificate": {"current": "c1", "keys": {"c1": signing_keys.make("c1")}},
    }
    if not path.exists():
        write_private(path, json.dumps(keys, indent=2))
    there = json.loads(path.read_text())
    if keys.keys() - there.keys() or _private_of_earlier(there.get("certificate", keys["certificate"])):
        with _changing(path) as found:
            found.update({name: made for name, made in keys.items() if name not in found})
            _retire_earlier(found["certificate"])
    return path


def add_certificate_key(path):
    """From the next start on certificates are signed with a new key; what the earlier ones signed stays checkable, with
    their public halves, which are all that is kept of them."""
    with _changing(ensure(path)) as found:
        _take_a_new_one(found["certificate"])
    return path


def distrust_certificate_key(path, key_id, day):
    """What a key signed on this day or later is not believed from the next start on: somebody else had it. It signs no
    longer, if it still did. An earlier day may be said afterwards, a later one never."""
    bad_from = _day(day)
    with _changing(ensure(path)) as found:
        signing = found["certificate"]
        if key_id not in signing["keys"]:
            raise Problem(
                f"没有这个密钥：{key_id}。 There is no such key; those there are: {', '.join(signing['keys'])}"
            )
        if key_id == signing["current"]:
            _take_a_new_one(signing)
        key = signing["keys"][key_id]
        key["bad_from"] = min(bad_from, key.get("bad_from", bad_from))
    return path


def _day(text):
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise Problem(f"日期写成 2026-11-28 这样。 Write the day like 2026-11-28, not {text}.") from None
    if day > _today():
        raise Problem("这一天还没有到。 That day has not come yet.")
    return day.isoformat()


def _today():
    return datetime.datetime.now(HERE).date()


def _take_a_new_one(signing):
    key_id = f"c{len(signing['keys']) + 1}"
    signing["keys"][key_id] = signing_keys.make(key_id)
    signing["current"] = key_id
    _retire_earlier(signing)


def _private_of_earlier(signing):
    return [
        key_id
        for key_id, pair in signing["keys"].items()
        if key_id != signing["current"] and not signing_keys.is_retired(pair)
    ]


def _retire_earlier(signing):
    for key_id in _private_of_earlier(signing):
        signing["keys"][key_id] = signing_keys.retired(signing["keys"][key_id], until=_today())


@contextmanager
def _changing(path):
    """One at a time, and whole or not at all: the file as it is, to be added to."""
    turn = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        found = json.loads(path.read_text())
        yield found
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        write_private(draft, json.dumps(found, indent=2))
        owner = path.stat()
        os.chown(draft, owner.st_uid, owner.st_gid)
        draft.replace(path)
    finally:
        os.close(turn)


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
