"""The people at the insurer who follow the claims of a policy."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.insurance.models.policies import Policy
from apps.organizations.models import Organization


class PolicyContactQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def held_by(self, user):
        """What the person may follow by now. They read of people's health, so as with the posts of offices it takes the
        second factor; and nobody follows the policy of an organisation in which they hold a post."""
        if user.is_authenticated and user.lacks_second_factor:
            return self.none()
        theirs = Organization.objects.served_by(user)
        return self.standing().filter(user=user).exclude(policy__organization__in=theirs)


class PolicyContact(models.Model):
    """Somebody at the insurer who sees the claims of a policy here and says what became of them; named by an office, also
    where the policy is an organisation's: the organisation reads nothing of somebody's health (PIPL §28)."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="contacts")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    named_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyContactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="insurance_policycontact_named_once",
                fields=["policy", "user"],
                condition=Q(ended_at=None),
                violation_error_message=_("已经是这份保单的联系人了。"),
            ),
            models.CheckConstraint(
                name="insurance_policycontact_nobody_names_themselves",
                condition=~Q(user=F("named_by")),
                violation_error_message=_("不能指定自己。"),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} follows {self.policy_id}"
