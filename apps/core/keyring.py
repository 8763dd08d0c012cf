"""Encryption of personal data and the keyed hashes it is found by.

Keys live in a file outside the database. Each encrypted value names its key, so keys can be rotated while old
values stay readable. The hash uses a key of its own: document and phone numbers are few enough to be guessed
from a plain hash.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


def _key(key_id):
    return base64.b64decode(settings.KEYS["field"]["keys"][key_id])


def seal(plain, context):
    """Encrypt text with AES-256-GCM. The context (table and column) is bound in: a value copied elsewhere does not open."""
    key_id = settings.KEYS["field"]["current"]
    nonce = os.urandom(12)
    sealed = AESGCM(_key(key_id)).encrypt(nonce, plain.encode(), context.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(value, context):
    """Decrypt what `seal` made. Raises ValueError, without the value, when it does not open."""
    key_id, _, body = value.partition(":")
    raw = base64.b64decode(body)
    try:
        return AESGCM(_key(key_id)).decrypt(raw[:12], raw[12:], context.encode()).decode()
    except (InvalidTag, KeyError):
        raise ValueError(f"An encrypted value of {context} does not open with the keys at hand.") from None


def seal_bytes(plain, context):
    """The same for a file: the key's id, a colon, then nonce and sealed bytes as they are."""
    key_id = settings.KEYS["field"]["current"]
    nonce = os.urandom(12)
    return key_id.encode() + b":" + nonce + AESGCM(_key(key_id)).encrypt(nonce, plain, context.encode())


def unseal_bytes(value, context):
    """Open what `seal_bytes` made. Raises ValueError when it was changed, cut short or lies in another's place."""
    key_id, _, body = value.partition(b":")
    try:
        return AESGCM(_key(key_id.decode())).decrypt(body[:12], body[12:], context.encode())
    except (InvalidTag, KeyError, ValueError):
        raise ValueError(f"A sealed file of {context} does not open with the keys at hand.") from None


def lookup_hash(space, value):
    """The keyed hash a value is found by, within its number space (citizen numbers, phones, passports)."""
    key = base64.b64decode(settings.KEYS["lookup"])
    return hmac.new(key, f"{space}:{value}".encode(), hashlib.sha256).hexdigest()


def code_digest(message):
    """The keyed digest that rotating check-in codes are cut from."""
    return hmac.new(base64.b64decode(settings.KEYS["code"]), message.encode(), hashlib.sha256).digest()
