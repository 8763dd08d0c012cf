"""How far an organisation is trusted: levels are data, and how many people-hours a month each may give is policy."""

from django.db import models


class TrustLevel(models.Model):
    """A level. Who is new, and who is not registered, begins low until an office raises it."""

    NEW = "new"

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name
