"""What leaves the site: short, with no name of a person and no secret in it. The message itself is read after signing in."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import days
from apps.core.models import PolicyRow
from apps.core.outbox import NotYet, sends
from apps.messaging.actions import address_of
from apps.messaging.kinds import kind_named
from apps.messaging.models import Channel, ChannelChoice, Message
from apps.messaging.sms import sms

LONGEST_TITLE = 40  # with the rest a text message stays within two parts
TOKENS = signing.Signer(salt="messages off")


@sends("sms")
def send_sms(payload, *, key):
    """One message to the phone of its recipient."""
    message, phone = _to_be_sent(payload["message"], Channel.SMS)
    if phone:
        words = _("【%(site)s】%(title)s。登录后在“消息”里看，也可以在那里关掉短信。")
        sms().send(phone, words % {"site": settings.SITE_NAME, "title": title_outside(message)}, key=key)


@sends("email")
def send_email(payload, *, key):
    """One message to the address its recipient confirmed. Its id is made of the key, so that a receiver who gets it
    twice sees one."""
    message, address = _to_be_sent(payload["message"], Channel.EMAIL)
    if not address:
        return
    off = settings.SITE_URL + reverse("messaging:off", args=[off_token(message)])
    words = _(
        "%(title)s。\n\n登录后在“消息”里看：\n%(inbox)s\n\n不想再收这类邮件，点这里，不用登录：\n%(off)s\n"
    )
    EmailMessage(
        subject=_("【%(site)s】%(title)s") % {"site": settings.SITE_NAME, "title": title_outside(message)},
        body=words
        % {
            "title": title_outside(message),
            "inbox": settings.SITE_URL + reverse("messaging:inbox"),
            "off": off,
        },
        to=[address],
        headers={
            "Message-ID": f"<{key.replace(':', '.')}@{urlsplit(settings.SITE_URL).hostname}>",
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    ).send()


def _to_be_sent(pk, channel):
    """The message and where it goes, asked when it goes: who has turned the channel off meanwhile, or left, gets
    nothing. At night it waits for the morning, unless it cannot."""
    message = Message.objects.select_related("recipient").filter(pk=pk).first()
    if message is None:
        return None, None
    kind, recipient = kind_named(message.kind), message.recipient
    wishes = ChannelChoice.objects.wishes([recipient.pk], kind.group)
    wish = ChannelChoice.Wish(wishes.get((recipient.pk, channel), ChannelChoice.Wish.IMPORTANT))
    if not wish.covers(message.kind):
        return message, None
    if not kind.at_once and (until := quiet_until(timezone.now())):
        raise NotYet(until)
    return message, address_of(recipient, channel)


def quiet_hours():
    """{"from": 21, "until": 8}: between these hours nobody is woken."""
    return PolicyRow.objects.values_of("quiet_hours")


def quiet_until(now):
    """When the quiet hours end in which a moment lies, or None. They begin in the evening and last to the morning."""
    today, hours = days.start_of(days.day_of(now)), quiet_hours()
    begin, end = (today + datetime.timedelta(hours=hours[which]) for which in ("from", "until"))
    if now >= begin:
        return end + datetime.timedelta(days=1)
    return end if now < end else None


def title_outside(message):
    kind = kind_named(message.kind)
    title = message.title if kind.open_title else str(kind.name)
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"


def off_token(message):
    """Names whose e-mail of which group is turned off; a signature keeps others from making one up."""
    return TOKENS.sign_object([message.recipient_id, kind_named(message.kind).group])


def read_off_token(token):
    """(user id, group) of a token, or None if nobody here signed it."""
    try:
        return tuple(TOKENS.unsign_object(token))
    except signing.BadSignature:
        return None
