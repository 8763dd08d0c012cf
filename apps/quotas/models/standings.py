"""Yearly goals count and remind; they never assign or lock (条例 §25)."""

from django.db import models
from django.db.models import F, Q

from apps.quotas.course import Course, Span
from apps.quotas.models.goals import GoalRow
from apps.registration.models import Affiliation, Volunteer


class YearStandingQuerySet(models.QuerySet):
    def of(self, volunteer, year):
        return self.filter(volunteer=volunteer, year=year).first()

    def in_year(self, year):
        return self.filter(year=year)

    def at(self, organization):
        """Whose year counts at this school or unit. Each person's year counts at one place only."""
        return self.filter(affiliation__organization=organization)

    def met(self):
        return self.filter(goal__gt=0, minutes__gte=F("goal"))

    def of_user(self, user):
        """One's own years, with who asks for more than the policy does."""
        mine = self.filter(volunteer__user=user)
        return mine.select_related("affiliation__organization", "asked_by__organization", "asked_by__region")


class YearStanding(models.Model):
    """A volunteer's year: the identity the goal follows, the goal, and the minutes served, in the same transaction
    as the ledger.

    Which identity of several decides is policy (`course.Rule`); as it stands, that of the school or unit on the last
    day of the year (in the running year: today); of whoever had none then, the last one of the year. The minutes are
    those of the whole year, wherever they were served. `asked_by` is the row of the region, school or unit that asks
    for more than the policy does, where one does.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    affiliation = models.ForeignKey(Affiliation, models.SET_NULL, null=True, related_name="+")
    identity = models.CharField(max_length=12, choices=Affiliation.Identity)
    asked_by = models.ForeignKey(GoalRow, models.PROTECT, null=True, related_name="+", db_index=False)
    goal = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()

    objects = YearStandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="quotas_yearstanding_one_a_volunteer_and_year", fields=["volunteer", "year"]
            ),
            models.CheckConstraint(
                name="quotas_yearstanding_others_have_no_goal", condition=~Q(identity="other") | Q(goal=0)
            ),
        ]
        indexes = [
            models.Index(name="quotas_by_year", fields=["year", "identity"], include=["goal", "minutes"]),
            models.Index(name="quotas_asked_by", fields=["asked_by"], condition=Q(asked_by__isnull=False)),
        ]

    def __str__(self):
        return f"{self.volunteer_id} in {self.year}: {self.minutes} of {self.goal}"

    def course(self, today):
        """How far the year is, as it stands on a day."""
        return Course(self.goal, self.minutes, Span.of_year(self.year), today)

    @property
    def is_met(self):
        return self.goal > 0 and self.minutes >= self.goal

    @property
    def missing(self):
        return max(self.goal - self.minutes, 0)


class GoalReminder(models.Model):
    """Somebody was reminded that the year runs ahead of them: at most once a month."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    reminded_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="quotas_goalreminder_once_a_month", fields=["volunteer", "year", "month"]
            ),
            models.CheckConstraint(
                name="quotas_goalreminder_in_a_month_of_the_year", condition=Q(month__gte=1, month__lte=12)
            ),
        ]

    def __str__(self):
        return f"{self.volunteer_id} in {self.year}-{self.month}"
