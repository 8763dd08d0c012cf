"""Offices of the regions, and what each kind of them may do."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.regions.models import Region


class OfficeKind(models.Model):
    """A kind of office and what its officers may do: data, because who leads changes with the years."""

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    reviews_identities = models.BooleanField(default=False)
    reviews_organizations = models.BooleanField(default=False)
    reviews_activities = models.BooleanField(default=False)
    decides_hours = models.BooleanField(default=False)
    keeps_training = models.BooleanField(default=False)
    keeps_insurance = models.BooleanField(default=False)
    checks_awards = models.BooleanField(default=False)
    searches_people = models.BooleanField(default=False)
    handles_complaints = models.BooleanField(default=False)
    sets_goals = models.BooleanField(default=False)
    keeps_figures = models.BooleanField(default=False)

    POWERS = [
        "reviews_identities",
        "reviews_organizations",
        "reviews_activities",
        "decides_hours",
        "keeps_training",
        "keeps_insurance",
        "checks_awards",
        "searches_people",
        "handles_complaints",
        "sets_goals",
        "keeps_figures",
    ]

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name

    @property
    def powers(self):
        """What its officers may do, as names of the columns above."""
        return frozenset(power for power in self.POWERS if getattr(self, power))


class Office(models.Model):
    """An office of a region: it sees its own region and what lies below, and nothing else."""

    kind = models.ForeignKey(OfficeKind, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organizations_office_one_of_a_kind_in_a_region",
                fields=["kind", "region"],
                violation_error_message=_("这个地区已有这类部门。"),
            ),
        ]

    def __str__(self):
        return self.name


def within_any(field, codes):
    """A condition: the region code in `field` (such as region__code) is one of the codes or lies below it. No codes, no rows."""
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{f"{field}__startswith": code})
    return condition
