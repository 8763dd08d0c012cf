"""The training account: what somebody has completed, and until when it counts. It knows nothing of service hours."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.among import among
from apps.core.errors import Refused
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region
from apps.registration.models import Volunteer
from apps.training.models.courses import Course
from apps.training.models.enrolments import Enrolment
from apps.training.models.kinds import Standard, TrainingKind
from apps.training.models.sessions import Session


class CompletionQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(voided_at=None)

    def holding(self, day):
        """Those that count on a day: passed by then, not run out, not voided."""
        return self.standing().filter(passed_on__lte=day).filter(Q(expires_on=None) | Q(expires_on__gte=day))

    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def of_everybody(self, volunteer_ids):
        return self.filter(volunteer__in=volunteer_ids)

    def cared_for_by(self, user):
        """The person's own and those of the children they answer for."""
        return self.filter(among("volunteer", Volunteer.objects.acted_for_by(user).values("pk")))

    def running_out(self, first, last):
        """Those whose last day lies between these days."""
        return self.standing().filter(expires_on__gte=first, expires_on__lte=last)

    def voidable_by(self, user):
        """What the person's organisations and offices let people complete or entered for them, never their own."""
        organizations = Organization.objects.managed_by(user)
        held = Q(course__organization__in=organizations) | Q(outside__organization__in=organizations)
        governed = within_any("region__code", governed_codes(user, "keeps_training"))
        return self.standing().filter(held | governed).exclude(volunteer__user=user)

    def governed_by(self, user):
        return self.filter(within_any("region__code", governed_codes(user, "keeps_training")))


class Completion(models.Model):
    """Somebody has completed a training (67号令 §8: name, contents, time of study, organiser, date). It stays as it was
    entered; all that can happen to it is that it is voided, with a reason. `region` is where the person lived then,
    `decided_by` who called the roll that it rests on; nobody where the person's own codes and test speak."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    kind = models.ForeignKey(TrainingKind, models.PROTECT, related_name="+", db_index=False)
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, models.PROTECT, null=True, blank=True, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+")
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    title = models.CharField(max_length=50)
    minutes = models.PositiveIntegerField()
    passed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    organizer = models.CharField(max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    league = models.CharField(max_length=4, blank=True, db_collation="C")
    banner = models.CharField(max_length=6, blank=True, db_collation="C")
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(db_default=Now())
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    voided_why = models.CharField(max_length=200, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="training_completion_one_an_enrolment",
                fields=["enrolment"],
                condition=Q(voided_at=None),
                violation_error_message=_("这一场已经记过结业了。"),
            ),
            models.CheckConstraint(name="training_completion_takes_some_time", condition=Q(minutes__gte=1)),
            models.CheckConstraint(
                name="training_completion_counts_on_the_day_it_is_passed",
                condition=Q(expires_on=None) | Q(expires_on__gte=F("passed_on")),
            ),
            models.CheckConstraint(
                name="training_completion_voided_says_who_when_and_why",
                condition=Q(voided_at=None, voided_by=None, voided_why="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(voided_why="")),
                violation_error_message=_("作废要写明原因。"),
            ),
        ]
        indexes = [
            models.Index(name="training_completed_in_league", fields=["league", "-id"]),
            models.Index(name="training_completed_in_banner", fields=["banner", "-id"]),
            models.Index(name="training_account", fields=["volunteer", "kind", "expires_on"]),
            models.Index(name="training_runs_out", fields=["expires_on", "id"], condition=Q(voided_at=None)),
            models.Index(
                name="training_runs_out_in_league",
                fields=["league", "expires_on", "id"],
                condition=Q(voided_at=None),
            ),
            models.Index(
                name="training_runs_out_in_banner",
                fields=["banner", "expires_on", "id"],
                condition=Q(voided_at=None),
            ),
        ]

    def __str__(self):
        return f"completion {self.pk}"

    @property
    def is_voided(self):
        return self.voided_at is not None

    def holds_on(self, day):
        """Whether it counts on a day: the same as `holding` says of a set."""
        runs_on = self.expires_on is None or self.expires_on >= day
        return not self.is_voided and self.passed_on <= day and runs_on

    def void(self, *, by, at, why):
        """It does not count any more. Does not save."""
        if self.is_voided:
            raise Refused(_("这条结业已经作废了。"), code="already_voided")
        if not why:
            raise Refused(_("写明为什么作废，本人看得到。"), code="no_reason")
        self.voided_at, self.voided_by, self.voided_why = at, by, why


class TrainedFiguresQuerySet(models.QuerySet):
    def governed_by(self, user):
        """Of the regions whose office keeps training through the person."""
        return self.filter(within_any("region__code", governed_codes(user, "keeps_training")))

    def in_all(self):
        """Whoever is trained in anything."""
        return self.filter(kind=None, group="")

    def of_kind(self, kind):
        """One kind; nothing: anything."""
        return self.filter(kind=kind) if kind else self.in_all()

    def of_groups(self):
        """The sums of the groups of kinds."""
        return self.filter(kind=None).exclude(group="")


class TrainedFigures(models.Model):
    """How many of those of whom it is asked (`people`) hold a training, counted by night; for a year that is over as it
    stood at its end. A row is of a kind, or the sum of a group of kinds (`group`), or of anything (both nothing).

    Asked of whom: the backbone's kinds of the backbone of the region, every other kind of all volunteers of the region who
    are known by their real name. Completed in the year, by whomever: `completions`."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    kind = models.ForeignKey(TrainingKind, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.CharField(max_length=12, blank=True, choices=TrainingKind.Group)
    year = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()
    trained = models.PositiveIntegerField()
    completions = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    objects = TrainedFiguresQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="training_trainedfigures_once_a_region_kind_and_year",
                fields=["region", "year", "kind", "group"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="training_trainedfigures_of_a_kind_or_of_a_group",
                condition=Q(kind=None) | Q(group=""),
            ),
            models.CheckConstraint(
                name="training_trainedfigures_no_more_trained_than_there_are",
                condition=Q(trained__lte=F("people")),
            ),
        ]

    def __str__(self):
        return f"trained in {self.region_id}, {self.year}"

    @property
    def lacking(self):
        return self.people - self.trained

    @property
    def has_share(self):
        """Professional training as a whole is asked of nobody in particular: it is a number of people, no share."""
        return self.group != TrainingKind.Group.PROFESSIONAL

    @property
    def share(self):
        """In percent, to one place; None where there is nobody of whom it is asked, never 0 %."""
        return round(100 * self.trained / self.people, 1) if self.people and self.has_share else None
