"""Who of an office opened somebody's whole file, and what for."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import days
from apps.core.models import PolicyRow
from apps.organizations.models import Post
from apps.regions.models import Region
from apps.registration.models import Volunteer

TOLD = 20  # looks on the person's own page; the copy of what is kept has all


class LookQuerySet(models.QuerySet):
    def open_to(self, user, now=None):
        """Files this person may read now: they said what for, not long ago."""
        minutes = PolicyRow.objects.value("recognition", "look_minutes")
        since = (now or timezone.now()) - datetime.timedelta(minutes=minutes)
        return self.filter(by=user, at__gt=since)

    def told_to(self, volunteer):
        """The latest looks at a person's file, each with `offices`: those in which whoever looked held a post that day."""
        looks = list(self.filter(volunteer=volunteer).select_related("region").order_by("-pk")[:TOLD])
        posts = list(
            Post.objects.filter(user__in={look.by_id for look in looks}, role=Post.Role.OFFICER)
            .filter(office__kind__searches_people=True)
            .select_related("office")
        )
        for look in looks:
            day = days.day_of(look.at)
            look.offices = [
                post.office.name
                for post in posts
                if post.user_id == look.by_id
                and look.region_id.startswith(post.office.region_id)
                and post.since <= day
                and (post.until is None or post.until >= day)
            ]
        return looks


class Look(models.Model):
    """An office opens the whole file of a person of its region, with a reason (67号令 §16). Only added; the person reads
    which office looked and why beside their file, and all of it in the copy of what is kept about them."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=Now())

    objects = LookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recognition_look_says_why",
                condition=~Q(why=""),
                violation_error_message=_("写明为什么要看，会留记录。"),
            ),
            models.CheckConstraint(
                name="recognition_look_is_at_somebody_else",
                condition=~Q(by=F("beneficiary")),
                violation_error_message=_("自己的档案在“我的”里看。"),
            ),
        ]
        indexes = [
            models.Index(name="recognition_looked_at", fields=["volunteer", "-id"]),
            models.Index(name="recognition_looked_by", fields=["by", "-at"]),
        ]

    def __str__(self):
        return f"look {self.pk}"

    @property
    def open_until(self):
        """Until then the person who looks may read without giving a reason again."""
        minutes = PolicyRow.objects.value("recognition", "look_minutes")
        return self.at + datetime.timedelta(minutes=minutes)
