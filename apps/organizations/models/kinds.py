"""The kinds of organisations: data, because they change with the years."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.Model):
    """A kind of organisation (条例 §8, §41, §42) and what follows from it."""

    class Group(models.TextChoices):
        ASSOCIATION = "association", _("志愿者联合会、协会")
        REGISTERED = "registered", _("社会组织")
        TEAM = "team", _("志愿服务队伍")
        SCHOOL = "school", _("学校")
        UNIT = "unit", _("机关企事业单位")
        STATION = "station", _("阵地站点")

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=30)
    group = models.CharField(max_length=12, choices=Group)
    order = models.PositiveSmallIntegerField(default=0)
    needs_credit_code = models.BooleanField(default=False)
    may_have_credit_code = models.BooleanField(default=False)
    has_registration = models.BooleanField(default=False)
    needs_guiding_unit = models.BooleanField(default=False)
    recognizes_stars = models.BooleanField(default=False)
    is_youth_association = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name
