"""The figures of a region: those of now, and as they stood at the end of each day."""

import math

from django.db import models
from django.db.models import Q, Subquery

from apps.organizations.models import governed_codes, within_any
from apps.regions.models import Region


class FiguresQuerySet(models.QuerySet):
    def below(self, code):
        """Every region below this one, by its path."""
        return self.filter(region__code__startswith=code).exclude(region=code)

    def children_of(self, code):
        return self.filter(region__parent=code)

    def seen_by(self, user):
        """Those of the whole region are for everybody."""
        own = within_any("region__code", governed_codes(user)) if user.is_authenticated else Q(pk__in=[])
        return self.filter(own | Q(region=RegionFigures.TOP))

    def with_as_of(self):
        """With the time of the last rebuild, by which they are known to be true: a row that did not change then keeps an
        older time of its own."""
        top = RegionFigures.objects.filter(pk=RegionFigures.TOP)
        return self.annotate(as_of=Subquery(top.values("computed_at")))


class Figures(models.Model):
    """Counted figures as one JSON object, and what follows from them."""

    TELLING = 1  # percent

    figures = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    objects = FiguresQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def share(self):
        """Passed volunteers as a percentage of the population; None where no population is known, never 0 %."""
        population = self.figures["population"]
        return percentage(self.figures["people"]["passed"], population["value"]) if population else None

    @property
    def share_is_telling(self):
        """Whether the share can be held against the target: below one percent it only says how many have been
        entered so far."""
        population = self.figures["population"]
        return (
            bool(population) and 100 * self.figures["people"]["passed"] >= self.TELLING * population["value"]
        )

    def short_of(self, target):
        """Percentage points that the share is short of a target; nothing where it is reached, None where the share cannot
        be held against it. Judged on the people, not on the rounded share: 14.98 % is shown as 15 % and has not reached
        it."""
        if not self.share_is_telling:
            return None
        value = self.figures["population"]["value"]
        short = target * value - 100 * self.figures["people"]["passed"]
        return round(short / value, 1) or math.ceil(100 * short / value) / 100 if short > 0 else 0.0

    @property
    def growth(self):
        """The whole months of this year against the same ones of last year, in percent."""
        minutes = self.figures["minutes"]
        before = minutes["same_months_last_year"]
        return round(100 * (minutes["whole_months"] - before) / before) if before else None

    @property
    def active_share(self):
        """How many of the passed volunteers served within the last twelve months, in percent."""
        return percentage(self.figures["people"]["active"], self.figures["people"]["passed"])

    @property
    def share_with_national(self):
        """The share of the population with those who are registered on the national platform only; shown apart from
        `share`, and None where nobody has entered how many they are."""
        population, national = self.figures["population"], self.figures["entered"]["national"]
        if not (population and national):
            return None
        return percentage(self.figures["people"]["passed"] + national["value"], population["value"])

    def share_of_members(self, kind):
        """How many of the party or league members of the place are registered, in percent of the number its office
        entered; None where it entered none."""
        whole = self.figures["entered"][kind]
        return percentage(self.figures["people"][kind], whole["value"]) if whole else None

    @property
    def backfill_share(self):
        """How much of this year's minutes was recorded long after (补录), in percent."""
        return percentage(self.figures["sources"]["backfill"], self.figures["minutes"]["this_year"])

    @property
    def insured_share(self):
        return percentage(self.figures["people"]["insured"], self.figures["people"]["passed"])

    @property
    def trained_share(self):
        """As counted last night; None below the banner, where it is not counted."""
        training = self.figures["training"]
        return percentage(training["trained"], training["people"]) if training else None

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

    @property
    def has_mechanism(self):
        """Whether each banner here has said that its coordination mechanism stands (通知 S3)."""
        banners = self.figures["banners"]
        return banners["with_mechanism"] >= banners["all"]


def percentage(part, whole):
    """In percent, to one place; below one percent to two, so that few people do not look like none. A hundred is all of
    them, and no fewer."""
    if not whole:
        return None
    share = 100 * part / whole
    shown = round(share, 1 if share >= 1 else 2)
    return 99.9 if shown == 100 and part < whole else shown


def goal_share(met, with_goal):
    """How many have met their yearly goal, in percent of those who have one; None where nobody has. Everywhere the same:
    whoever has no goal has neither met nor missed it."""
    return percentage(met, with_goal)


class RegionFigures(Figures):
    """The kept figures of one region, rebuilt every few minutes: a dashboard reads one row, however many people there
    are. A row is written only when a figure of it has changed; the topmost one always, its time is that of all. Of a
    township in which nothing was ever counted there is none.
    """

    TOP = "15"

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="+")

    def __str__(self):
        return f"figures of {self.region_id}"


class RegionDay(Figures):
    """The figures of one region as they stood at the end of a day (of the last rebuild on it)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reports_regionday_one_a_region_and_day", fields=["region", "day"]),
        ]
        indexes = [models.Index(name="reports_days_gone_by", fields=["day"])]

    def __str__(self):
        return f"figures of {self.region_id} on {self.day}"
