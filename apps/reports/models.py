from django.db import models

from apps.regions.models import Region


class RegionFiguresQuerySet(models.QuerySet):
    def below(self, code):
        """Every region below this one, by its path."""
        return self.filter(region__code__startswith=code).exclude(region=code)


class RegionFigures(models.Model):
    """The kept figures of one region, rebuilt every few minutes: a dashboard reads one row, however many people there
    are. A row is written only when a figure of it has changed; the topmost one always, its time is that of all.
    """

    TOP = "15"
    TELLING = 1  # percent

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="+")
    figures = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    objects = RegionFiguresQuerySet.as_manager()

    def __str__(self):
        return f"figures of {self.region_id}"

    @property
    def share(self):
        """Passed volunteers as a percentage of the population; None where no population is known, never 0 %."""
        population = self.figures["population"]
        return percentage(self.figures["people"]["passed"], population["value"]) if population else None

    @property
    def share_is_telling(self):
        """Whether the share can be held against the target: below one percent it only says how many have been
        entered so far."""
        return self.share is not None and self.share >= self.TELLING

    @property
    def active_share(self):
        """How many of the passed volunteers served within the last twelve months, in percent."""
        return percentage(self.figures["people"]["active"], self.figures["people"]["passed"])

    @property
    def hours_this_year(self):
        return self.figures["minutes"]["this_year"] // 60

    @property
    def hours_of_twelve_months(self):
        return self.figures["minutes"]["last_12_months"] // 60

    @property
    def is_covered(self):
        """Whether each banner here has a youth volunteer association (通知: 旗县级青年志愿者协会全覆盖)."""
        banners = self.figures["banners"]
        return banners["with_association"] >= banners["all"]


def percentage(part, whole):
    """In percent, to one place; below one percent to two, so that few people do not look like none."""
    if not whole:
        return None
    share = 100 * part / whole
    return round(share, 1 if share >= 1 else 2)
