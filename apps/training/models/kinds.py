"""What people are trained in, and what it takes to count as trained."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core import days
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region


def of_one_owner(prefix):
    """A row belongs to a region's office or to an organisation, never to both or to nobody."""
    return models.CheckConstraint(
        name=f"{prefix}_is_an_offices_or_an_organizations",
        condition=Q(region=None, organization__isnull=False) | Q(region__isnull=False, organization=None),
        violation_error_message=_("要么是部门的，要么是组织的。"),
    )


class TrainingKindQuerySet(models.QuerySet):
    def within(self, code):
        """What people of a region meet: the kinds of everywhere, and those offices around and above it added."""
        return self.filter(Q(region=None) | Q(region__in=[code[:length] for length in (2, 4, 6, 9, 12)]))

    def governed_by(self, user):
        """Kinds that offices in the person's regions added."""
        return self.filter(within_any("region__code", governed_codes(user, "keeps_training")))

    def of_the_backbone(self):
        return self.filter(group=TrainingKind.Group.BACKBONE)

    def words(self, codes):
        """The names of these codes, in the order of the table."""
        return [kind.name for kind in self.filter(pk__in=codes)] if codes else []


class TrainingKind(models.Model):
    """A kind of training: the basic one for everybody, the backbone's, or a professional one (通知: 分类制定培训标准,
    骨干培训, 专业培训). An office may add its own for its region."""

    class Group(models.TextChoices):
        EVERYONE = "everyone", _("所有志愿者")
        BACKBONE = "backbone", _("骨干")
        PROFESSIONAL = "professional", _("专业")

    BASIC = "basic"

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=20)
    group = models.CharField(max_length=12, choices=Group)
    order = models.PositiveSmallIntegerField(default=100)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TrainingKindQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                name="training_trainingkind_one_name_a_region",
                fields=["name", "region"],
                nulls_distinct=False,
                violation_error_message=_("已经有同名的培训类别了。"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_of_the_backbone(self):
        return self.group == self.Group.BACKBONE

    def is_met_in(self, code):
        """Whether people of a region meet it: the same as `within` says of a set."""
        return self.region_id is None or code.startswith(self.region_id)


class StandardQuerySet(models.QuerySet):
    def in_force(self, day=None):
        day = day or days.today()
        return self.filter(in_force_from__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def governed_by(self, user):
        """Standards that offices in the person's regions keep."""
        return self.filter(within_any("region__code", governed_codes(user, "keeps_training")))

    def managed_by(self, user):
        """Standards of the person's organisations, and of the offices in their regions."""
        own = Q(organization__in=Organization.objects.managed_by(user))
        return self.filter(own | within_any("region__code", governed_codes(user, "keeps_training")))

    def within(self, code):
        """Those offices around and above a region keep."""
        return self.filter(region__in=[code[:length] for length in (2, 4, 6, 9, 12)])

    def meant_for(self, fields):
        """Those written for some of these fields of service; what is meant for all fields says nothing about one."""
        return self.filter(service_fields__overlap=list(fields))

    def usable_by(self, organization):
        """What a course of an organisation may be held by: its own standards, and those of the offices above it."""
        own = self.filter(organization=organization)
        return own | self.within(organization.region_id)


class Standard(models.Model):
    """What one kind of training has to be: how long, what in, and for how many months it counts (nothing: for ever).
    Kept by an office for its region, or by an organisation for itself, from a day on. `service_fields` are the fields it
    is meant for; none means all."""

    kind = models.ForeignKey(TrainingKind, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    service_fields = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    minutes = models.PositiveIntegerField()
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    in_force_from = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    words = models.TextField(max_length=1000, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ["kind__order", "-in_force_from", "pk"]
        constraints = [
            of_one_owner("training_standard"),
            models.CheckConstraint(
                name="training_standard_takes_some_time",
                condition=Q(minutes__gte=1),
                violation_error_message=_("写上要学多少时间。"),
            ),
            models.CheckConstraint(
                name="training_standard_counts_for_a_month_at_least",
                condition=Q(valid_months=None) | Q(valid_months__gte=1),
                violation_error_message=_("有效期最少一个月；长期有效就空着。"),
            ),
            models.CheckConstraint(
                name="training_standard_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("in_force_from")),
                violation_error_message=_("停用的日子要晚于开始的日子。"),
            ),
        ]

    def __str__(self):
        return self.name

    def is_in_force_on(self, day):
        return self.in_force_from <= day and (self.ends_on is None or day <= self.ends_on)
