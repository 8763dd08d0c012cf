"""The ledger of hours and the totals it keeps."""

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.hours.models.records import HourRecord
from apps.registration.models import Volunteer


class LedgerLine(models.Model):
    """What one decision did to a volunteer's hours. Lines are only ever added, one of each kind a record."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("记入")
        VOID = "void", _("冲回")

    record = models.ForeignKey(HourRecord, models.PROTECT, related_name="lines")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    minutes = models.SmallIntegerField()
    counts_to_year = models.BooleanField(default=True, db_default=True)
    posted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="hours_ledgerline_each_kind_once_a_record", fields=["record", "kind"]
            ),
            models.CheckConstraint(
                name="hours_ledgerline_sign_follows_kind",
                condition=Q(kind="confirm", minutes__gt=0) | Q(kind="void", minutes__lt=0),
            ),
        ]
        indexes = [models.Index(name="hours_ledger_total", fields=["volunteer", "year"], include=["minutes"])]

    def __str__(self):
        return f"{self.kind} {self.minutes:+d} min in {self.year}"


class YearTotalQuerySet(models.QuerySet):
    def of(self, volunteer):
        return self.filter(volunteer=volunteer)

    def minutes(self):
        return self.aggregate(total=Sum("minutes", default=0))["total"]


class YearTotal(models.Model):
    """Confirmed minutes of one volunteer in one year, moved by the ledger in the same statement.

    `apart` are those among them that were served elsewhere and do not count to the goal of the year.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    apart = models.PositiveIntegerField(default=0, db_default=0)

    objects = YearTotalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="hours_yeartotal_one_a_volunteer_and_year", fields=["volunteer", "year"]
            ),
            models.CheckConstraint(
                name="hours_yeartotal_not_more_apart_than_there_is", condition=Q(apart__lte=F("minutes"))
            ),
        ]

    def __str__(self):
        return f"{self.minutes} min in {self.year}"
