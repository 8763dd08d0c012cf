"""Recruitment notices: an activity with its positions and shifts."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from apps.accounts.models import User
from apps.booking.models import Seats, seat_constraints
from apps.core.errors import Refused
from apps.core.fields import EncryptedTextField
from apps.core.text import grams
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region

HAZARDOUS = gettext_noop("可能有人身危险的活动要先有保险才能发布，目前还不能发布。")
LEVELS = {2: None, 4: "league", 6: "banner", 9: "township", 12: "village"}


class ActivityQuerySet(models.QuerySet):
    def public(self):
        """What anyone may see: published ones, and those ended or cancelled after they were published."""
        return self.filter(state__in=[Activity.State.PUBLISHED, Activity.State.CANCELLED])

    def open(self, now=None):
        """Published, not over, by an organisation in good standing."""
        return self.filter(
            state=Activity.State.PUBLISHED,
            ends_at__gt=now or timezone.now(),
            organization__state=Organization.State.APPROVED,
        )

    def listed(self, now=None):
        """What one can find and still come to, ordered by `next_at`: a shift has yet to begin."""
        return self.open(now).exclude(next_at=None)

    def behind(self, now=None):
        """Published ones whose next shift has begun since it was noted."""
        return self.filter(state=Activity.State.PUBLISHED, next_at__lte=now or timezone.now())

    def note_next(self, now=None):
        """Note beside each when its next shift begins; nothing where none is to come."""
        ahead = (
            Shift.objects.of_activity(OuterRef("pk")).standing().filter(starts_at__gt=now or timezone.now())
        )
        return self.update(next_at=Subquery(ahead.order_by("starts_at").values("starts_at")[:1]))

    def in_review(self):
        return self.filter(state=Activity.State.IN_REVIEW)

    def handed_in(self):
        """Handed in at some time; drafts are nobody else's business."""
        return self.exclude(submitted_at=None).exclude(state=Activity.State.DRAFT)

    def between(self, start, end):
        """With a shift that begins in this stretch of time and has not begun yet."""
        start = max(start, timezone.now())
        return self.filter(Exists(Shift.objects.of_activity(OuterRef("pk")).beginning(start, end)))

    def with_places(self, now=None):
        """With a shift that one can still sign up to."""
        return self.filter(Exists(Shift.objects.of_activity(OuterRef("pk")).bookable(now)))

    def managed_by(self, user):
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def reviewable_by(self, user):
        """Notices of the regions whose office the person serves as a reviewer: never those they wrote, changed last
        or handed in, nor any of an organisation in which they hold a post today."""
        own = Q(author=user) | Q(last_written_by=user) | Q(submitted_by=user)
        return self.filter(within_any("region__code", governed_codes(user, "reviews_activities"))).exclude(
            own | Q(organization__in=Organization.objects.served_by(user))
        )

    def governed_by(self, user, power=None):
        return self.filter(within_any("region__code", governed_codes(user, power)))

    def in_region(self, code):
        """Equality on the column of the level, so that a list sorted by time reads just the rows it shows."""
        column = LEVELS[len(code)]
        return self.filter(**{column: code}) if column else self


class Activity(models.Model):
    """A recruitment notice: true, complete, with the risks stated (条例 §12), reviewed by someone who didn't write it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        IN_REVIEW = "in_review", _("审核中")
        RETURNED = "returned", _("已退回")
        PUBLISHED = "published", _("招募中")
        CANCELLED = "cancelled", _("已取消")

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
    next_at = models.DateTimeField(null=True, blank=True, editable=False)
    grams = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    last_written_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now())
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    SEARCHED = 100  # characters of the description that words are looked for in, besides title and place

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activities_activity_nobody_reviews_their_own",
                # Who returned a notice may come to write in it later; then somebody else publishes it.
                condition=~Q(decided_by=F("author"))
                & ~Q(decided_by=F("submitted_by"))
                & ~Q(state__in=["published", "cancelled"], decided_by=F("last_written_by")),
                violation_error_message=_("不能审核自己写的活动。"),
            ),
            models.CheckConstraint(
                name="activities_activity_published_means_reviewed_and_dated",
                condition=~Q(state="published")
                | Q(
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="activities_activity_hazardous_needs_insurance_first",
                condition=~Q(state="published", is_hazardous=True),
                violation_error_message=HAZARDOUS,
            ),
            models.CheckConstraint(
                name="activities_activity_returned_or_cancelled_says_why",
                condition=~Q(state__in=["returned", "cancelled"], reason=""),
                violation_error_message=_("请写明原因。"),
            ),
            models.CheckConstraint(
                name="activities_activity_has_one_to_four_fields",
                condition=Q(service_fields__len__gte=1, service_fields__len__lte=4),
                violation_error_message=_("服务领域选1到4个。"),
            ),
        ]
        indexes = [
            *(
                models.Index(
                    name=f"activities_{level or 'all'}",
                    fields=[*([level] if level else []), "next_at", "id"],
                    condition=Q(state="published", next_at__isnull=False),
                )
                for level in LEVELS.values()
            ),
            models.Index(
                name="activities_queue",
                fields=["region", "submitted_at", "id"],
                condition=Q(state="in_review"),
            ),
            models.Index(name="activities_of_organization", fields=["organization", "-created_at", "-id"]),
            GinIndex(name="activities_grams", fields=["grams"]),
        ]

    def __str__(self):
        return self.title

    @property
    def is_editable(self):
        return self.state in {self.State.DRAFT, self.State.RETURNED}

    @property
    def is_over(self):
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def is_open(self):
        """One can sign up, as far as the activity is concerned: the same as `open` says of a set."""
        approved = self.organization.state == Organization.State.APPROVED
        return self.state == self.State.PUBLISHED and not self.is_over and approved

    def place_in(self, region):
        """Lie in a region: keeps the codes of its levels beside it for the lists. Does not save."""
        self.region = region
        for length, column in LEVELS.items():
            if column:
                setattr(self, column, region.code[:length] if len(region.code) >= length else "")

    def keep_grams(self):
        """Note the words it is found by: title, place and how the description begins. Does not save."""
        self.grams = grams(f"{self.title} {self.place} {self.description[: self.SEARCHED]}")

    def refuse_unless_editable(self):
        """What was handed in or published stays as it was reviewed."""
        if not self.is_editable:
            raise Refused(_("只有草稿和退回的活动可以改。"), code="not_a_draft")

    def submit(self, *, by, at):
        """Hand a draft or a returned notice in for review. Does not save."""
        self.refuse_unless_editable()
        if self.is_hazardous:
            raise Refused(_(HAZARDOUS), code="hazardous_needs_insurance")
        self.state, self.submitted_by, self.submitted_at, self.reason = self.State.IN_REVIEW, by, at, ""
        self.decided_by = self.decided_at = None

    def decide(self, state, *, by, at, reason=""):
        """Publish or return a notice in review. Nobody reviews what they wrote, changed last or handed in. Does not
        save."""
        if self.state != self.State.IN_REVIEW:
            raise Refused(_("这个活动已经审核过了。"), code="already_decided")
        if by.pk in {self.author_id, self.last_written_by_id, self.submitted_by_id}:
            raise Refused(_("不能审核自己写的活动。"), code="own_activity")
        if state == self.State.RETURNED and not reason:
            raise Refused(_("写明要改什么，对方才改得了。"), code="no_reason")
        if state == self.State.PUBLISHED and self.is_hazardous:
            raise Refused(_(HAZARDOUS), code="hazardous_needs_insurance")
        if state == self.State.PUBLISHED and self.ends_at <= at:
            raise Refused(_("活动的日期已经过了，请退回去改日期。"), code="past")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason

    def cancel(self, *, reason):
        """Call a published activity off, as long as a shift has yet to begin. Does not save."""
        if self.state != self.State.PUBLISHED:
            raise Refused(_("只有已发布的活动可以取消。"), code="not_published")
        self.state, self.reason = self.State.CANCELLED, reason


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

    def beginning(self, start, end):
        return self.standing().filter(starts_at__gte=start, starts_at__lt=end)

    def bookable(self, now=None):
        """One can still sign up: neither begun nor called off, and a place is left."""
        return self.standing().filter(starts_at__gt=now or timezone.now(), taken__lt=F("capacity"))

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
                violation_error_message=_("这个岗位这个时间已有一班。"),
            ),
        ]
        indexes = [models.Index(name="activities_shift_time", fields=["starts_at", "id"])]

    def __str__(self):
        return f"shift {self.pk}"
