"""What happened to an organisation, step by step: who did it, when and why. Steps are only ever added."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User


class StepQuerySet(models.QuerySet):
    def of(self, organization):
        return self.filter(organization=organization).select_related("by").order_by("-at", "-pk")

    def of_state(self):
        return self.filter(what=Step.What.STATE)


class Step(models.Model):
    """One step in the life of an organisation, kept beside the state it led to."""

    class What(models.TextChoices):
        STATE = "state", _("状态")
        GUIDANCE = "guidance", _("指导单位")
        PARENT = "parent", _("上级组织")
        TRUST = "trust", _("信任等级")

    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=200, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organizations_step_stopping_says_why",
                condition=~Q(what="state", after__in=["returned", "suspended", "closed"], reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="organizations_step_trust_says_why",
                condition=~Q(what="trust", reason=""),
                violation_error_message=_("请写明原因。"),
            ),
        ]
        indexes = [models.Index(name="organizations_history", fields=["organization", "-at", "-id"])]

    def __str__(self):
        return f"{self.organization_id} {self.what} {self.after}"
