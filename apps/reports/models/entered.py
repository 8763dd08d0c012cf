"""Figures that stand on no row of the site: an office enters them, with their year and where they are from."""

import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.regions.models import Population, Region

POWER = "keeps_figures"


class EnteredFigureQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    def of(self, region):
        return self.filter(region=region)

    def latest(self):
        """Of each region and kind the one of the latest year."""
        return self.standing().order_by("region_id", "kind", "-year").distinct("region_id", "kind")


class EnteredFigure(models.Model):
    """One number of a region and a year as an office states it: with its source, by whom and when.

    A number that is entered anew for the same year takes the place of the one before, which stays to be read. Whether
    there is a coordination mechanism (旗县级志愿服务协调机制) is 1 or 0.
    """

    class Kind(models.TextChoices):
        RESIDENT = "resident", _("常住人口")
        REGISTERED = "registered", _("户籍人口")
        PARTY = "party", _("党员总数")
        LEAGUE = "league", _("共青团员总数")
        NATIONAL = "national", _("在全国平台注册、不在这里的志愿者")
        MECHANISM = "mechanism", _("志愿服务协调机制")

    POPULATION = {Kind.RESIDENT: Population.Caliber.RESIDENT, Kind.REGISTERED: Population.Caliber.REGISTERED}
    FIRST_YEAR, MOST = 2000, 100_000_000

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField(db_default=Now())
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EnteredFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reports_enteredfigure_one_standing_a_year",
                fields=["region", "kind", "year"],
                condition=Q(withdrawn_at=None),
                violation_error_message=_("这一年已经有一个数了。"),
            ),
            models.CheckConstraint(
                name="reports_enteredfigure_says_its_source",
                condition=~Q(source=""),
                violation_error_message=_("写明这个数从哪里来。"),
            ),
            models.CheckConstraint(
                name="reports_enteredfigure_is_a_number_of_its_kind",
                condition=Q(kind="mechanism", value__lte=1)
                | Q(kind="national")
                | Q(kind__in=["resident", "registered", "party", "league"], value__gt=0),
                violation_error_message=_("总数要大于零。"),
            ),
            models.CheckConstraint(
                name="reports_enteredfigure_of_a_year_people_count_in",
                condition=Q(year__gte=2000, year__lte=2100),
                violation_error_message=_("年份不对。"),
            ),
            models.CheckConstraint(
                name="reports_enteredfigure_withdrawn_means_by_whom_and_when",
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="reports_entered_of_region", fields=["region", "-id"])]

    def __str__(self):
        return f"{self.kind} of {self.region_id} in {self.year}: {self.value}"

    def withdraw(self, *, by: User, at: datetime.datetime) -> None:
        """Take it back. Does not save."""
        if self.withdrawn_at:
            raise Refused(_("这个数已经撤下了。"), code="already_withdrawn")
        self.withdrawn_by, self.withdrawn_at = by, at

    @property
    def is_yes_or_no(self):
        return self.kind == self.Kind.MECHANISM
