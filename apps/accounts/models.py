from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.core import keyring
from apps.core.display import mask_phone
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
    name = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())

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


class ConsentQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    def covers(self, user, purpose):
        """Whether a consent of this purpose stands for this person."""
        return self.standing().filter(user=user, purpose=purpose).exists()


class Consent(models.Model):
    """One agreement to one purpose, separate from all others, of a version, given and perhaps withdrawn
    (Personal Information Protection Law §14, §15, §29; by the guardian where the law asks for it, §31)."""

    class Purpose(models.TextChoices):
        TERMS = "terms", _("志愿者须知")
        IDENTITY = "identity", _("用证件核验身份")
        MINOR = "minor", _("未成年人参加志愿服务")
        MINOR_DATA = "minor_data", _("不满14岁儿童的个人信息")
        LOCATION = "location", _("签到时的位置")
        INSURER = "insurer", _("把名单交给保险公司")
        TRANSFER = "transfer", _("跨地区转移服务记录")

    VERSION = "2026-11"  # of the wording on /accounts/terms/; a change of words is a new version

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    version = models.CharField(max_length=10)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="accounts_consent_one_standing_a_purpose",
                fields=["user", "purpose"],
                condition=Q(withdrawn_at=None),
                violation_error_message=_("已经同意过了。"),
            ),
            models.CheckConstraint(
                name="accounts_consent_minors_do_not_consent_for_themselves",
                condition=~Q(purpose__in=["minor", "minor_data"], user=models.F("given_by")),
                violation_error_message=_("这一项要由监护人同意。"),
            ),
        ]

    def __str__(self):
        return f"{self.purpose} {self.version} of {self.user_id}"
