"""What became of a notice, step by step, and who read what may not be published."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models.notices import Activity


class ActivityMove(models.Model):
    """One step of a notice from a state to the next. The database writes it, and refuses steps the list of moves lacks."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="moves")
    was = models.CharField(max_length=10, choices=Activity.State, blank=True)
    became = models.CharField(max_length=10, choices=Activity.State)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.activity_id}: {self.was} -> {self.became}"


class Declaration(models.Model):
    """Somebody read the six kinds that may not be published as voluntary service (民政部令第67号第十九条), one by one:
    whoever hands a notice in, then whoever publishes it. Which wording they read stands with it."""

    class Role(models.TextChoices):
        WRITER = "writer", _("交的人")
        REVIEWER = "reviewer", _("审核的人")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="declarations")
    role = models.CharField(max_length=10, choices=Role)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=Now())
    version = models.PositiveSmallIntegerField()
    kinds = ArrayField(models.CharField(max_length=10))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="activities_declaration_names_all_six",
                condition=Q(kinds__len=6),
                violation_error_message=_("六条都要看过。"),
            ),
        ]

    def __str__(self):
        return f"{self.role} of {self.activity_id}, version {self.version}"


class ChangeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Change.State.WAITING)

    def reviewable_by(self, user):
        """Changes of notices of the person's regions, never their own."""
        return self.filter(activity__in=Activity.objects.reviewable_by(user)).exclude(proposed_by=user)


class Change(models.Model):
    """What the organiser wants to say differently in a published notice. Until somebody else has looked at it the notice
    stands as it was reviewed. `values` holds the new value of each field."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等审核")
        ACCEPTED = "accepted", _("已采用")
        REFUSED = "refused", _("没有采用")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="changes")
    values = models.JSONField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="activities_change_one_waits_at_a_time",
                fields=["activity"],
                condition=Q(state="waiting"),
                violation_error_message=_("上一次的修改还在审核。"),
            ),
            models.CheckConstraint(
                name="activities_change_nobody_decides_their_own",
                condition=~Q(decided_by=models.F("proposed_by")),
                violation_error_message=_("不能审核自己写的修改。"),
            ),
            models.CheckConstraint(
                name="activities_change_decided_means_who_and_when",
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="activities_change_refused_says_why",
                condition=~Q(state="refused", reason=""),
                violation_error_message=_("写明要改什么，对方才改得了。"),
            ),
        ]

    def __str__(self):
        return f"change of {self.activity_id} ({self.state})"
