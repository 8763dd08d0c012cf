"""What an account sends outside: the link that confirms an address, and word to a phone that was replaced."""

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import keyring
from apps.core.outbox import sends
from apps.messaging.sms import sms

SALT, LIFE = "confirm email", 2 * 24 * 3600
SEALED = "core_outboxitem.phone"


def sealed(phone):
    return keyring.seal(phone, SEALED)


def token_for(user):
    """Names the account and, by a keyed hash, the address it was sent to: another address needs another link."""
    return signing.dumps([user.pk, keyring.lookup_hash("email", user.email)[:20]], salt=SALT)


def user_of(token):
    """The account a link is for, or None when it is too old or not ours."""
    try:
        pk, _address = signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


def is_for(token, user):
    return signing.loads(token, salt=SALT)[1] == keyring.lookup_hash("email", user.email)[:20]


@sends("confirm_email")
def send_confirmation(payload, *, key):
    """The link is made when it is sent, for the address of that moment; the site's own name stands in it, whatever name
    the site was called by."""
    user = User.objects.filter(pk=payload["user"], is_active=True, email_confirmed_at=None).first()
    if user is None or not user.email:
        return
    link = settings.SITE_URL + reverse("accounts:confirm_email", args=[token_for(user)])
    words = _(
        "有人在%(site)s填了这个邮箱收消息。是你的话，两天以内点开确认：\n\n%(link)s\n\n不是你，不用理会。\n"
    )
    EmailMessage(
        subject=_("【%(site)s】确认你的邮箱") % {"site": settings.SITE_NAME},
        body=words % {"site": settings.SITE_NAME, "link": link},
        to=[user.email],
    ).send()


@sends("phone_changed")
def tell_the_phone_before(payload, *, key):
    sms().send(keyring.unseal(payload["phone"], SEALED), payload["text"], key=key)
