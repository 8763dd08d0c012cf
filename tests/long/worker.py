"""The site's own Celery application, with two kinds of outbox items more, and a provider that writes down what it got.

`python -m celery -A tests.long.worker worker`: started and killed by the tests beside it.
"""

import os
import time
from pathlib import Path

import django

django.setup()

from apps.core.models import AuditRow  # noqa: E402
from apps.core.outbox import handles, sends  # noqa: E402
from apps.messaging.actions import News, tell  # noqa: E402
from volunteer_platform.celery import app  # noqa: E402, F401 -- what `-A` looks for

HELD = 0  # the item whose worker is killed between its effect and its mark
DONE = "test.told"  # no constraint keeps a row of the audit trail from standing there twice


@handles("tell_one")
def tell_one(payload, *, key):
    """What must happen once: a message, and a trace of how often it happened."""
    tell(payload["kind"], [News(payload["user"], key, "给你的消息")])
    AuditRow.objects.create(action=DONE, subject="item", subject_id=payload["n"])


@sends("tell_apart")
def tell_apart(payload, *, key):
    """The same, wrongly: in another transaction than the mark that it is done. The first time it stays between the
    two until it is killed there."""
    tell_one(payload, key=key)
    if payload["n"] == HELD and AuditRow.objects.filter(action=DONE, subject_id=HELD).count() == 1:
        time.sleep(600)


class WrittenSms:
    """Writes the key of each text into a file, one line each, as a provider would note it."""

    def send(self, phone, text, *, key):
        with Path(os.environ["SENT_FILE"]).open("a") as file:
            file.write(f"{key}\n")
