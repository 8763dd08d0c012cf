"""Agreements to what is done with one's data, one a purpose, each in the wording that was read."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.users import User
from apps.core import days


class Purpose(models.TextChoices):
    TERMS = "terms", _("志愿者须知")
    IDENTITY = "identity", _("用证件核验身份")
    MINOR = "minor", _("未成年人参加志愿服务")
    MINOR_DATA = "minor_data", _("不满14岁儿童的个人信息")
    LOCATION = "location", _("签到时的位置")
    INSURER = "insurer", _("把名单交给保险公司")
    TRANSFER = "transfer", _("跨地区转移服务记录")
    PORTRAIT = "portrait", _("照片用在活动报道里")
    HONOUR = "honour", _("公开表扬时写出姓名")


class ConsentTextQuerySet(models.QuerySet):
    def in_force(self, day=None):
        """Of each purpose the wording of today: the latest that is valid already."""
        return (
            self.filter(valid_from__lte=day or days.today())
            .order_by("purpose", "-valid_from")
            .distinct("purpose")
        )

    def versions(self):
        """{purpose: version} of the wordings of today."""
        return dict(self.in_force().values_list("purpose", "version"))


class ConsentText(models.Model):
    """What is agreed to: for what, which data, how long, and what stops when it is taken back (Personal Information
    Protection Law §17). A change of words that matters is a new version from a day on, and is asked for anew (§14)."""

    purpose = models.CharField(max_length=12, choices=Purpose)
    version = models.CharField(max_length=10)
    valid_from = models.DateField()
    title = models.CharField(max_length=60)
    what_for = models.CharField(max_length=300)
    what_data = models.CharField(max_length=300)
    how_long = models.CharField(max_length=300)
    what_stops = models.CharField(max_length=300)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="accounts_consenttext_one_wording_a_version",
                fields=["purpose", "version"],
                violation_error_message=_("这个版本已经有了。"),
            ),
            models.UniqueConstraint(
                name="accounts_consenttext_one_wording_a_day",
                fields=["purpose", "valid_from"],
                violation_error_message=_("这一天已经有一个版本了。"),
            ),
        ]

    def __str__(self):
        return f"{self.purpose} {self.version}"


class ConsentQuerySet(models.QuerySet):
    def not_withdrawn(self):
        return self.filter(withdrawn_at=None)

    def standing(self):
        """What may be relied on now: not taken back, and given to the wording that is in force today."""
        texts = ConsentText.objects.filter(purpose=OuterRef("purpose"), valid_from__lte=days.today())
        newer = texts.filter(valid_from__gt=OuterRef("text_from"))
        agreed = ConsentText.objects.filter(purpose=OuterRef("purpose"), version=OuterRef("version"))
        return (
            self.not_withdrawn()
            .annotate(text_from=models.Subquery(agreed.values("valid_from")[:1]))
            .filter(~Exists(newer), text_from__isnull=False)
        )

    def covers(self, user, purpose):
        """Whether a consent of this purpose stands for this person."""
        return self.standing().filter(user=user, purpose=purpose).exists()


class Consent(models.Model):
    """One agreement to one purpose, separate from all others, of a version, given and perhaps withdrawn
    (Personal Information Protection Law §14, §15, §29; by the guardian where the law asks for it, §31)."""

    Purpose = Purpose

    # What people decide for themselves at any time; the others belong to signing up, registering, or a guardian. Nobody
    # is asked before something relies on the answer: portrait and honour join when it does.
    FREE = [Purpose.LOCATION, Purpose.INSURER, Purpose.TRANSFER]

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
                name="accounts_consent_one_standing_a_version",
                fields=["user", "purpose", "version"],
                condition=Q(withdrawn_at=None),
                violation_error_message=_("已经同意过了。"),
            ),
            models.CheckConstraint(
                name="accounts_consent_minors_do_not_consent_for_themselves",
                condition=~Q(purpose__in=["minor", "minor_data"], user=F("given_by")),
                violation_error_message=_("这一项要由监护人同意。"),
            ),
        ]

    def __str__(self):
        return f"{self.purpose} {self.version} of {self.user_id}"
