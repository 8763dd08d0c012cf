"""Where a volunteer studies or works."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.registration.classes import class_words


class AffiliationQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))

    def open(self):
        """Without an end, the main one first."""
        return self.filter(until=None).order_by("-is_main", "since", "pk")

    def former(self):
        """Where somebody was before, the last one first."""
        return self.exclude(until=None).order_by("-until", "-pk")

    def main(self):
        return self.filter(is_main=True)


class Promotion(models.Model):
    """A school moved its classes up at the end of a school year, once for each year; it may be undone for a while."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(help_text=_("学年开始的那一年"))
    on = models.DateField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_promotion_once_a_school_year",
                fields=["organization", "school_year"],
                condition=Q(undone_at=None),
                violation_error_message=_("这个学年已经升过级了。"),
            ),
            models.CheckConstraint(
                name="registration_promotion_undone_means_by_whom",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"promotion of {self.organization_id} in {self.school_year}"


class Affiliation(models.Model):
    """Where a volunteer studies or works, from a day until a day. There may be several at once; the yearly goal
    follows the main one."""

    class Identity(models.TextChoices):
        EMPLOYEE = "employee", _("机关、企事业单位的党员、团员职工")
        UNIVERSITY = "university", _("高校学生")
        PUPIL = "pupil", _("中小学生")
        OTHER = "other", _("其他群众")

    class Stage(models.TextChoices):
        PRIMARY = "primary", _("小学")
        MIDDLE = "middle", _("初中")
        HIGH = "high", _("高中、中职")
        COLLEGE = "college", _("大专")
        BACHELOR = "bachelor", _("本科")
        GRADUATE = "graduate", _("研究生")

    volunteer = models.ForeignKey("registration.Volunteer", models.PROTECT, related_name="+")
    identity = models.CharField(max_length=12, choices=Identity)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage, blank=True)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    class_name = models.CharField(max_length=20, blank=True)
    student_number = models.CharField(max_length=30, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    is_main = models.BooleanField(default=True)
    begun_by = models.ForeignKey(Promotion, models.PROTECT, null=True, blank=True, related_name="begun")
    ended_by = models.ForeignKey(Promotion, models.PROTECT, null=True, blank=True, related_name="ended")

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_affiliation_one_open_a_volunteer",
                fields=["volunteer"],
                condition=Q(until=None, is_main=True),
                violation_error_message=_("年度目标同一时间只跟一个身份，先结束原来的。"),
            ),
            models.UniqueConstraint(
                name="registration_affiliation_once_a_place_at_a_time",
                fields=["volunteer", "organization"],
                condition=Q(until=None),
                violation_error_message=_("已经在这个学校或单位了。"),
            ),
            models.CheckConstraint(
                name="registration_affiliation_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gt=F("since")),
                violation_error_message=_("结束日期要晚于开始日期。"),
            ),
            models.CheckConstraint(
                name="registration_affiliation_a_student_has_school_stage_and_class",
                condition=~Q(identity__in=["university", "pupil"])
                | (Q(organization__isnull=False) & ~Q(stage="") & ~Q(class_name="")),
                violation_error_message=_("学生要填学校、学段和班级。"),
            ),
            models.CheckConstraint(
                name="registration_affiliation_an_employee_has_a_unit",
                condition=~Q(identity="employee") | Q(organization__isnull=False),
                violation_error_message=_("请选工作单位。"),
            ),
        ]
        indexes = [
            models.Index(name="registration_of_a_class", fields=["organization", "class_name", "volunteer"])
        ]

    def __str__(self):
        return f"{self.volunteer_id} {self.identity} since {self.since}"

    @property
    def class_words(self):
        """三年级2班; empty for whoever is in no class."""
        return class_words(self.stage, self.grade, self.class_name)
