"""Tables of codes a volunteer is described with; offices may add to them."""

from django.db import models


class Code(models.Model):
    """A code and what it is called, in the order in which it is offered."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "code"]

    def __str__(self):
        return self.name


class ServiceField(models.Model):
    """A field of service, as the notice and the national code tables name them; offices may add to them."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=20)
    icon = models.CharField(max_length=30, default="hand-heart")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name


class Skill(Code):
    """What somebody is good at (67号令 §5). Some are believed only with a certificate (条例 §16)."""

    needs_certificate = models.BooleanField(default=False)


class Language(Code):
    """A language one can help in; spoken and written Mongolian are two."""


class Ethnicity(Code):
    """GB/T 3304. What is at home in the region comes first; where it stands in the list says nothing of its code."""


class Nationality(Code):
    """A country by its three letters (ISO 3166), and by the number that stands on permanent residence cards."""

    number = models.CharField(max_length=3, unique=True)
