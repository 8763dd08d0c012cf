"""Lists handed to insurers: who came in, who went out, each person once."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.insurance.models.covers import Cover
from apps.insurance.models.policies import Policy


class Kind(models.TextChoices):
    ADDED = "added", _("加人")
    ENDED = "ended", _("减人")


class DeliveryQuerySet(models.QuerySet):
    def kept_by(self, user):
        return self.filter(policy__in=Policy.objects.kept_by(user))

    def managed_by(self, user):
        return self.filter(policy__in=Policy.objects.managed_by(user))


class Delivery(models.Model):
    """One list of one day for one policy. Its key goes to the insurer with it: a list that comes again is the same."""

    Kind = Kind

    class State(models.TextChoices):
        MADE = "made", _("等交出去")
        HANDED_OVER = "handed_over", _("已交出")
        ANSWERED = "answered", _("已有答复")

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    kind = models.CharField(max_length=6, choices=Kind)
    key = models.CharField(max_length=60)
    rows = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.MADE)
    made_at = models.DateTimeField(db_default=Now())
    handed_over_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="insurance_delivery_each_key_once",
                fields=["key"],
                violation_error_message=_("这份名单已经做过了。"),
            ),
            models.CheckConstraint(
                name="insurance_delivery_names_somebody",
                condition=Q(rows__gte=1),
                violation_error_message=_("名单里没有人。"),
            ),
            models.CheckConstraint(
                name="insurance_delivery_handed_over_means_when",
                condition=Q(state="made", handed_over_at=None)
                | Q(state__in=["handed_over", "answered"], handed_over_at__isnull=False),
            ),
            models.CheckConstraint(
                name="insurance_delivery_answered_means_when",
                condition=Q(state="answered", answered_at__isnull=False)
                | ~Q(state="answered") & Q(answered_at=None),
            ),
        ]
        indexes = [models.Index(name="insurance_delivery_latest", fields=["policy", "-day", "-id"])]

    def __str__(self):
        return self.key


class DeliveryLine(models.Model):
    """One person on one list. Nobody is named to the insurer twice for the same cover."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="lines")
    cover = models.ForeignKey(Cover, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=6, choices=Kind)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="insurance_deliveryline_each_cover_once",
                fields=["cover", "kind"],
                violation_error_message=_("这个人已经报过了。"),
            ),
        ]

    def __str__(self):
        return f"line {self.pk}"
