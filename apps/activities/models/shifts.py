"""What someone does at an activity, and when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.booking.models import Seats, seat_constraints
from apps.core.intervals import Minutes
from apps.organizations.models import Organization


class Position(models.Model):
    """What someone does at an activity, the skills it takes besides those the activity asks of everybody, and the kinds of
    training one must have completed (条例 §16); codes of `training.TrainingKind`."""

    activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="positions")
    name = models.CharField(max_length=30)
    requirements = models.CharField(max_length=200, blank=True)
    required_skills = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    required_trainings = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="activities_position_named_once",
                fields=["activity", "name"],
                violation_error_message=_("这个岗位已经有了。"),
            ),
        ]

    def __str__(self):
        return self.name


class ShiftQuerySet(models.QuerySet):
    def of_activity(self, activity):
        return self.filter(position__activity=activity)

    def upcoming(self, now=None):
        return self.filter(ends_at__gt=now or timezone.now())

    def standing(self):
        return self.filter(called_off_at=None)

    def ahead(self, now=None):
        """Neither begun nor called off."""
        return self.standing().filter(starts_at__gt=now or timezone.now())

    def beginning(self, start, end):
        return self.standing().filter(starts_at__gte=start, starts_at__lt=end)

    def bookable(self, now=None):
        """One can still sign up: neither begun nor called off, and a place is left."""
        return self.ahead(now).filter(taken__lt=F("capacity"))

    def managed_by(self, user):
        return self.filter(position__activity__organization__in=Organization.objects.managed_by(user))


class Shift(Seats):
    """One stretch of time at one position, with its places. Its break is not time served (民政部令第67号第七条)."""

    position = models.ForeignKey(Position, models.CASCADE, related_name="shifts")
    break_minutes = models.PositiveSmallIntegerField(default=0)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            *seat_constraints("activities_shift"),
            models.UniqueConstraint(
                name="activities_shift_once_a_position_and_start",
                fields=["position", "starts_at"],
                violation_error_message=_("这个岗位这个时间已有一班。"),
            ),
            models.CheckConstraint(
                name="activities_shift_break_is_shorter_than_the_shift",
                condition=Q(ends_at__gt=F("starts_at") + Minutes("break_minutes")),
                violation_error_message=_("休息要比这一班短。"),
            ),
        ]
        indexes = [models.Index(name="activities_shift_time", fields=["starts_at", "id"])]

    def __str__(self):
        return f"shift {self.pk}"
