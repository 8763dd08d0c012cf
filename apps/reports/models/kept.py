"""What the figures are summed from: one narrow row a volunteer, one cell a place, month, source and field; and the two
logs of what has changed since. Triggers write the logs (decision 13), the rebuild folds them; nobody else writes here."""

from datetime import date

from django.db import models
from django.db.models import Q, Sum

from apps.hours.models import HourRecord
from apps.registration.models import Affiliation, Volunteer


class Touched(models.Model):
    """Something was written about this volunteer that a figure may depend on: derive the row of facts anew. Only ever
    added to, so that nobody waits for anybody; a person may stand in it many times."""

    volunteer_id = models.BigIntegerField()

    def __str__(self):
        return f"volunteer {self.volunteer_id}"


class PersonFacts(models.Model):
    """What the figures say of one volunteer, as of the last rebuild. `place` is where they live, down to the township;
    the goal is the one of `goal_year`, and counts at a school, a unit or nowhere (`goal_at`)."""

    class Member(models.TextChoices):
        PARTY = "party"
        LEAGUE = "league"

    volunteer = models.OneToOneField(Volunteer, models.PROTECT, primary_key=True, related_name="+")
    place = models.CharField(max_length=9, db_collation="C")
    is_registered = models.BooleanField()
    is_passed = models.BooleanField()
    is_activated = models.BooleanField()
    has_hours = models.BooleanField()
    is_insured = models.BooleanField()
    member = models.CharField(max_length=6, choices=Member, blank=True)
    last_on = models.DateField(null=True)
    reached = models.PositiveSmallIntegerField()
    recognized = models.PositiveSmallIntegerField()
    goal_year = models.PositiveSmallIntegerField()
    goal_of = models.CharField(max_length=12, choices=Affiliation.Identity, blank=True)
    goal_at = models.CharField(max_length=12, blank=True)
    is_met = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reports_personfacts_only_the_passed_are_activated",
                condition=Q(is_passed=True) | Q(is_activated=False),
            ),
        ]

    def __str__(self):
        return f"facts of {self.volunteer_id}"


class Tally(models.Model):
    """Confirmed minutes and records of the people of one place, served in one month (its first day), by how they were
    proved and for what. An activity of several fields counts to the first it names; on papers there is none."""

    place = models.CharField(max_length=9, db_collation="C")
    month = models.DateField()
    source = models.CharField(max_length=10, choices=HourRecord.Source)
    field = models.CharField(max_length=4, blank=True)
    minutes = models.BigIntegerField()
    records = models.BigIntegerField()

    class Meta:
        abstract = True


class HourMove(Tally):
    """What a decision about hours adds to a cell, or takes off; waits for the next rebuild."""

    def __str__(self):
        return f"{self.minutes:+d} min in {self.place}, {self.month:%Y-%m}"


class HourCellQuerySet(models.QuerySet):
    def of_two_years(self, code, year):
        """What the people of a region served in a year and the one before: month, source, field and the sums."""
        return (
            self.filter(place__startswith=code, month__range=(date(year - 1, 1, 1), date(year, 12, 31)))
            .values("month", "source", "field")
            .annotate(all_minutes=Sum("minutes"), all_records=Sum("records"))
            .exclude(all_records=0)
            .order_by("month", "source", "field")
        )


class HourCell(Tally):
    """The sum itself."""

    objects = HourCellQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reports_hourcell_one_a_place_month_source_and_field",
                fields=["place", "month", "source", "field"],
            ),
        ]
        indexes = [models.Index(name="reports_hours_of_months", fields=["month"])]

    def __str__(self):
        return f"{self.minutes} min in {self.place}, {self.month:%Y-%m}"
