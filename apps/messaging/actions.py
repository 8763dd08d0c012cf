"""Telling people. A message is written in the transaction of what it tells, so neither is there without the other."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from apps.core import outbox
from apps.messaging.kinds import kind_named
from apps.messaging.models import Channel, ChannelChoice

Wish = ChannelChoice.Wish


@dataclass(frozen=True)
class News:
    recipient_id: int
    key: str  # what it is about, e.g. "record:17": the same news is told once
    title: str
    body: str = ""
    url: str = ""


WRITE = """
    INSERT INTO messaging_message (recipient_id, kind, key, title, body, url)
    SELECT recipient_id, %(kind)s, key, title, body, url
    FROM unnest(%(recipients)s::bigint[], %(keys)s::text[], %(titles)s::text[], %(bodies)s::text[], %(urls)s::text[])
        AS news (recipient_id, key, title, body, url)
    ON CONFLICT (recipient_id, kind, key) DO NOTHING
    RETURNING id, recipient_id
"""


@transaction.atomic
def tell(kind: str, news: Iterable[News]) -> None:
    """Put news into the inboxes of a set of people. Told once, however often it is sent. Whoever wants such messages
    outside too is sent them by the outbox, once for each message and channel."""
    kind_named(kind)
    items = list(news)
    if not items:
        return
    values = {
        "kind": kind,
        "recipients": [item.recipient_id for item in items],
        "keys": [item.key for item in items],
        "titles": [str(item.title)[:120] for item in items],
        "bodies": [str(item.body)[:600] for item in items],
        "urls": [item.url for item in items],
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)
        written = cursor.fetchall()
    if written:
        _send_outside(kind, written)


def _send_outside(kind, written):
    """A row of the outbox for each of these (message, recipient) and each channel its recipient wants it on."""
    recipients = {recipient for _message, recipient in written}
    wishes = ChannelChoice.objects.wishes(recipients, kind_named(kind).group)
    wanting = {
        (recipient, channel)
        for recipient in recipients
        for channel in Channel
        if Wish(wishes.get((recipient, channel), Wish.IMPORTANT)).covers(kind)
    }
    if not wanting:
        return
    people = get_user_model().objects.in_bulk({recipient for recipient, _channel in wanting})
    for channel in Channel:
        items = {
            f"message:{message}": {"message": message}
            for message, recipient in written
            if (recipient, channel) in wanting and address_of(people[recipient], channel)
        }
        if items:
            outbox.put(channel.value, items)


def address_of(user, channel):
    """Where a person is reached on a channel, or None: only a number or address that its holder has confirmed."""
    if not user.is_active:
        return None
    if channel == Channel.SMS:
        return user.phone if user.phone_verified_at else None
    return user.email_for_messages or None


def mark_read(messages):
    """The person has seen these."""
    return messages.unread().update(read_at=timezone.now())


@transaction.atomic
def choose(user, choices: dict[tuple[str, str], str]) -> None:
    """Keep what a person wants outside the site: {(group, channel): wish}."""
    rows = [
        ChannelChoice(user=user, group=group, channel=channel, wish=wish)
        for (group, channel), wish in sorted(choices.items())
    ]
    ChannelChoice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "group", "channel"],
        update_fields=["wish"],
    )


@transaction.atomic
def turn_off(user, channel: str) -> None:
    """Nothing more on this channel, whatever kinds of messages there will be."""
    ChannelChoice.objects.of(user).filter(channel=channel).exclude(group="").delete()
    choose(user, {("", channel): Wish.NONE})


@transaction.atomic
def turn_on(user, channel: str) -> None:
    """Back to how everybody begins: what is important comes on this channel."""
    ChannelChoice.objects.of(user).filter(channel=channel).delete()
