"""What a region, a school or a unit asks for beyond the goals of the policy: more, never less."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import days
from apps.organizations.models import Organization
from apps.regions.models import Region
from apps.registration.models import Affiliation

Identity = Affiliation.Identity
GOAL_IDENTITIES = [Identity.EMPLOYEE, Identity.UNIVERSITY, Identity.PUPIL]
STUDENTS = [Identity.UNIVERSITY, Identity.PUPIL]


class GoalRowQuerySet(models.QuerySet):
    def of(self, place):
        """The rows of one region, school or unit."""
        return self.filter(region=place) if isinstance(place, Region) else self.filter(organization=place)

    def above(self, place):
        """The rows a place stands on: those of the regions it lies in."""
        code = place.code if isinstance(place, Region) else place.region_id
        wider = [code[:length] for length in Region.Level.values if length <= len(code)]
        return self.filter(region__in=[one for one in wider if not isinstance(place, Region) or one != code])

    def in_force(self, day):
        """Of each owner and identity the row with the latest day not after this one."""
        return (
            self.filter(valid_from__lte=day)
            .order_by("region_id", "organization_id", "identity", "-valid_from")
            .distinct("region_id", "organization_id", "identity")
        )

    def to_come(self):
        """Not in force yet: these can still be taken back."""
        return self.filter(valid_from__gt=days.today())


class GoalRow(models.Model):
    """A region, a school or a unit asks its people for so many minutes a year from a day on. Where several ask, the
    highest goal counts, and never less than the policy (内团联发〔2020〕17号: 不少于). A school may count by school
    years, 1 September to 31 August."""

    class Period(models.TextChoices):
        CALENDAR = "calendar", _("一月到十二月")
        SCHOOL = "school", _("学年，九月到第二年八月")

    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    identity = models.CharField(max_length=12, choices=Identity)
    minutes = models.PositiveIntegerField()
    period = models.CharField(max_length=10, choices=Period, default=Period.CALENDAR)
    valid_from = models.DateField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField(db_default=Now())

    objects = GoalRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quotas_goalrow_of_a_region_or_of_an_organization",
                condition=Q(region=None, organization__isnull=False)
                | Q(region__isnull=False, organization=None),
                violation_error_message=_("要么是地区的，要么是学校、单位的。"),
            ),
            models.CheckConstraint(
                name="quotas_goalrow_for_who_has_a_goal",
                condition=Q(identity__in=[str(one) for one in GOAL_IDENTITIES]),
                violation_error_message=_("这个身份没有年度目标。"),
            ),
            models.CheckConstraint(
                name="quotas_goalrow_asks_for_something",
                condition=Q(minutes__gt=0),
                violation_error_message=_("目标要大于零。"),
            ),
            models.CheckConstraint(
                name="quotas_goalrow_school_years_are_for_students_of_a_school",
                condition=Q(period="calendar")
                | Q(organization__isnull=False, identity__in=[str(one) for one in STUDENTS]),
                violation_error_message=_("只有学校给学生定目标时才能按学年算。"),
            ),
            models.UniqueConstraint(
                name="quotas_goalrow_one_a_day_in_an_organization",
                fields=["organization", "identity", "valid_from"],
                condition=Q(organization__isnull=False),
                violation_error_message=_("这一天已经定过一个了，先撤掉那个。"),
            ),
            models.UniqueConstraint(
                name="quotas_goalrow_one_a_day_in_a_region",
                fields=["region", "identity", "valid_from"],
                condition=Q(region__isnull=False),
                violation_error_message=_("这一天已经定过一个了，先撤掉那个。"),
            ),
        ]

    def __str__(self):
        return (
            f"{self.region_id or self.organization_id}: {self.identity} {self.minutes} from {self.valid_from}"
        )

    @property
    def owner(self):
        return self.organization or self.region

    @property
    def is_to_come(self):
        return self.valid_from > days.today()
