"""What no query can see: that each certificate is what was signed. Read in chunks; several million take some nights."""

import json
import time
from collections.abc import Iterator

from django.core.cache import cache

from apps.certificates import checking, signing
from apps.certificates.invariants import SIGNED
from apps.certificates.models import Certificate
from apps.core import nightly

CHUNK = 500
SECONDS = 20 * 60  # a night: the time limit of tasks is half an hour
ROUND = "certificates-round"


def unsound() -> Iterator[tuple[str, str]]:
    """(number, what is wrong) of certificates whose signature, contents or hash do not fit together."""
    for row in Certificate.objects.order_by("pk").iterator(chunk_size=CHUNK):
        if wrong := _wrong_with(row):
            yield row.number, wrong


def check_on(seconds: float = SECONDS) -> int:
    """Go on with the round through all certificates for so long; returns how many were looked at. A round that comes to
    its end begins anew the next night; what either round found wrong is told until a whole one finds nothing. Killed, it
    looks at a chunk twice."""
    at, looked_at, ends = (
        cache.get(ROUND) or {"after": 0, "wrong": 0, "before": 0},
        0,
        time.monotonic() + seconds,
    )
    while chunk := list(Certificate.objects.filter(pk__gt=at["after"]).order_by("pk")[:CHUNK]):
        looked_at += len(chunk)
        at["after"], at["wrong"] = chunk[-1].pk, at["wrong"] + sum(1 for row in chunk if _wrong_with(row))
        cache.set(ROUND, at, timeout=None)
        if time.monotonic() > ends:
            break
    else:
        at = {"after": 0, "wrong": 0, "before": at["wrong"]}
        cache.set(ROUND, at, timeout=None)
    nightly.note(SIGNED, max(at["wrong"], at["before"]))
    return looked_at


def _wrong_with(row):
    said = checking.claims_of(row, signing.ever_known())
    if said is None:
        return "the signature does not verify"
    if signing.encode(bytes.fromhex(row.digest)[:16]) != said["d"] or said["h"] != row.minutes:
        return "the signed code says something else"
    if row.claims and signing.digest(json.loads(row.claims)) != row.digest:
        return "the contents are not those that were signed"
    return None
