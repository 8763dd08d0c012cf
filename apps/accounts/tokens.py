"""Keys of programs. The table holds a keyed hash of each, so a copy of it opens nothing."""

import datetime
import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed

from apps.accounts.models import User
from apps.core import audit, keyring

WITH_SECOND_FACTOR = "2f."
LIFE = datetime.timedelta(seconds=settings.API_TOKEN_AGE)


def kept(key):
    """What stands in the table for a key."""
    return keyring.lookup_hash("api token", key)[:40]


@transaction.atomic
def issue_token(user: User, *, second_factor: bool = False) -> tuple[str, datetime.datetime]:
    """A new key, to be shown this once, and when it ends. The one before, if there was one, ends now.

    A key for which the second factor was shown says so in its first letters. They are hashed with the rest, so nobody
    makes one into the other.
    """
    key = (WITH_SECOND_FACTOR if second_factor else "") + secrets.token_urlsafe(30)
    User.objects.select_for_update(of=("self",)).get(
        pk=user.pk
    )  # two sign-ins at once make one key after the other
    Token.objects.filter(user=user).delete()
    token = Token.objects.create(user=user, key=kept(key))
    audit.note("accounts.token_issued", [user], by=user)
    return key, token.created + LIFE


@transaction.atomic
def revoke_tokens(user: User) -> bool:
    """End the key of a person's programs. True when there was one."""
    revoked = bool(Token.objects.filter(user=user).delete()[0])
    if revoked:
        audit.note("accounts.token_revoked", [user], by=user)
    return revoked


class KeptTokenAuthentication(TokenAuthentication):
    """`Authorization: Token …`, looked up by its hash, good for a limited time and for an active account only."""

    def authenticate_credentials(self, key):
        user, token = super().authenticate_credentials(kept(key))
        if token.created + LIFE <= timezone.now():
            raise AuthenticationFailed(_("这把钥匙过期了，请重新登录。"))
        user.lacks_second_factor = not key.startswith(WITH_SECOND_FACTOR)
        return user, token
