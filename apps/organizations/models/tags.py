"""Tags of teams with a speciality: the eight that are the same everywhere, and as many as an office adds."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.regions.models import Region


class TeamTagQuerySet(models.QuerySet):
    def for_region(self, code):
        """The eight of the notice (“8+N”), and what the offices above this place have added."""
        above = [code[:length] for length in (2, 4, 6) if length <= len(code)]
        return self.filter(Q(region=None) | Q(region__in=above))

    def added_in(self, code):
        return self.filter(region_id=code)


class TeamTag(models.Model):
    """What a team is for, in a word: 理论政策宣讲, 助学支教, … (内团联发〔2020〕17号: “8+N”特色志愿服务队伍)."""

    name = models.CharField(max_length=20)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=100)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TeamTagQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                name="organizations_teamtag_one_name_in_a_region",
                fields=["name", "region"],
                nulls_distinct=False,
                violation_error_message=_("已经有这个标签了。"),
            ),
        ]

    def __str__(self):
        return self.name
