"""Recruitment notices: an activity with its positions and shifts, who signed up, who came."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from apps.accounts.models import User
from apps.booking.models import Presence as PresenceBase
from apps.booking.models import Seats, presence_constraints, seat_constraints
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models import Volunteer

LEVELS = {2: None, 4: "league", 6: "banner", 9: "township", 12: "village"}


class ActivityQuerySet(models.QuerySet):
    def public(self):
        """What anyone may see: published ones, and those ended or cancelled after they were published."""
        return self.filter(state__in=[Activity.State.PUBLISHED, Activity.State.CANCELLED])

    def open(self, now=None):
        """Published and not over."""
        return self.filter(state=Activity.State.PUBLISHED, ends_at__gt=now or timezone.now())

    def managed_by(self, user):
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def reviewable_by(self, user):
        """Notices of the regions whose office the person serves as a reviewer, never those they wrote."""
        return self.filter(within_any("region__code", governed_codes(user, "reviews_activities"))).exclude(author=user)

    def governed_by(self, user, power=None):
        return self.filter(within_any("region__code", governed_codes(user, power)))

    def in_region(self, code):
        """Equality on the column of the level, so that a list sorted by time reads just the rows it shows."""
        column = LEVELS[len(code)]
        return self.filter(**{column: code}) if column else self


class Activity(models.Model):
    """A recruitment notice: true, complete, with the risks stated (条例 §12), reviewed by someone who didn't write it."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        IN_REVIEW = "in_review", "审核中"
        RETURNED = "returned", "已退回"
        PUBLISHED = "published", "招募中"
        CANCELLED = "cancelled", "已取消"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    league = models.CharField(max_length=4, db_collation="C")
    banner = models.CharField(max_length=6, db_collation="C")
    township = models.CharField(max_length=9, blank=True, db_collation="C")
    village = models.CharField(max_length=12, blank=True, db_collation="C")
    title = models.CharField(max_length=50)
    description = models.TextField(max_length=2000)
    requirements = models.CharField(max_length=300, blank=True)
    risks = models.CharField(max_length=300)
    place = models.CharField(max_length=80)
    service_fields = ArrayField(models.CharField(max_length=4), size=4)
    beneficiaries = models.CharField(max_length=60, blank=True)
    contact_name = models.CharField(max_length=40)
    contact_phone = EncryptedTextField()
    minimum_age = models.PositiveSmallIntegerField(default=18)
    is_hazardous = models.BooleanField(default=False)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    grams = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activities_activity_nobody_reviews_their_own",
                condition=~Q(state__in=["published", "returned"], decided_by=F("author")),
                violation_error_message="不能审核自己写的活动。",
            ),
            models.CheckConstraint(
                name="activities_activity_published_means_reviewed_and_dated",
                condition=~Q(state="published")
                | Q(decided_by__isnull=False, decided_at__isnull=False, starts_at__isnull=False, ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="activities_activity_hazardous_needs_insurance_first",
                condition=~Q(state="published", is_hazardous=True),
                violation_error_message="可能有人身危险的活动要先有保险才能发布，目前还不能发布。",
            ),
            models.CheckConstraint(
                name="activities_activity_returned_or_cancelled_says_why",
                condition=~Q(state__in=["returned", "cancelled"], reason=""),
                violation_error_message="请写明原因。",
            ),
            models.CheckConstraint(
                name="activities_activity_has_one_to_four_fields",
                condition=Q(service_fields__len__gte=1, service_fields__len__lte=4),
                violation_error_message="服务领域选1到4个。",
            ),
        ]
        indexes = [
            models.Index(name="activities_all", fields=["starts_at", "id"], condition=Q(state="published")),
            models.Index(name="activities_league", fields=["league", "starts_at", "id"], condition=Q(state="published")),
            models.Index(name="activities_banner", fields=["banner", "starts_at", "id"], condition=Q(state="published")),
            models.Index(
                name="activities_township", fields=["township", "starts_at", "id"], condition=Q(state="published")
            ),
            models.Index(
                name="activities_village", fields=["village", "starts_at", "id"], condition=Q(state="published")
            ),
            models.Index(
                name="activities_queue", fields=["region", "submitted_at", "id"], condition=Q(state="in_review")
            ),
            models.Index(name="activities_of_organization", fields=["organization", "-created_at", "-id"]),
            GinIndex(name="activities_grams", fields=["grams"]),
        ]

    def __str__(self):
        return self.title

    def place_in(self, region):
        """Lie in a region: keeps the codes of its levels beside it for the lists. Does not save."""
        self.region = region
        for length, column in LEVELS.items():
            if column:
                setattr(self, column, region.code[:length] if len(region.code) >= length else "")

    def submit(self, *, at):
        """Hand a draft or a returned notice in for review. Does not save."""
        if self.state not in {self.State.DRAFT, self.State.RETURNED}:
            raise Refused("这个活动不在草稿里，不用再提交。", code="not_a_draft")
        self.state, self.submitted_at, self.reason = self.State.IN_REVIEW, at, ""
        self.decided_by = self.decided_at = None

    def decide(self, state, *, by, at, reason=""):
        """Publish or return a notice in review. Nobody reviews what they wrote. Does not save."""
        if self.state != self.State.IN_REVIEW:
            raise Refused("这个活动已经审核过了。", code="already_decided")
        if self.author_id == by.pk:
            raise Refused("不能审核自己写的活动。", code="own_activity")
        if state == self.State.PUBLISHED and self.is_hazardous:
            raise Refused("可能有人身危险的活动要先有保险才能发布，目前还不能发布。", code="hazardous_needs_insurance")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason


class Position(models.Model):
    """What someone does at an activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="positions")
    name = models.CharField(max_length=30)
    requirements = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="activities_position_named_once",
                fields=["activity", "name"],
                violation_error_message="这个岗位已经有了。",
            ),
        ]

    def __str__(self):
        return self.name


class ShiftQuerySet(models.QuerySet):
    def upcoming(self, now=None):
        return self.filter(ends_at__gt=now or timezone.now())

    def managed_by(self, user):
        return self.filter(position__activity__in=Activity.objects.managed_by(user))


class Shift(Seats):
    """One stretch of time at one position, with its places."""

    position = models.ForeignKey(Position, models.CASCADE, related_name="shifts")

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            *seat_constraints("activities_shift"),
            models.UniqueConstraint(
                name="activities_shift_once_a_position_and_start",
                fields=["position", "starts_at"],
                violation_error_message="这个岗位这个时间已有一班。",
            ),
        ]
        indexes = [models.Index(name="activities_shift_time", fields=["starts_at", "id"])]

    def __str__(self):
        return f"shift {self.pk}"


class SignupQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=Signup.State.JOINED)

    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def managed_by(self, user):
        return self.filter(shift__position__activity__in=Activity.objects.managed_by(user))


class Signup(models.Model):
    """A volunteer's place in a shift. Who is joined holds one of its places; times of one person never overlap."""

    class State(models.TextChoices):
        JOINED = "joined", "已报名"
        LEFT = "left", "已取消"
        CALLED_OFF = "called_off", "活动取消"

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=State, default=State.JOINED)
    signed_up_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_up_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)
    failed_codes = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = SignupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="activities_signup_one_place_a_shift",
                fields=["shift", "volunteer"],
                condition=Q(state="joined"),
                violation_error_message="你已经报了这一班。",
            ),
            ExclusionConstraint(
                name="activities_signup_one_place_at_a_time",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="joined"),
                violation_error_message="这段时间你已经报了别的班。",
            ),
            models.CheckConstraint(
                name="activities_signup_left_means_when",
                condition=Q(state="joined", left_at=None) | (~Q(state="joined") & Q(left_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="activities_signup_list", fields=["shift", "signed_up_at", "id"]),
            models.Index(name="activities_signup_mine", fields=["volunteer", "-id"]),
        ]

    def __str__(self):
        return f"sign-up {self.pk} ({self.state})"


class Presence(PresenceBase):
    """A pair of check-in and check-out at a shift, by the rotating code or by the roll."""

    signup = models.ForeignKey(Signup, models.PROTECT, related_name="presences")
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["came_at"]
        constraints = presence_constraints("activities_presence")

    def __str__(self):
        return f"presence {self.pk}"
