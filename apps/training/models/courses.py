"""Courses and their short tests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.organizations.models import Organization, governed_codes, within_any
from apps.regions.models import Region
from apps.training.models.kinds import Standard, of_one_owner


class CourseQuerySet(models.QuerySet):
    def open(self):
        """What sessions of can be booked: open, and held by an office or an organisation in good standing."""
        standing = Q(organization=None) | Q(organization__state=Organization.State.APPROVED)
        return self.filter(standing, state=Course.State.OPEN)

    def managed_by(self, user):
        """Courses of the person's organisations, and of the offices in their regions."""
        return self.filter(
            Q(organization__in=Organization.objects.managed_by(user))
            | within_any("region__code", governed_codes(user, "keeps_training"))
        )

    def led_by(self, user):
        """Courses of organisations where a post lets the person show codes and call rolls."""
        return self.filter(organization__in=Organization.objects.led_by(user))

    def governed_by(self, user):
        """Courses of offices and organisations in the regions of the person's offices."""
        codes = governed_codes(user, "keeps_training")
        return self.filter(
            within_any("region__code", codes) | within_any("organization__region__code", codes)
        )

    def of(self, organization):
        return self.filter(organization=organization)


class Course(models.Model):
    """A course by a standard, held by an organisation or an office. `pass_mark` is how many of a hundred questions of
    its short test have to be right; nothing: there is no test. What is open stays as it was read."""

    class How(models.TextChoices):
        ONSITE = "onsite", _("现场")
        ONLINE = "online", _("线上")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        OPEN = "open", _("开放")
        CLOSED = "closed", _("已停办")

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=50)
    contents = models.TextField(max_length=2000)
    minutes = models.PositiveIntegerField()
    how = models.CharField(max_length=6, choices=How, default=How.ONSITE)
    address = models.CharField(max_length=120, blank=True)
    pass_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField(db_default=Now())

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            of_one_owner("training_course"),
            models.CheckConstraint(
                name="training_course_takes_some_time",
                condition=Q(minutes__gte=1),
                violation_error_message=_("写上这门课有多长。"),
            ),
            models.CheckConstraint(
                name="training_course_pass_mark_is_a_share",
                condition=Q(pass_mark=None) | Q(pass_mark__gte=1, pass_mark__lte=100),
                violation_error_message=_("及格线在1到100之间；不考试就空着。"),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def has_test(self):
        return self.pass_mark is not None

    @property
    def is_online(self):
        return self.how == self.How.ONLINE

    @property
    def organizer(self):
        """Who holds it, as it is written on certificates. Rows bring organisation and region along."""
        return self.organization.name if self.organization_id else _("%s志愿服务主管部门") % self.region.name

    def refuse_unless_draft(self):
        """What people sign up to stays as they read it."""
        if self.state != self.State.DRAFT:
            raise Refused(_("开放以后不能再改内容和题目，要改就停办，再写一门新的。"), code="not_a_draft")

    def open_up(self, *, questions):
        """Let sessions be booked: as long as its standard asks, and with questions where there is a test. Does not save."""
        self.refuse_unless_draft()
        if self.minutes < self.standard.minutes:
            words = _("标准“%(name)s”要求最少%(minutes)d分钟，这门课只有%(own)d分钟。")
            values = {"name": self.standard.name, "minutes": self.standard.minutes, "own": self.minutes}
            raise Refused(words % values, code="too_short")
        if self.has_test and not questions:
            raise Refused(_("设了及格线就要有题目，先加题再开放。"), code="no_questions")
        self.state = self.State.OPEN

    def close(self):
        """No new sessions, nothing more to sign up to. Does not save."""
        if self.state != self.State.OPEN:
            raise Refused(_("只有开放的课程可以停办。"), code="not_open")
        self.state = self.State.CLOSED


class Question(models.Model):
    """One question of a short test: several answers, one of them right."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="questions")
    text = models.CharField(max_length=200)
    options = ArrayField(models.CharField(max_length=100))
    right = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="training_question_has_two_to_six_answers",
                condition=Q(options__len__gte=2, options__len__lte=6),
                violation_error_message=_("一道题写2到6个答案。"),
            ),
            models.CheckConstraint(
                name="training_question_right_answer_is_among_them",
                condition=Q(right__lt=F("options__len")),
                violation_error_message=_("选出哪个答案是对的。"),
            ),
        ]

    def __str__(self):
        return self.text
