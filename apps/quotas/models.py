"""Yearly goals count and remind; they never assign or lock (条例 §25)."""

from django.db import models
from django.db.models import F, Q

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


class YearStanding(models.Model):
    """A volunteer's year: the identity the goal follows, the goal, and the minutes served, in the same transaction
    as the ledger.

    The identity is that of the school or unit on the last day of the year (in the running year: today); of whoever
    had none then, the last one of the year. The minutes are those of the whole year, wherever they were served.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    affiliation = models.ForeignKey(Affiliation, models.SET_NULL, null=True, related_name="+")
    identity = models.CharField(max_length=12, choices=Affiliation.Identity)
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
            models.Index(name="quotas_by_year", fields=["year", "identity"], include=["goal", "minutes"])
        ]

    def __str__(self):
        return f"{self.volunteer_id} in {self.year}: {self.minutes} of {self.goal}"

    @property
    def is_met(self):
        return self.goal > 0 and self.minutes >= self.goal

    @property
    def missing(self):
        return max(self.goal - self.minutes, 0)
