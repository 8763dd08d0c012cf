"""Invitations to act for an organisation, which wait for a person with that phone and that name."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User, phone_hash
from apps.core.display import mask_phone
from apps.core.fields import EncryptedTextField
from apps.organizations.models.posts import Post


class StaffInvitationQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=StaffInvitation.State.WAITING)

    def open(self, now=None):
        """Waiting, and not yet run out."""
        return self.waiting().filter(expires_at__gt=now or timezone.now())

    def of_organization(self, organization):
        return self.filter(organization=organization)

    def to_phone(self, phone):
        return self.filter(phone_hash=phone_hash(phone))

    def addressed_to(self, user):
        """Sent to the phone that this person has confirmed by a code."""
        return self.filter(phone_hash=user.phone_hash) if user.phone_verified_at else self.none()


class StaffInvitation(models.Model):
    """Somebody was asked to act for an organisation. Nobody learns from it whether the phone has an account."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等答复")
        ACCEPTED = "accepted", _("已同意")
        DECLINED = "declined", _("没有同意")
        WITHDRAWN = "withdrawn", _("已收回")

    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Post.Role)
    name = models.CharField(max_length=40)
    phone = EncryptedTextField()
    phone_hash = models.CharField(max_length=64)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = StaffInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organizations_staffinvitation_one_waiting_a_phone",
                fields=["organization", "phone_hash"],
                condition=Q(state="waiting"),
                violation_error_message=_("已经邀请过这个手机号，在等答复。"),
            ),
            models.CheckConstraint(
                name="organizations_staffinvitation_is_to_a_post_of_organizations",
                condition=Q(role__in=["owner", "staff", "leader", "reader"]),
                violation_error_message=_("组织里没有这个角色。"),
            ),
            models.CheckConstraint(
                name="organizations_staffinvitation_answered_means_when",
                condition=Q(state="waiting", answered_at=None)
                | (~Q(state="waiting") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="organizations_invited", fields=["phone_hash", "state"])]

    def __str__(self):
        return f"{self.organization_id} {self.role} {self.state}"

    @property
    def masked_phone(self):
        return mask_phone(self.phone)

    def set_phone(self, phone):
        """Whom it is sent to: encrypted, and hashed to be found by. Does not save."""
        self.phone, self.phone_hash = phone, phone_hash(phone)

    def answer(self, state, *, at):
        """Settle it. Does not save."""
        self.state, self.answered_at = state, at
