"""Telling people. A message is written in the transaction of what it tells, so neither is there without the other."""

from dataclasses import dataclass

from django.utils import timezone

from apps.messaging.models import Message


@dataclass(frozen=True)
class News:
    recipient_id: int
    key: str  # what it is about, e.g. "record:17": the same news is told once
    title: str
    body: str = ""
    url: str = ""


def tell(kind, news):
    """Put news into the inboxes of a set of people. Told once, however often it is sent."""
    Message.objects.bulk_create(
        (
            Message(
                recipient_id=item.recipient_id,
                kind=kind,
                key=item.key,
                title=item.title[:120],
                body=item.body[:600],
                url=item.url,
            )
            for item in news
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )


def mark_read(messages):
    """The person has seen these."""
    return messages.unread().update(read_at=timezone.now())
