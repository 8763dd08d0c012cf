"""Sessions, which know whose they are: people see where they are signed in, and end it."""

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from apps.accounts.agents import device_words
from apps.accounts.models.users import User
from apps.core import keyring


class SessionQuerySet(models.QuerySet):
    def of(self, user):
        """Where the person is signed in now, the latest first."""
        return self.filter(user_id=user.pk, expire_date__gt=Now()).order_by("-signed_in_at")


class Session(AbstractBaseSession):
    """A session as the framework keeps it, its data sealed, and beside it who signed in, when, on what and from which
    network: the first half of the address, which says no more than the carrier."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    signed_in_at = models.DateTimeField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=30, blank=True)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta:
        indexes = [models.Index(name="accounts_sessions_of", fields=["user", "-signed_in_at"])]

    @classmethod
    def get_session_store_class(cls):
        from apps.accounts.sessions import SessionStore

        return SessionStore

    @property
    def name(self):
        """What a page calls it by; it opens nothing."""
        return keyring.lookup_hash("session", self.session_key)[:16]

    @property
    def device(self):
        return device_words(self.agent) or _("不知道是什么设备")
