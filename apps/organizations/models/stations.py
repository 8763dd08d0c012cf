"""Stations: the places where service has a door (新时代文明实践中心、所、站, 青年之家, 文化站, …)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.regions.models import Region

# The box around the region: a point outside it is a slip of the finger.
WEST, EAST, SOUTH, NORTH = 97, 127, 37, 54


class StationKind(models.Model):
    """A kind of station: data, because the names change with the years."""

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=30)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name


class StationQuerySet(models.QuerySet):
    def of(self, organization):
        return self.filter(organization=organization)

    def open(self):
        return self.filter(is_open=True)


class Station(models.Model):
    """A place run by an organisation, with its kind, its level and where it is."""

    class Level(models.TextChoices):
        CENTRE = "centre", _("中心")
        INSTITUTE = "institute", _("所")
        STATION = "station", _("站")
        POINT = "point", _("点")

    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+")
    kind = models.ForeignKey(StationKind, models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=Level)
    name = models.CharField(max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    address = models.CharField(max_length=120)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    opening = models.CharField(max_length=100, blank=True)
    is_open = models.BooleanField(default=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        ordering = ["level", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="organizations_station_lies_in_the_region",
                condition=Q(longitude=None, latitude=None)
                | Q(
                    longitude__isnull=False,  # a condition that is unknown is not a violation
                    latitude__isnull=False,
                    longitude__range=(WEST, EAST),
                    latitude__range=(SOUTH, NORTH),
                ),
                violation_error_message=_("这个点不在内蒙古。经度在97到127之间，纬度在37到54之间。"),
            ),
            models.UniqueConstraint(
                name="organizations_station_one_name_an_organization",
                fields=["organization", "name"],
                violation_error_message=_("已经有同名的站点了。"),
            ),
        ]
        indexes = [models.Index(name="organizations_station_place", fields=["region", "kind"])]

    def __str__(self):
        return self.name
