"""Why somebody above the organisation decides a record; who asked for it to be decided; how punctual organisations are."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.organizations.models import Organization


class ReferralQuerySet(models.QuerySet):
    def holding(self):
        """Those that keep a record from being confirmed by anybody until an office has looked."""
        return self.filter(why=Referral.Why.HELD, released_at=None)


class Referral(models.Model):
    """A record that the organisation cannot or did not decide, with the reason in words: one of each reason a record.

    What is held counts for nobody before an office that decides hours has released it, with its reason.
    """

    class Why(models.TextChoices):
        HELD = "held", _("有疑点，先查一查")
        LONG_DAY = "long_day", _("这一天太长")
        TRUST = "trust", _("超过组织本月的额度")
        OVERDUE = "overdue", _("过了确认期限")

    record = models.ForeignKey("hours.HourRecord", models.PROTECT, related_name="referrals", db_index=False)
    why = models.CharField(max_length=10, choices=Why)
    words = models.CharField(max_length=400)
    points = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=200, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="hours_referral_each_reason_once", fields=["record", "why"]),
            models.CheckConstraint(
                name="hours_referral_released_says_who_when_and_why",
                condition=Q(released_by=None, released_at=None, release_reason="")
                | (
                    Q(why="held", released_by__isnull=False, released_at__isnull=False)
                    & ~Q(release_reason="")
                ),
                violation_error_message=_("放行要写明理由。"),
            ),
        ]
        indexes = [
            models.Index(name="hours_held", fields=["made_at", "id"], condition=Q(why="held")),
            models.Index(
                name="hours_holding", fields=["record"], condition=Q(why="held", released_at__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.why}: record {self.record_id}"


class Urge(models.Model):
    """The person asked the organisation to decide a record: once a day a record."""

    record = models.ForeignKey("hours.HourRecord", models.PROTECT, related_name="urges", db_index=False)
    urged_on = models.DateField()
    urged_at = models.DateTimeField(db_default=Now())
    urged_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="hours_urge_once_a_day",
                fields=["record", "urged_on"],
                violation_error_message=_("今天已经催过了，明天还没动静再催。"),
            ),
        ]

    def __str__(self):
        return f"record {self.record_id} on {self.urged_on}"


class Punctuality(models.Model):
    """How many of an organisation's records of late were to be confirmed, and how many went past the ten working days
    (67号令 §11). Rebuilt by night."""

    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True, related_name="+")
    due = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()
    rebuilt_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hours_punctuality_overdue_is_a_part", condition=Q(overdue__lte=F("due"))
            ),
        ]

    def __str__(self):
        return f"{self.overdue} of {self.due} overdue"

    @property
    def share(self):
        """Percent of what was due that came late."""
        return self.overdue * 100 / self.due if self.due else 0
