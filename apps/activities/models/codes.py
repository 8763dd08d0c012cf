"""What a notice says by code: whom it helps, and what those who come are given."""

from django.db import models


class CodeQuerySet(models.QuerySet):
    def words(self, codes):
        """The names of these codes, in the order of the table."""
        return [row.name for row in self.filter(pk__in=codes)] if codes else []


class Code(models.Model):
    """A row of a code table; offices may add to it."""

    code = models.CharField(primary_key=True, max_length=4)
    name = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)

    objects = CodeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order"]

    def __str__(self):
        return self.name


class Beneficiary(Code):
    """Whom an activity helps. A kind of people, never a person (志愿服务条例第二十一条)."""


class Protection(Code):
    """What the organiser gives those who come: insurance, training, water."""
