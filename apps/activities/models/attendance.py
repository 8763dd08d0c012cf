"""Who came and who left, who leads a shift, and where somebody was who wished to say so."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.activities.models.notices import Shift
from apps.activities.models.signups import Signup
from apps.booking.models import Presence as PresenceBase
from apps.booking.models import presence_constraints


class Presence(PresenceBase):
    """A pair of check-in and check-out at a shift, by the rotating code or by the roll.

    A code counts once for a person (`came_step`, `left_step`: which of the rotating codes it was). A mark made on the
    leader's phone carries the name the phone gave it (`came_mark`, `left_mark`), so that sending it again changes
    nothing, and when it was made there, beside when it arrived here.
    """

    signup = models.ForeignKey(Signup, models.PROTECT, related_name="presences")
    came_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    left_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    came_step = models.BigIntegerField(null=True, blank=True, editable=False)
    left_step = models.BigIntegerField(null=True, blank=True, editable=False)
    came_device = models.CharField(max_length=64, blank=True, editable=False)
    left_device = models.CharField(max_length=64, blank=True, editable=False)
    came_mark = models.UUIDField(null=True, blank=True, editable=False)
    left_mark = models.UUIDField(null=True, blank=True, editable=False)
    came_marked_at = models.DateTimeField(null=True, blank=True)
    left_marked_at = models.DateTimeField(null=True, blank=True)
    left_noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["came_at"]
        constraints = [
            *presence_constraints("activities_presence"),
            models.UniqueConstraint(
                name="activities_presence_a_code_brings_in_once",
                fields=["signup", "came_step"],
                violation_error_message=_("这个码你已经用过了，等下一个码。"),
            ),
            models.UniqueConstraint(
                name="activities_presence_a_code_lets_out_once",
                fields=["signup", "left_step"],
                violation_error_message=_("这个码你已经用过了，等下一个码。"),
            ),
            models.UniqueConstraint(
                name="activities_presence_a_mark_brings_in_once",
                fields=["came_mark"],
                violation_error_message=_("这一笔已经记过了。"),
            ),
            models.UniqueConstraint(
                name="activities_presence_a_mark_lets_out_once",
                fields=["left_mark"],
                violation_error_message=_("这一笔已经记过了。"),
            ),
        ]

    def __str__(self):
        return f"presence {self.pk}"


class ShiftLeaderQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def lately(self, user, now=None):
        """Shifts the person leads that are to come or were over not long ago."""
        since = (now or timezone.now()) - datetime.timedelta(days=1)
        return self.standing().filter(user=user, shift__ends_at__gt=since)


class ShiftLeader(models.Model):
    """Somebody leads one shift: shows its code and calls its roll, without a post in the organisation."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="leaders")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    appointed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    appointed_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ShiftLeaderQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="activities_shiftleader_appointed_once",
                fields=["shift", "user"],
                condition=Q(ended_at=None),
                violation_error_message=_("已经是这一班的队长了。"),
            ),
            models.CheckConstraint(
                name="activities_shiftleader_nobody_appoints_themselves",
                condition=~Q(user=F("appointed_by")),
                violation_error_message=_("不能指定自己。"),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} leads {self.shift_id}"


class WhereaboutsQuerySet(models.QuerySet):
    def older_than(self, moment):
        return self.filter(noted_at__lt=moment)


class Whereabouts(models.Model):
    """Where the phone was at a check-in or check-out, if its owner agreed to say so: a hint beside the code, never
    evidence by itself, kept for a short while (Personal Information Protection Law §28)."""

    class Direction(models.TextChoices):
        IN = "in", _("签到")
        OUT = "out", _("签退")

    presence = models.ForeignKey(Presence, models.CASCADE, related_name="whereabouts")
    direction = models.CharField(max_length=3, choices=Direction)
    longitude = models.FloatField()
    latitude = models.FloatField()
    accuracy = models.PositiveIntegerField(help_text=_("误差，米"))
    noted_at = models.DateTimeField(db_default=Now())

    objects = WhereaboutsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="activities_whereabouts_one_a_direction", fields=["presence", "direction"]
            ),
            models.CheckConstraint(
                name="activities_whereabouts_on_earth",
                condition=Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                violation_error_message=_("这个位置不对。"),
            ),
        ]
        indexes = [models.Index(name="activities_whereabouts_age", fields=["noted_at"])]

    def __str__(self):
        return f"whereabouts of presence {self.presence_id}"
