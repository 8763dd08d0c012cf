"""Policies: whom they serve, when, and what they pay."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import days
from apps.core.errors import Refused
from apps.core.models import KeptFile
from apps.insurance.models.insurers import Insurer
from apps.insurance.money import yuan
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region

POWER = "keeps_insurance"


def of_regions_above(code):
    return Q(region__in=[code[:n] for n in (2, 4, 6, 9, 12) if n <= len(code)])


class PolicyQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(state=Policy.State.IN_FORCE)

    def on(self, day):
        """Those whose period holds the day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def to_report_on(self):
        """Those whose insurer gets lists: with names, and not over by themselves, which the insurer knows."""
        return self.filter(is_named=True, started_at__isnull=False).exclude(state=Policy.State.ENDED)

    def for_everyone(self):
        return self.filter(serves=Policy.Serves.EVERYONE)

    def covering_hazard(self):
        return self.filter(covers_hazard=True)

    def above(self, code):
        """Of the offices of a region and of those above it."""
        return self.filter(of_regions_above(code))

    def within_reach_of(self, code):
        """Of a set: what an activity brings itself, and the free ones of a region and of those above it."""
        return self.filter(of_regions_above(code) | ~Q(serves=Policy.Serves.EVERYONE))

    def offered_to(self, organization_id, code):
        """What an activity of an organisation in a region may bring as its own."""
        theirs = Q(organization=organization_id) | Q(pk__in=self.model.objects.above(code).values("pk"))
        return self.in_force().filter(theirs, serves=Policy.Serves.ACTIVITY)

    def kept_by(self, user):
        """What the person may write as an office: the policies of the regions of their offices."""
        return self.filter(within_any("region__code", governed_codes(user, POWER)))

    def managed_by(self, user):
        """What the person may write as staff of the organisation that took the policy out."""
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def checkable_by(self, user):
        """Policies of organisations in the regions of the person's offices: never of an organisation in which they hold
        a post."""
        return self.filter(
            within_any("organization__region__code", governed_codes(user, POWER)),
        ).exclude(Q(created_by=user) | Q(organization__in=Organization.objects.served_by(user)))

    def overseen_by(self, user):
        """Of those they may check, what the organisation has handed in, whatever became of it."""
        handed_in = Q(state=Policy.State.CHECKING) | Q(started_at__isnull=False)
        return self.checkable_by(user).filter(handed_in)

    def claimed_from(self, since):
        """Those in force, and those that were until some day: what happened under them can still be claimed."""
        return self.filter(Q(state=Policy.State.IN_FORCE) | Q(started_at__isnull=False, ended_at__gte=since))

    def running_out(self, on, ahead):
        """Those in force that end within so many days."""
        return self.in_force().filter(ends_on__gte=on, ends_on__lte=on + datetime.timedelta(days=ahead))


class Policy(models.Model):
    """A policy of an insurer. The free one of a region serves every volunteer whose identity is passed (通知); an activity
    may bring its own, of its organisation or an office. A named policy counts from the insurer's acceptance of each
    person, an unnamed one from the day the identity is passed."""

    class Serves(models.TextChoices):
        EVERYONE = "everyone", _("本地区全部实名志愿者")
        ACTIVITY = "activity", _("单独的活动")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        CHECKING = "checking", _("等部门核对")
        IN_FORCE = "in_force", _("生效中")
        ENDED = "ended", _("已到期")
        WITHDRAWN = "withdrawn", _("已停用")

    MOVES = {
        State.DRAFT: [State.CHECKING, State.IN_FORCE, State.WITHDRAWN],
        State.CHECKING: [State.DRAFT, State.IN_FORCE, State.WITHDRAWN],
        State.IN_FORCE: [State.ENDED, State.WITHDRAWN],
    }

    insurer = models.ForeignKey(Insurer, models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    serves = models.CharField(max_length=10, choices=Serves)
    is_named = models.BooleanField(default=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    minimum_age = models.PositiveSmallIntegerField(default=0)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    covers_travel = models.BooleanField(default=False)
    covers_training = models.BooleanField(default=False)
    covers_hazard = models.BooleanField(default=False)
    proof = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now())
    started_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="insurance_policy_each_number_once",
                fields=["insurer", "number"],
                violation_error_message=_("这家公司的这个保单号已经登记过了。"),
            ),
            models.CheckConstraint(
                name="insurance_policy_is_of_a_region_or_an_organization",
                condition=Q(region__isnull=False, organization=None)
                | Q(region=None, organization__isnull=False),
                violation_error_message=_("保单要么是部门的，要么是组织的。"),
            ),
            models.CheckConstraint(
                name="insurance_policy_for_everyone_is_of_a_region",
                condition=~Q(serves="everyone") | Q(region__isnull=False),
                violation_error_message=_("给全部志愿者的保单由部门来办。"),
            ),
            models.CheckConstraint(
                name="insurance_policy_ends_after_it_begins",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("到期日不能早于起始日。"),
            ),
            models.CheckConstraint(
                name="insurance_policy_ages_stand_in_order",
                condition=Q(maximum_age=None) | Q(maximum_age__gte=F("minimum_age")),
                violation_error_message=_("最大年龄不能小于最小年龄。"),
            ),
            models.CheckConstraint(
                name="insurance_policy_in_force_says_who_and_when",
                condition=Q(state__in=["draft", "checking"], started_at=None, started_by=None)
                | Q(state__in=["in_force", "ended"], started_at__isnull=False, started_by__isnull=False)
                | Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="insurance_policy_of_an_organization_is_checked_by_others",
                condition=Q(organization=None) | ~Q(started_by=F("created_by")),
                violation_error_message=_("不能核对自己登记的保单。"),
            ),
            models.CheckConstraint(
                name="insurance_policy_withdrawn_says_why",
                condition=~Q(state="withdrawn") | (~Q(reason="") & Q(ended_at__isnull=False)),
                violation_error_message=_("写明为什么停用。"),
            ),
        ]
        indexes = [
            models.Index(
                name="insurance_in_force", fields=["serves", "ends_on"], condition=Q(state="in_force")
            ),
        ]

    def __str__(self):
        return f"policy {self.pk} ({self.state})"

    @property
    def is_editable(self):
        return self.state == self.State.DRAFT

    @property
    def is_in_force(self):
        return self.state == self.State.IN_FORCE

    @property
    def takes_people(self):
        """Whether its insurer is told of more people: not while its organisation is stopped, and nobody can answer."""
        return self.is_in_force and not (self.organization and self.organization.is_stopped)

    @property
    def days_left(self):
        """How many days of it are still to come, today's among them; none when it is over."""
        return max((self.ends_on - days.today()).days + 1, 0)

    def admits(self, age):
        """Whether somebody of this age may be insured by it."""
        return self.minimum_age <= age and (self.maximum_age is None or age <= self.maximum_age)

    MOVED = ["state", "reason", "started_by", "started_at", "ended_by", "ended_at"]

    def move(self, state, *, by, at, reason=""):
        """Take the next step. Does not save."""
        if state not in self.MOVES.get(self.state, []):
            raise Refused(_("这份保单的状态变了，刷新看看。"), code="other_state")
        self.state, self.reason = state, reason
        if state == self.State.IN_FORCE:
            self.started_by, self.started_at = by, at
        if state in {self.State.ENDED, self.State.WITHDRAWN}:
            self.ended_by, self.ended_at = by, at


class Benefit(models.Model):
    """One line of what a policy pays. Money is kept in fen."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="benefits")
    name = models.CharField(max_length=40)
    amount = models.BigIntegerField(help_text=_("分"))
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="insurance_benefit_named_once",
                fields=["policy", "name"],
                violation_error_message=_("这一项已经有了。"),
            ),
            models.CheckConstraint(
                name="insurance_benefit_pays_something",
                condition=Q(amount__gt=0),
                violation_error_message=_("金额要大于零。"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def yuan(self):
        return yuan(self.amount)
