"""The signature over what a certificate says: a JSON Web Signature by Ed25519 (RFC 7515, RFC 8037), small enough for a
QR code, which any library for such signatures checks with the published key.

    https://…/verify/<token>/#<header>.<claims>.<signature>

What stands behind the # is not sent to the site: the address opens the page online, and the whole of it, read from the
paper, can be checked without a network.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

ALGORITHM = "EdDSA"
CHECK = 12  # bytes of the hash by which a name is compared
LONGEST = 4000  # of a code that is read; nothing we sign is nearly as long


class NotGenuine(Exception):
    """The text is no signature of ours, or something in it was changed."""


class Distrusted(NotGenuine):
    """It was signed with a key of ours on a day on which somebody else had that key."""


@dataclass(frozen=True)
class PublicKey:
    """With what signatures are checked. From the day `bad_from` on nothing that this key signed is believed."""

    raw: bytes
    bad_from: str = ""

    def is_bad_on(self, day: str) -> bool:
        return bool(self.bad_from) and not "" < day < self.bad_from


def current_key() -> str:
    """The id of the key that signs now."""
    return settings.KEYS["certificate"]["current"]


def key_ids() -> list[str]:
    return list(settings.KEYS["certificate"]["keys"])


def secret_of(key_id: str, name: str) -> bytes:
    return base64.b64decode(settings.KEYS["certificate"]["keys"][key_id][name])


def public_key(key_id: str) -> bytes:
    """The 32 bytes with which signatures of a key are checked. Of one that signs no longer there is no other half."""
    if public := settings.KEYS["certificate"]["keys"][key_id].get("x"):
        return base64.b64decode(public)
    return _public(secret_of(key_id, "ed25519"))


def bad_from(key_id: str) -> str:
    """From which day on nothing signed with a key is believed, or nothing."""
    return settings.KEYS["certificate"]["keys"][key_id].get("bad_from", "")


def known() -> dict[str, PublicKey]:
    """All our keys, those no longer used too."""
    return {key_id: PublicKey(public_key(key_id), bad_from(key_id)) for key_id in key_ids()}


def ever_known() -> dict[str, PublicKey]:
    """The same, believed whenever they signed: to see whether a row is as it was written."""
    return {key_id: PublicKey(public_key(key_id)) for key_id in key_ids()}


@cache
def _public(seed):
    return (
        Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    )


def sign_bytes(message: bytes, key_id: str | None = None) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret_of(key_id or current_key(), "ed25519")).sign(message)


def sign(claims: dict) -> str:
    """Claims as a signed text."""
    head = encode(written({"alg": ALGORITHM, "kid": current_key()}))
    message = f"{head}.{encode(written(claims))}"
    return f"{message}.{encode(sign_bytes(message.encode()))}"


def read(text: str, keys: dict[str, PublicKey] | None = None) -> dict:
    """The claims of a signed text, checked with our keys or those given. Raises NotGenuine.

    Every letter counts: what is written differently and means the same is not ours either.
    """
    try:
        head, body, mark = text.split(".") if len(text) <= LONGEST else []
        header, claims, signature = json.loads(decode(head)), json.loads(decode(body)), decode(mark)
        key_id = header["kid"]
        if header != {"alg": ALGORITHM, "kid": key_id}:
            raise NotGenuine
        key = (known() if keys is None else keys)[key_id]
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, f"{head}.{body}".encode())
    except (ValueError, KeyError, TypeError, RecursionError, InvalidSignature):
        raise NotGenuine from None
    if key.is_bad_on(claims.get("i", "")):
        raise Distrusted
    return claims


def written(value) -> bytes:
    """JSON in one way only (RFC 8785 for what we write: words, whole numbers, lists of them)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value) -> str:
    """The hash of some contents, written in that one way."""
    return hashlib.sha256(written(value)).hexdigest()


def name_check(token, name):
    """A hash of the name, salted with the token: who holds the paper can compare the name without asking anybody."""
    return encode(hashlib.sha256(f"{token}{name}".encode()).digest()[:CHECK])


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Strictly: the one spelling of each value."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise NotGenuine from None
    if encode(raw) != text:
        raise NotGenuine
    return raw


def published() -> dict:
    """All keys as a JSON Web Key Set (RFC 7517), those no longer used too: what they signed stays checkable."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "kid": key_id,
                "use": "sig",
                "alg": ALGORITHM,
                "x": encode(key.raw),
                **({"bad_from": key.bad_from} if key.bad_from else {}),
            }
            for key_id, key in known().items()
        ]
    }
