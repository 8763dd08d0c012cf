"""The picture of an organisation's seal, which stands on its certificates once an office has looked at it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.core.models import KeptFile
from apps.organizations.models import Organization, governed_codes, within_any


class SealQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Seal.State.ASKED)

    def in_use(self):
        return self.filter(state=Seal.State.APPROVED)

    def governed_by(self, user):
        """Those of organisations in the regions where the person's office looks at organisations."""
        codes = governed_codes(user, "reviews_organizations")
        return self.filter(within_any("organization__region__code", codes))

    def decidable_by(self, user):
        """Those that wait for a word of the person's office; never what they asked for, nor of an organisation in which
        they hold a post."""
        own = Organization.objects.served_by(user)
        return self.waiting().governed_by(user).exclude(Q(asked_by=user) | Q(organization__in=own))


class Seal(models.Model):
    """A seal image: asked for by the organisation's owner, approved or turned down by the office that looks at
    organisations there. The one in use stays until another is approved or it is withdrawn."""

    class State(models.TextChoices):
        ASKED = "asked", _("等部门看")
        APPROVED = "approved", _("在用")
        REFUSED = "refused", _("没有通过")
        WITHDRAWN = "withdrawn", _("不用了")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    picture = models.ForeignKey(KeptFile, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="certificates_seal_one_waits_at_a_time",
                fields=["organization"],
                condition=Q(state="asked"),
                violation_error_message=_("已经有一枚印章在等部门看。"),
            ),
            models.UniqueConstraint(
                name="certificates_seal_one_in_use", fields=["organization"], condition=Q(state="approved")
            ),
            models.CheckConstraint(
                name="certificates_seal_decided_means_by_whom_and_when",
                condition=Q(state="asked", decided_by=None, decided_at=None)
                | Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                | Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="certificates_seal_nobody_approves_their_own",
                condition=~Q(decided_by=F("asked_by")),
                violation_error_message=_("不能审核自己交的印章。"),
            ),
            models.CheckConstraint(
                name="certificates_seal_refused_says_why",
                condition=~Q(state="refused", reason=""),
                violation_error_message=_("请写明原因。"),
            ),
        ]
        indexes = [
            models.Index(name="certificates_seals_of", fields=["organization", "-id"]),
            models.Index(
                name="certificates_seals_waiting", fields=["asked_at", "id"], condition=Q(state="asked")
            ),
        ]

    def __str__(self):
        return f"seal of {self.organization_id} ({self.state})"

    def decide(self, state, *, by, at, reason=""):
        """An office's word about it. Does not save."""
        if self.state != self.State.ASKED:
            raise Refused(_("这枚印章已经看过了。"), code="already_decided")
        if state == self.State.REFUSED and not reason:
            raise Refused(_("请写明原因。"), code="reason_missing")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason
