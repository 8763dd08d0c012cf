from django.db import models

from apps.regions.models import Region


class RegionFigures(models.Model):
    """The kept figures of one region, rebuilt every few minutes: a dashboard reads one row, however many people there are."""

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="+")
    figures = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    def __str__(self):
        return f"figures of {self.region_id}"
