"""The door for text messages. A real provider is another class with the same method, named in SMS_BACKEND."""

import sys
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Sms(Protocol):
    def send(self, phone: str, text: str) -> None: ...


class PrintedSms:
    """Prints the text where the site was started: for development and demonstration."""

    def send(self, phone, text):
        print(f"[SMS {phone[:3]}****{phone[-4:]}] {text}", file=sys.stderr, flush=True)


class KeptSms:
    """Keeps what was sent in memory, for tests."""

    outbox: list[tuple[str, str]] = []

    def send(self, phone, text):
        self.outbox.append((phone, text))


def sms():
    return import_string(settings.SMS_BACKEND)()
