from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _


class RegionQuerySet(models.QuerySet):
    def within(self, code):
        """The region of this code and everything below it: the code is the path."""
        return self.filter(code__startswith=code)

    def leagues(self):
        return self.filter(level=Region.Level.LEAGUE)

    def banners(self):
        return self.filter(level=Region.Level.BANNER)

    def current(self):
        return self.filter(successor=None)


class Region(models.Model):
    """A division of the region. Its code is the first 2, 4, 6, 9 or 12 digits of the division code (GB/T 2260).

    Codes never change: a re-coded region is a new row and the old one names its successor.
    """

    class Level(models.IntegerChoices):
        REGION = 2, _("自治区")
        LEAGUE = 4, _("盟市")
        BANNER = 6, _("旗县")
        TOWNSHIP = 9, _("苏木乡镇")
        VILLAGE = 12, _("嘎查村")

    code = models.CharField(primary_key=True, max_length=12, db_collation="C")
    name = models.CharField(max_length=40)
    short_name = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField(choices=Level)
    type = models.CharField(max_length=10)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    column = models.PositiveSmallIntegerField(null=True)
    row = models.PositiveSmallIntegerField(null=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="regions_region_code_has_the_length_of_its_level",
                condition=Q(level=Length("code")),
                violation_error_message=_("代码的位数和级别对不上。"),
            ),
            models.CheckConstraint(
                name="regions_region_only_the_top_has_no_parent",
                condition=Q(level=2, parent=None) | (~Q(level=2) & Q(parent__isnull=False)),
                violation_error_message=_("除自治区外都要有上级。"),
            ),
            models.CheckConstraint(
                name="regions_region_lies_in_its_parent",
                condition=Q(parent=None) | (Q(code__startswith=F("parent_id")) & ~Q(parent=F("code"))),
                violation_error_message=_("代码要以上级的代码开头。"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def banner_name(self):
        """The name of the banner it is or lies in; of what lies above the banners its own."""
        place = self
        while place.level > self.Level.BANNER:
            place = place.parent
        return place.name


class Population(models.Model):
    """People of a region in a year, counted in a stated way. Where no row stands, the page says so instead of 0 %."""

    class Caliber(models.TextChoices):
        CENSUS = "census", _("七普常住人口")
        RESIDENT = "resident", _("常住人口")
        REGISTERED = "registered", _("户籍人口")

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    caliber = models.CharField(max_length=12, choices=Caliber)
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="regions_population_one_figure_a_year_and_caliber",
                fields=["region", "year", "caliber"],
                violation_error_message=_("这一年这个口径已经有数了。"),
            ),
            models.CheckConstraint(
                name="regions_population_is_positive",
                condition=Q(value__gt=0),
                violation_error_message=_("人口数要大于零。"),
            ),
        ]

    def __str__(self):
        return f"{self.region_id} {self.year} {self.caliber}: {self.value}"
