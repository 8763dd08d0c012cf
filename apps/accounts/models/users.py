"""The user: an account with a phone."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apps.core import keyring
from apps.core.display import mask_email, mask_phone
from apps.core.fields import EncryptedTextField


def phone_hash(phone):
    return keyring.lookup_hash("phone", phone)


class UserManager(BaseUserManager):
    def with_phone(self, phone):
        """The account whose holder has confirmed this phone number by a code, or None."""
        return self.filter(phone_hash=phone_hash(phone), phone_verified_at__isnull=False).first()

    def create_user(self, phone, password=None, **fields):
        user = self.model(**fields)
        user.set_phone(phone)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """An account: a phone, a password, a name to be called by. What a person may do stands in posts, not here."""

    phone = EncryptedTextField()
    phone_hash = models.CharField(max_length=64, unique=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    email = EncryptedTextField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())

    # Set by the door a person came in by, session or token, for this request: their posts that demand a second factor
    # are closed to them. A person read from the database stands for themselves, not for a request.
    lacks_second_factor = False

    objects = UserManager()

    USERNAME_FIELD = "phone_hash"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_user_phone_is_hashed",
                condition=Q(phone_hash__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("手机号没有存好。"),
            ),
        ]

    def __str__(self):
        return self.name or self.masked_phone

    def set_phone(self, phone):
        """Take a phone number: encrypted, and hashed to be found by. Does not save."""
        self.phone = phone
        self.phone_hash = phone_hash(phone)

    @property
    def masked_phone(self):
        return mask_phone(self.phone)

    @property
    def masked_email(self):
        return mask_email(self.email)

    @property
    def email_for_messages(self):
        """Where messages may be sent: the address its holder has confirmed, or nothing."""
        return self.email if self.email_confirmed_at else ""

    def _get_session_auth_hash(self, secret=None):
        """What sessions are signed with: a change of password or phone ends all others."""
        return salted_hmac(
            "apps.accounts.models.User", self.password + self.phone_hash, secret=secret, algorithm="sha256"
        ).hexdigest()
