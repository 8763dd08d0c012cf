"""A policy as it might be: what would change for whom, seen before anything is in force."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.regions.models import Region
from apps.registration.models import Affiliation
from apps.stars.models import NAMES


class PolicyDraftQuerySet(models.QuerySet):
    def of(self, region):
        return self.filter(region=region)

    def to_count(self):
        """Nobody knows yet whom they would touch; a worker is to count."""
        return self.filter(state=PolicyDraft.State.DRAFT, counted_at=None)


class PolicyDraft(models.Model):
    """Thresholds of stars and goals as an office imagines them. Only the region's own office puts one in force. Whom it
    would touch is counted by a worker: until then, and while it is counted again, `counted_at` is None."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草案")
        IN_FORCE = "in_force", _("已定")
        WITHDRAWN = "withdrawn", _("不用了")

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    counted_at = models.DateTimeField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quotas_policydraft_in_force_says_from_when_and_by_what",
                condition=(Q(state="in_force", valid_from__isnull=False) & ~Q(source=""))
                | (~Q(state="in_force") & Q(valid_from=None, source="")),
                violation_error_message=_("要写从哪天起、按哪个文件。"),
            ),
            models.CheckConstraint(
                name="quotas_policydraft_decided_means_by_whom",
                condition=Q(state="draft", decided_by=None, decided_at=None)
                | (~Q(state="draft") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="quotas_drafts_of_a_region", fields=["region", "-id"])]

    def __str__(self):
        return f"{self.name} ({self.state})"


class DraftRow(models.Model):
    """One number of a draft: a threshold of a star or a goal of an identity, where it is not what is in force."""

    class Topic(models.TextChoices):
        STARS = "star_minutes", _("星级")
        GOALS = "goal_minutes", _("年度目标")

    draft = models.ForeignKey(PolicyDraft, models.CASCADE, related_name="rows")
    topic = models.CharField(max_length=40, choices=Topic)
    item = models.CharField(max_length=40)
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="quotas_draftrow_each_number_once",
                fields=["draft", "topic", "item"],
                violation_error_message=_("这一项写了两次。"),
            ),
            models.CheckConstraint(
                name="quotas_draftrow_a_star_or_a_goal",
                condition=Q(topic="star_minutes", item__in=["1", "2", "3", "4", "5"])
                | Q(topic="goal_minutes", item__in=["employee", "university", "pupil"]),
                violation_error_message=_("草案里只能改星级和年度目标。"),
            ),
        ]

    def __str__(self):
        return f"{self.topic}/{self.item} = {self.value}"

    @property
    def name(self):
        return (
            NAMES[int(self.item)] if self.topic == self.Topic.STARS else Affiliation.Identity(self.item).label
        )


class DraftEffectQuerySet(models.QuerySet):
    def within(self, code):
        return self.filter(region__code__startswith=code)


class DraftEffect(models.Model):
    """What a draft would change for the people of a banner: stars reached more or less, goals that would be others,
    and those met or not met any more."""

    draft = models.ForeignKey(PolicyDraft, models.CASCADE, related_name="effects")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    stars_more = models.PositiveIntegerField(default=0)
    stars_less = models.PositiveIntegerField(default=0)
    goals_changed = models.PositiveIntegerField(default=0)
    goals_met = models.PositiveIntegerField(default=0)
    goals_unmet = models.PositiveIntegerField(default=0)

    COUNTS = ["stars_more", "stars_less", "goals_changed", "goals_met", "goals_unmet"]

    objects = DraftEffectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="quotas_drafteffect_one_a_banner", fields=["draft", "region"])
        ]

    def __str__(self):
        return f"{self.draft_id} in {self.region_id}"
