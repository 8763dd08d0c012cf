"""Certificates: an unchanging snapshot, a signature over what it says, and whether it still stands."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.certificates.models.batches import Batch
from apps.core.among import among
from apps.core.fields import EncryptedTextField
from apps.core.models import KeptFile
from apps.hours.models import HourRecord
from apps.organizations.models import Organization
from apps.registration.models import Volunteer
from apps.stars.models import Recognition
from apps.training.models import Completion

NUMBER = r"^[A-Z]{2}\d{4}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$"
CODE = r"^[0-9A-HJKMNP-TV-Z]{26}$"


class CertificateQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(state=Certificate.State.VALID)

    def cared_for_by(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))

    def for_lists(self):
        """Without what is long and only one page needs."""
        return self.defer("claims", "payload", "badge")

    def with_last_days(self):
        """Each with the last day of the training it is about, where that has one."""
        bases = CertificateBasis.objects.filter(certificate=OuterRef("pk"), completion__isnull=False)
        return self.annotate(last_day=Subquery(bases.values("completion__expires_on")[:1]))


class Certificate(models.Model):
    """What the platform said about somebody's service on a day, signed (67号令 §15, §17).

    Nothing of it ever changes but whether it stands: valid, then replaced by a newer one about the same, or revoked
    because something it stands on was taken back. When the person leaves, its contents, PDF and badge go; number, token
    and signature stay, so that the paper can be checked for ever. A trigger holds that.
    """

    class Kind(models.TextChoices):
        SERVICE = "service", _("志愿服务记录证明")
        STAR = "star", _("星级志愿者证书")
        TRAINING = "training", _("培训证书")
        THANKS = "thanks", _("感谢状")
        STATED = "stated", _("志愿服务情况说明")

    class State(models.TextChoices):
        VALID = "valid", _("有效")
        REPLACED = "replaced", _("已被更新")
        REVOKED = "revoked", _("已撤销")

    number = models.CharField(max_length=20)
    token = models.CharField(max_length=26)
    kind = models.CharField(max_length=8, choices=Kind)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    issuer = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    scope = models.CharField(max_length=60)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    minutes = models.PositiveIntegerField()
    claims = EncryptedTextField()
    badge = EncryptedTextField(blank=True, default="")  # the credential as it was signed
    digest = models.CharField(max_length=64)
    payload = models.TextField()
    key_id = models.CharField(max_length=20)
    pdf = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State, default=State.VALID)
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="certificates_certificate_each_number_once",
                fields=["number"],
                violation_error_message=_("这个编号已经用过。"),
            ),
            models.UniqueConstraint(
                name="certificates_certificate_each_token_once",
                fields=["token"],
                violation_error_message=_("这个校验码已经用过。"),
            ),
            models.UniqueConstraint(
                name="certificates_certificate_one_valid_about_the_same",
                fields=["volunteer", "kind", "scope"],
                condition=Q(state="valid"),
                violation_error_message=_("同样的证明已经有一份有效的。"),
            ),
            models.CheckConstraint(
                name="certificates_certificate_ended_says_when_and_why",
                condition=Q(state="valid", ended_at=None, replaced_by=None, why="")
                | Q(state="replaced", ended_at__isnull=False, replaced_by__isnull=False)
                | (Q(state="revoked", ended_at__isnull=False, replaced_by=None) & ~Q(why="")),
            ),
            models.CheckConstraint(
                name="certificates_certificate_period_is_in_order",
                condition=Q(since=None, until=None)
                | Q(since__isnull=False, until__isnull=False, until__gte=F("since")),
                violation_error_message=_("开始的日子要在结束以前。"),
            ),
            models.CheckConstraint(
                name="certificates_certificate_says_how_long",
                condition=Q(minutes__gte=1),
                violation_error_message=_("没有时长，开不了证明。"),
            ),
            models.CheckConstraint(
                name="certificates_certificate_digest_is_a_hash",
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="certificates_certificate_number_and_token_are_whole",
                condition=Q(number__regex=NUMBER, token__regex=CODE),
            ),
            models.CheckConstraint(
                name="certificates_certificate_thanks_come_from_somebody",
                condition=~Q(kind="thanks") | Q(issuer__isnull=False),
                violation_error_message=_("感谢状要写明是哪个组织的。"),
            ),
            models.CheckConstraint(
                name="certificates_certificate_a_statement_says_whose_and_for_when",
                condition=~Q(kind="stated") | Q(issuer__isnull=False, since__isnull=False),
                violation_error_message=_("情况说明要写明是哪个学校、单位的，哪段时间的。"),
            ),
        ]
        indexes = [
            models.Index(name="certificates_mine", fields=["volunteer", "-id"]),
            models.Index(name="certificates_of_batch", fields=["batch"], condition=Q(batch__isnull=False)),
        ]

    def __str__(self):
        return f"{self.number} ({self.state})"

    @property
    def is_valid(self):
        return self.state == self.State.VALID

    @property
    def has_badge(self):
        """Star and training certificates are, while they stand, also credentials that programs read (Open Badges 3.0)."""
        return self.is_valid and self.kind in {self.Kind.STAR, self.Kind.TRAINING}


class CertificateBasis(models.Model):
    """One thing a certificate stands on. When it is taken back, so is the certificate."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="bases", db_index=False)
    record = models.ForeignKey(
        HourRecord, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    recognition = models.ForeignKey(
        Recognition, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    completion = models.ForeignKey(
        Completion, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="certificates_certificatebasis_each_record_once", fields=["certificate", "record"]
            ),
            models.CheckConstraint(
                name="certificates_certificatebasis_is_one_thing",
                condition=Q(record__isnull=False, recognition=None, completion=None)
                | Q(record=None, recognition__isnull=False, completion=None)
                | Q(record=None, recognition=None, completion__isnull=False),
            ),
        ]

    def __str__(self):
        return f"basis of certificate {self.certificate_id}"
