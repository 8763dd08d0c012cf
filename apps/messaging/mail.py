"""E-mail goes out through Django's own back ends, named in EMAIL_BACKEND."""

import sys

from django.core.mail.backends.base import BaseEmailBackend


class PrintedEmail(BaseEmailBackend):
    """Prints e-mail where the site was started, the address masked: for development and demonstration."""

    def send_messages(self, email_messages):
        for message in email_messages:
            for address in message.recipients():
                name, _at, host = address.partition("@")
                print(
                    f"[EMAIL {name[:1]}****@{host}] {message.subject}\n{message.body}",
                    file=sys.stderr,
                    flush=True,
                )
        return len(email_messages)
