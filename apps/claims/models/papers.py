"""What belongs to a claim: its documents, the evidence as it was handed over, and every step it took."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.claims.models.claims import Claim
from apps.core.models import KeptFile


class ClaimDocument(models.Model):
    """A paper the person added: a bill, a report of a hospital."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="documents")
    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="+")
    title = models.CharField(max_length=40)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="claims_claimdocument_each_file_once",
                fields=["file"],
                violation_error_message=_("这个文件已经交过了。"),
            ),
        ]

    def __str__(self):
        return f"document {self.pk}"


class HandedEvidence(models.Model):
    """What the platform knew when a claim was handed to the insurer, as it was printed then: one sheet for each time. It
    holds the words about somebody's health, and goes with them."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="handed")
    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="+")
    handed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    handed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="claims_handedevidence_each_file_once",
                fields=["file"],
                violation_error_message=_("这个文件已经交过了。"),
            ),
        ]

    def __str__(self):
        return f"evidence {self.pk}"


class ClaimMove(models.Model):
    """One step of a claim: who, when, from what to what, and why. Only added."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="moves")
    was = models.CharField(max_length=12, blank=True, choices=Claim.State)
    became = models.CharField(max_length=12, choices=Claim.State)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.claim_id}: {self.was} to {self.became}"
