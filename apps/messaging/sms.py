"""The door for text messages. A real provider is another class with the same method, named in SMS_BACKEND.

What the outbox sends is sent at least once: after a crash it comes again, with the same key, by which the provider drops
the repeat. A provider answers within half a minute or raises.
"""

import secrets
import sys
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Sms(Protocol):
    def send(self, phone: str, text: str, *, key: str) -> None: ...


class PrintedSms:
    """Prints the text where the site was started: for development and demonstration."""

    def send(self, phone, text, *, key):
        print(f"[SMS {phone[:3]}****{phone[-4:]}] {text}", file=sys.stderr, flush=True)


class KeptSms:
    """Keeps what was sent in memory, for tests: (phone, text), and the keys beside it."""

    outbox: list[tuple[str, str]] = []
    keys: list[str] = []

    def send(self, phone, text, *, key):
        self.outbox.append((phone, text))
        self.keys.append(key)


def sms():
    return import_string(settings.SMS_BACKEND)()


def a_key():
    """A key for a text that is sent once, by no outbox: a code."""
    return secrets.token_urlsafe(12)
