"""Certificates for the skills that need one."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.display import mask_document
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.core.models import KeptFile
from apps.organizations.models import governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models.fields import Skill
from apps.registration.models.volunteers import Volunteer


class QualificationQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(state=Qualification.State.PENDING)

    def holding(self, day):
        """Those that count on a day: looked at and passed, issued by then and not run out."""
        return self.filter(state=Qualification.State.PASSED, issued_on__lte=day).filter(
            Q(expires_on=None) | Q(expires_on__gte=day)
        )

    def decidable_by(self, user):
        """Those of the regions whose office the person serves as a reviewer, never their own or their ward's."""
        return self.filter(within_any("region__code", governed_codes(user, "reviews_identities"))).exclude(
            Q(beneficiary=user) | Q(volunteer__in=Volunteer.objects.close_to(user))
        )

    def within(self, code):
        """Those of a region and everything below it."""
        return self.filter(region__code__startswith=code)


class Qualification(models.Model):
    """A certificate somebody hands in for a skill; it counts once an office has looked at it (条例 §16)."""

    class State(models.TextChoices):
        PENDING = "pending", _("待审核")
        PASSED = "passed", _("已通过")
        REFUSED = "refused", _("未通过")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", db_index=False)
    number = EncryptedTextField()
    proof = models.ForeignKey(KeptFile, models.PROTECT, related_name="+")
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    submitted_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_qualification_one_waits_a_skill",
                fields=["volunteer", "skill"],
                condition=Q(state="pending"),
                violation_error_message=_("这项技能已经有一份证书在审核了。"),
            ),
            models.CheckConstraint(
                name="registration_qualification_expires_after_it_is_issued",
                condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on")),
                violation_error_message=_("有效期要晚于发证日期。"),
            ),
            models.CheckConstraint(
                name="registration_qualification_refused_says_why",
                condition=~Q(state="refused", reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="registration_qualification_decided_means_who_and_when",
                condition=Q(state="pending", decided_at=None, decided_by=None)
                | (~Q(state="pending") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="registration_qualification_nobody_decides_their_own",
                condition=~Q(decided_by=F("beneficiary")),
                violation_error_message=_("不能审核自己的证书。"),
            ),
        ]
        indexes = [
            models.Index(name="registration_held_skills", fields=["volunteer", "skill", "state"]),
            models.Index(
                name="registration_certificates_wait",
                fields=["submitted_at", "id"],
                condition=Q(state="pending"),
            ),
        ]

    def __str__(self):
        return f"certificate {self.pk} ({self.state})"

    @property
    def masked_number(self):
        return mask_document(self.number)

    def has_run_out_on(self, day):
        return self.expires_on is not None and self.expires_on < day

    def decide(self, state, *, by, at, reason=""):
        """Settle a certificate that waits. Does not save."""
        if self.state != self.State.PENDING:
            raise Refused(_("这份证书已经审核过了。"), code="already_decided")
        if by.pk == self.beneficiary_id:
            raise Refused(_("不能审核自己的证书。"), code="own_certificate")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason
